import { WRITES } from '../stripe/key-needs';
import { CONNECT_EVENTS, PLATFORM_EVENTS } from '../stripe/webhook-events';
import type { KeyReport } from '../stripe/check-key';

export interface SandboxWords {
  readonly report: KeyReport;
  /** Below it `/stripe` and `/stripe/connect` receive. */
  readonly webhooks: string;
  readonly dataFolder: string;
  /** Whether signing secrets are set for both endpoints. */
  readonly hasSecrets: boolean;
}

/** Everything that whoever connects an account must know before it acts: what is changed, what is heard, how to leave. */
export function sandboxWords({ report, webhooks, dataFolder, hasSecrets }: SandboxWords): string {
  const command = (words: string) => `RECOUP_DATA_DIR=${dataFolder} bin/recoup ${words}`;
  return [
    report.triedOn === null
      ? 'The key reads all that Recoup reads; the platform has no connected account yet on which to try the rest.'
      : `The key reads all that Recoup reads, also on connected accounts (tried on ${report.triedOn}).`,
    '',
    'What Recoup changes at Stripe in the mode act; in observe it changes nothing. Whether the key may write',
    'was not tried, for that would be a write:',
    ...WRITES.flatMap(({ call, permission, why }) => [`  ${call}  (${permission})`, `      ${why}`]),
    '',
    ...webhookWords(webhooks, hasSecrets),
    '',
    `To let it move money   ${command('mode act')}`,
    `To stop that at once   ${command('freeze')}`,
    `To leave               ${command('leave')}`,
    '    goes back to observing, gives every hold up (payout schedules return to what they were) and switches off',
    '    the bank debits that Recoup switched on. Commands that call Stripe need STRIPE_SECRET_KEY as well.',
  ].join('\n');
}

function webhookWords(webhooks: string, hasSecrets: boolean): readonly string[] {
  const all = [...new Set([...PLATFORM_EVENTS, ...CONNECT_EVENTS])].toSorted();
  return [
    hasSecrets
      ? 'Webhooks are received. To forward them here with Stripe’s command line:'
      : 'NO WEBHOOK SECRET IS SET: events are refused, and only the daily sweep finds what happened. To mend that:',
    `  stripe listen --events ${all.join(',')} \\`,
    `    --forward-to ${webhooks}/stripe --forward-connect-to ${webhooks}/stripe/connect`,
    '  It prints one signing secret for both. Start again with it in both settings:',
    '  STRIPE_WEBHOOK_SECRETS=whsec_… STRIPE_CONNECT_WEBHOOK_SECRETS=whsec_… npm start -- --stripe',
    'Or make two endpoints in the Dashboard (Developers, Webhooks), each with a secret of its own:',
    `  for your account, to /stripe:                  ${PLATFORM_EVENTS.join(', ')}`,
    `  for connected accounts, to /stripe/connect:    ${CONNECT_EVENTS.join(', ')}`,
  ];
}
