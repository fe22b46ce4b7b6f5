import { type AccountId, reviewWorkflowId } from '../ids';
import { assertNever } from '../never';
import type { ReviewFacts } from './facts';
import type { ReviewFinding } from './findings';
import { isUnanswered } from './notices';
import { recoverableText } from './recoverable';
import type { ReviewState, Trouble } from './state';
import type { ReviewAttention, ReviewAttentionKind } from './steps';

/** What only a person can settle, as it stands: raised once, and settled by the review when it no longer holds. */
export function needsPerson(state: ReviewState, nowMs: number): readonly ReviewAttention[] {
  const { look, account } = state;
  const make: Make = (kind, object, message, command) => ({
    key: `${reviewWorkflowId(account)}:${kind}${object === '' ? '' : `:${object}`}`,
    kind,
    message,
    command: command ?? null,
  });
  const stuck = Object.entries(state.troubles)
    // Where attention itself cannot be written, there is nobody to tell; it is tried again.
    .filter(([step]) => step !== 'attend')
    .map(([step, trouble]) => inTrouble(state, step, trouble, make));
  if (look === null) return stuck;
  const { facts } = look;
  const found = [
    ...rejected(state, facts, make),
    ...underHold(state, facts, nowMs, make),
    ...refusedAct(facts, make),
    ...unknownWords(state, facts, make),
    ...(isUnanswered(state) && state.resolved === null ? [unanswered(state, facts, make)] : []),
  ];
  return [
    ...found.filter(({ kind, key }) => !JUDGED_ONCE.has(kind) || !facts.judged.includes(key)),
    ...stuck,
  ];
}

/** For these settling is the answer: nothing else waits for one. */
const JUDGED_ONCE: ReadonlySet<ReviewAttentionKind> = new Set([
  'account_rejected',
  'paid_out_by_hand',
  'review_schedule_changed',
  'review_step_refused',
  'unknown_status',
  'review_unanswered',
]);

type Make = (
  kind: ReviewAttentionKind,
  object: string,
  message: string,
  command?: string | null,
) => ReviewAttention;

const resolveCommand = ({ account }: ReviewState): string =>
  `bin/recoup review resolve --account ${account} --by YOUR_NAME --note WHY`;

const sawText = (findings: readonly ReviewFinding[]): string => findings.map(({ saw }) => saw).join('; ');

function rejected(state: ReviewState, facts: ReviewFacts, make: Make): readonly ReviewAttention[] {
  const finding = facts.findings.find(({ kind }) => kind === 'rejected');
  if (finding === undefined) return [];
  const left =
    facts.recoverable.length === 0
      ? 'It owes nothing, and nothing of the platform is left with it.'
      : facts.recoverable.map(recoverableText).join(' ');
  return [
    make(
      'account_rejected',
      finding.id.slice('disabled:'.length),
      `${state.account} is rejected (${finding.saw}): no transfer, payout, give-back or credit goes to it any more. ${left} Look at its page, and settle this when you have seen it.`,
      `bin/recoup review show --account ${state.account}`,
    ),
  ];
}

function underHold(
  state: ReviewState,
  { hold }: ReviewFacts,
  nowMs: number,
  make: Make,
): readonly ReviewAttention[] {
  if (!hold.mine) return [];
  const { account } = state;
  const found: ReviewAttention[] = [];
  if (hold.limit !== null && nowMs >= hold.limit.warnMs) {
    found.push(
      make(
        'review_hold_limit',
        '',
        `Payouts of ${account} are held for a review, and Stripe's limit on that is near: ${new Date(hold.limit.endMs).toISOString().slice(0, 10)}. At the limit Recoup gives the hold up. Settle the review, reject the account, or agree with the seller before that day.`,
        resolveCommand(state),
      ),
    );
  }
  if (hold.scheduleChanged) {
    found.push(
      make(
        'review_schedule_changed',
        '',
        `Somebody changed the payout schedule of ${account} while its payouts are held for a review. It stays as they set it, so money can leave the account. If that was not meant, set payouts to manual in Stripe; then settle this.`,
        null,
      ),
    );
  }
  if (hold.paidOut.length > 0) {
    found.push(
      make(
        'paid_out_by_hand',
        hold.paidOut.join('.').slice(0, 150),
        `${account} was paid out by hand while its payouts are held for a review (${hold.paidOut.join(', ')}). A hold stops Stripe's own payouts, not those of a seller with a dashboard: speak with the seller, or reject the account.`,
        `bin/recoup review reject --account ${account} --reason other --by YOUR_NAME`,
      ),
    );
  }
  return found;
}

