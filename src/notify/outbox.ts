import type { Logger } from 'pino';
import { momentAt, type Clock } from '../domain/clock';
import type { Policy } from '../domain/policy/policy';
import { raiseAttention, settleAttention } from '../store/attention';
import type { Database } from '../store/database';
import { noticeFailedKey, withdrawNotice } from '../store/notices';
import { addresseesOf } from './addressees';
import type { Post } from './channel';
import type { ContactOf } from './contact';
import { deliver, type Attempt, type Round, type Sealed } from './deliver';
import {
  hasClosed,
  leaseDueNotice,
  progressOf,
  recordAttempt,
  type DueNotice,
  type Ending,
  type Kept,
} from './outbox-rows';
import { freshLinks, unseenLinks, type LinksToGive } from './seller-links';
import { isOnlyWhileOpen, render } from './templates';
import { UnrenderableNotice, type LinkWords } from './templates/template';
import { defaultTimeZone } from './time-zones';

export interface OutboxOptions {
  readonly db: Database;
  readonly post: Post;
  readonly contactOf: ContactOf;
  /** As `checkRecipients` leaves them. */
  readonly recipients: Policy['recipients'];
  readonly clock: Clock;
  /** Wall time, epoch ms. */
  readonly wallNow: () => number;
  /** The platform's name as its sellers know it. */
  readonly platform: string;
  /** Null: letters to sellers carry no addresses. */
  readonly links: LinksToGive | null;
  readonly log: Logger;
}

const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 3_600_000;
/** With the delays above, a channel may be away for about eight hours. */
const ATTEMPTS = 14;
/** After so many the places that were silent are asked again. */
const MOST_IN_A_ROUND = 100;
/** Longer than an attempt can last: a look-up at Stripe and a few recipients, each with its own time-out. */
const LEASE_MS = 180_000;

/**
 * Sends what is due as long as it `mayGoOn`, and answers how many notices it took up. Outboxes may run side by side. A notice is sent at least
 * once: what a crash cut off between delivery and record is repeated when its lease ends, under the same id.
 */
export async function sendDueNotices(
  options: OutboxOptions,
  mayGoOn: () => boolean = () => true,
): Promise<number> {
  const round: Round = { post: options.post, contactOf: options.contactOf, silent: new Map() };
  let count = 0;
  while (count < MOST_IN_A_ROUND && mayGoOn() && (await sendOne(options, round))) count += 1;
  return count;
}

async function sendOne(options: OutboxOptions, round: Round): Promise<boolean> {
  const { db, wallNow } = options;
  const notice = await leaseDueNotice(db, wallNow(), wallNow() + LEASE_MS);
  if (notice === null) return false;
  if (isOnlyWhileOpen(notice.template) && (await withdrawnAsClosed(db, notice))) return true;
  let sealed: Sealed;
  try {
    sealed = seal(notice, options);
  } catch (error) {
    if (!(error instanceof UnrenderableNotice)) throw error;
    await record(options, notice, null, { state: 'failed', error: error.message });
    return true;
  }
  const addressees = addresseesOf(notice.audience, notice.level, options.recipients);
  const attempt = await deliver(sealed, addressees, progressOf(notice), round);
  const { subject, text } = sealed.message.words;
  const { delivered, refused } = attempt;
  await record(options, notice, { subject, text, delivered, refused }, endingOf(notice, attempt, options));
  return true;
}

async function withdrawnAsClosed(db: Database, { subject, notice_id }: DueNotice): Promise<boolean> {
  return db
    .transaction()
    .execute(
      async (tx) =>
        (await hasClosed(tx, subject)) &&
        (await withdrawNotice(tx, notice_id, 'its case had closed before its hour came')),
    );
}

/** @throws UnrenderableNotice */
function seal(notice: DueNotice, options: OutboxOptions): Sealed {
  const { account, audience } = notice;
  const words = (bankLast4: { readonly [currency: string]: string }, links: LinkWords | null) =>
    render(notice.template, notice.params, {
      audience,
      account: account === null ? null : { id: account, kind: notice.kind },
      platform: options.platform,
      timeZone: audience === 'seller' ? defaultTimeZone(notice.country) : 'UTC',
      bankLast4,
      links,
    });
  const links = audience === 'seller' ? options.links : null;
  const message = {
    id: notice.message_id,
    noticeId: notice.notice_id,
    template: notice.template,
    audience: notice.audience,
    level: notice.level,
    subject: notice.subject,
    account: notice.account,
    figures: notice.params,
    queuedMs: notice.created_at,
    words: words({}, links === null ? null : unseenLinks(links)),
  };
  const wordsFor: Sealed['wordsFor'] = async (contact) => {
    const bankLast4 = contact?.bankLast4 ?? {};
    if (links === null || account === null) return words(bankLast4, null);
    const given = freshLinks(links, { account, noticeId: notice.notice_id }, options.wallNow());
    const told = words(bankLast4, given.words);
    await given.keep(options.db);
    return told;
  };
  return { message, wordsFor };
}

function endingOf(notice: DueNotice, attempt: Attempt, { clock, wallNow }: OutboxOptions): Ending {
  const { problem, retryAfterMs } = attempt;
  const refusals = Object.values(attempt.refused);
  if (problem === null && refusals.length === 0) return { state: 'sent', at: momentAt(clock, wallNow()) };
  if (problem === null || notice.attempts + 1 >= ATTEMPTS) {
    return { state: 'failed', error: [...refusals, ...(problem === null ? [] : [problem])].join('; ') };
  }
  const backoffMs = FIRST_RETRY_MS * 2 ** notice.attempts;
  const delayMs = Math.min(LONGEST_RETRY_MS, Math.max(backoffMs, retryAfterMs));
  return { state: 'queued', error: problem, nextAttemptMs: wallNow() + delayMs };
}

async function record(
  { db, clock, wallNow, log }: OutboxOptions,
  notice: DueNotice,
  kept: Kept | null,
  ending: Ending,
): Promise<void> {
  const id = notice.notice_id;
  const name = `notice:${id}`;
  const at = momentAt(clock, wallNow());
  await db.transaction().execute(async (tx) => {
    if (!(await recordAttempt(tx, id, kept, ending))) return;
    if (ending.state === 'sent') await settleAttention(tx, noticeFailedKey(id), 'recoup', at);
    if (ending.state !== 'failed') return;
    await raiseAttention(
      tx,
      {
        key: noticeFailedKey(id),
        subject: notice.subject,
        kind: 'notice_failed',
        message: `The notice "${notice.rung}" to the ${notice.audience} could not be sent: ${ending.error}. Tell them by other means, or mend the cause and have it sent again.`,
        command: `bin/recoup notices retry ${id} --by YOUR_NAME`,
      },
      at,
    );
  });
  if (ending.state === 'sent') log.info({ notice: name, delivered: kept?.delivered }, 'notice sent');
  if (ending.state === 'failed') log.error({ notice: name, problem: ending.error }, 'notice given up');
  if (ending.state === 'queued') {
    log.warn({ notice: name, problem: ending.error, attempt: notice.attempts + 1 }, 'notice not sent');
  }
}
