import type { Policy, Recipient, SellerWay } from '../domain/policy/policy';

type Recipients = Policy['recipients'];

/** What notices are sent with, from the settings. */
export interface NoticeMeans {
  readonly smtpUrl: string | null;
  readonly mailFrom: string | null;
  readonly secrets: readonly { readonly name: string; readonly secret: string }[];
}

/** Every reason for which notices could not go where the policy sends them. The command line ends with `exitCode`. */
export class RecipientsError extends Error {
  override readonly name = 'RecipientsError';
  readonly exitCode = 2;
  constructor(readonly reasons: readonly string[]) {
    super(
      `Notices cannot go where the policy sends them:\n${reasons.map((reason) => `  ${reason}`).join('\n')}\n` +
        'Set what is missing, or mend `recipients` in the policy.',
    );
  }
}

/**
 * The recipients as they can be reached, found out at start and not when the first notice is due. On a trial, which is
 * what the embedded run is, mail without a mail server goes to the log, and web hooks may be on this machine.
 * @throws RecipientsError with all reasons.
 */
export function checkRecipients(recipients: Recipients, means: NoticeMeans, trial: boolean): Recipients {
  const reasons = new Set(mailReasons(recipients, means, trial));
  for (const way of Object.values(recipients).flat()) {
    if (way.channel === 'webhook')
      for (const reason of webhookReasons(way, means, trial)) reasons.add(reason);
  }
  if (reasons.size > 0) throw new RecipientsError([...reasons]);
  if (means.smtpUrl !== null) return recipients;
  const reachable = <T extends Recipient | SellerWay>(way: T): T | { readonly channel: 'log' } =>
    way.channel === 'mail' ? { channel: 'log' } : way;
  return {
    seller: recipients.seller.map(reachable<SellerWay>),
    team: recipients.team.map(reachable<Recipient>),
    finance: recipients.finance.map(reachable<Recipient>),
    risk: recipients.risk.map(reachable<Recipient>),
    decider: recipients.decider.map(reachable<Recipient>),
  };
}

function mailReasons(recipients: Recipients, means: NoticeMeans, trial: boolean): string[] {
  const ways = Object.values(recipients).flat();
  if (means.smtpUrl !== null && means.mailFrom === null) {
    return ['RECOUP_SMTP_URL is set and RECOUP_MAIL_FROM is not: say whom mail comes from'];
  }
  if (trial || !ways.some(({ channel }) => channel === 'mail')) return [];
  if (means.smtpUrl === null) {
    return ['they name mail and RECOUP_SMTP_URL is not set: set it, or name web hooks or log instead'];
  }
  return ways.some((way) => 'address' in way && way.address.endsWith('@example.com'))
    ? ['they still have the addresses at example.com that the shipped policy comes with: nobody reads those']
    : [];
}

function webhookReasons(
  { url, secret }: { readonly url: string; readonly secret: string },
  { secrets }: NoticeMeans,
  trial: boolean,
): string[] {
  const { host, protocol } = new URL(url);
  const reasons: string[] = [];
  if (!secrets.some(({ name }) => name === secret)) {
    reasons.push(
      `the web hook at ${host} is signed with "${secret}", and RECOUP_NOTICE_SECRETS has no such name`,
    );
  }
  if (protocol !== 'https:' && !trial) {
    reasons.push(`the web hook at ${host} is not https: only the embedded run posts to this machine without`);
  }
  return reasons;
}