function refusedAct({ act }: ReviewFacts, make: Make): readonly ReviewAttention[] {
  if (act?.state !== 'refused') return [];
  return [
    make(
      'review_step_refused',
      act.id,
      `Two people decided to ${act.kind} the account, and Stripe refused it with ${act.code ?? 'an error'}. Look at the account in Stripe, and decide anew.`,
    ),
  ];
}

function unknownWords(
  state: ReviewState,
  { unknownWords: words }: ReviewFacts,
  make: Make,
): readonly ReviewAttention[] {
  return words.map((word) =>
    make(
      'unknown_status',
      word.replace(/\W/g, '_').slice(0, 60),
      `Stripe says "${word.slice(0, 60)}" of ${state.account}, a word that this version does not know. Money is stopped for it as for an account that is disabled; look at it in Stripe, and update Recoup.`,
    ),
  );
}

function unanswered(state: ReviewState, { findings }: ReviewFacts, make: Make): ReviewAttention {
  return make(
    'review_unanswered',
    '',
    `The last reminder for ${state.account} is out, and what was found still stands: ${sawText(findings)}. Speak with the seller, reject the account, or say that it is settled: that gives up the hold, and what stops transfers stays until Stripe clears it.`,
    resolveCommand(state),
  );
}

/** Somebody cancelled the workflow in Temporal: nothing follows the review until it is started again. */
export function cancelledAttention(account: AccountId): ReviewAttention {
  const subject = reviewWorkflowId(account);
  return {
    key: `${subject}:cancelled`,
    kind: 'cancelled',
    message: `The workflow of the review of ${account} was cancelled in Temporal, so nothing follows it any more, and its hold stands. Start it again from the store; the next event of the account starts it too.`,
    command: `bin/recoup inbox wake ${subject}`,
  };
}

function inTrouble(state: ReviewState, step: string, trouble: Trouble, make: Make): ReviewAttention {
  const since = new Date(trouble.sinceMs).toISOString();
  const what = stepWords(step);
  switch (trouble.kind) {
    case 'held':
      return make(
        'review_step_held',
        step,
        trouble.detail === 'observe'
          ? `Recoup would ${what} of ${state.account} since ${since}, and does not: it only observes. "bin/recoup mode act" lets it.`
          : `Recoup would ${what} of ${state.account} since ${since}, and does not: it is frozen. "bin/recoup unfreeze" lets it.`,
      );
    case 'refused':
      return make(
        'review_step_refused',
        step,
        `To ${what} of ${state.account} was refused by Stripe since ${since} (${trouble.detail}). See the account in Stripe; it is tried again every day.`,
      );
    case 'unavailable':
      return make(
        'unavailable',
        step,
        `To ${what} of ${state.account} was not possible since ${since}: Stripe or the store could not be reached. It is tried again; see that both are up.`,
      );
    default:
      return assertNever(trouble.kind);
  }
}

function stepWords(step: string): string {
  if (step.startsWith('act:')) return 'carry out the decision of two people about the standing';
  switch (step) {
    case 'hold':
      return 'hold the payouts';
    case 'release':
      return 'give up the hold on payouts';
    case 'tell':
      return 'tell of the review';
    case 'close':
      return 'close the review';
    default:
      return 'look at the standing';
  }
}
