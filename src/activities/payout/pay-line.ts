import { lineKey, type EarningsMove, isOfLine, type MoveOutcome, type PayoutMove } from '../../domain/moves';
import { assertNever } from '../../domain/never';
import type { PlannedLine } from '../../domain/payout/line';
import { raiseAttention } from '../../store/attention';
import { appendDecision } from '../../store/decisions';
import { findMove, storedRequest } from '../../store/money-moves';
import { changeLine } from '../../store/payout-lines';
import { transact } from '../../store/transact';
import { stripeFailure } from '../../stripe/errors';
import { type ActivityDeps, momentOf } from '../deps';
import { closeHeld, closeMoved, closeRefused, closeUnsent, markLineUnknown } from './close-line';
import { decisionOn, moveOfLine, whyNot } from './line-move';
import { type LineTarget, targetOfLine } from './line-target';

/** What came of a line: `closed` for this run; `later` where it stays planned, with the run's reason to wait. */
export type LineAnswer =
  | { readonly kind: 'closed' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'later'; readonly why: 'door' | 'under_water'; readonly words: string };

const CLOSED: LineAnswer = { kind: 'closed' };
/** Claims may be paid by somebody else between reading and reserving them. */
const TRIES = 3;

/**
 * Decides one line and pays it, once: what was asked of the door before is followed up as it was asked, whatever the
 * facts are now. Throws what a retry can mend.
 */
export async function payLine(deps: ActivityDeps, line: PlannedLine, dryRun: boolean): Promise<LineAnswer> {
  const asked = dryRun ? null : await findMove(deps.db, lineKey(line));
  const move = asked === null ? null : storedRequest(asked).move;
  if (move !== null && isOfLine(move)) return settleMove(deps, line, move);
  for (let tries = 1; ; tries += 1) {
    let target: LineTarget;
    try {
      target = await targetOfLine(deps, line);
    } catch (error) {
      const unreadable = await unreadableAccount(deps, line, error);
      if (unreadable !== null) return unreadable;
      throw error;
    }
    if (target.review !== null) await askForReview(deps, line, target.review);
    const answer = dryRun
      ? await rehearse(deps, line, target)
      : target.verdict === 'pay'
        ? await send(deps, line, target)
        : await keep(deps, line, target);
    if (answer !== 'stale') return answer;
    if (tries === TRIES) {
      await closeHeld(deps, line, target, 'claims of the account kept changing while it was decided');
      return CLOSED;
    }
  }
}

/** The same move again: answers what became of it, and moves nothing twice. */
async function settleMove(
  deps: ActivityDeps,
  line: PlannedLine,
  move: EarningsMove | PayoutMove,
): Promise<LineAnswer> {
  const decision = {
    kind: 'payout_line',
    subject: line.run,
    actor: 'recoup',
    inputs: {},
    reason: 'asked for before',
    policyHash: deps.policy.hash,
  };
  const outcome = await deps.moveMoney(move, decision);
  const answer = await closeBy(deps, line, move, outcome);
  if (answer !== null) return answer;
  return outcome.kind === 'held' ? shut(outcome.reason.why) : { kind: 'unavailable' };
}

const shut = (why: string): LineAnswer => ({
  kind: 'later',
  why: 'door',
  words:
    why === 'observe' ? 'Recoup only observes, and this line was asked for before' : `the door says ${why}`,
});

async function send(
  deps: ActivityDeps,
  line: PlannedLine,
  target: LineTarget,
): Promise<LineAnswer | 'stale'> {
  const move = moveOfLine(line, target);
  const outcome = await deps.moveMoney(move, decisionOn(deps, line, target));
  const answer = await closeBy(deps, line, move, outcome, target.working);
  if (answer !== null) return answer;
  if (outcome.kind !== 'held') return { kind: 'unavailable' };
  return held(deps, line, move, target, outcome);
}

/** Null where the door held the move back, or could not tell anything. */
async function closeBy(
  deps: ActivityDeps,
  line: PlannedLine,
  move: EarningsMove | PayoutMove,
  outcome: MoveOutcome,
  working?: LineTarget['working'],
): Promise<LineAnswer | null> {
  switch (outcome.kind) {
    case 'moved':
      await closeMoved(deps, line, move, outcome, working);
      return CLOSED;
    case 'refused':
      await closeRefused(deps, line, { ...outcome, amountMinor: move.amountMinor });
      return CLOSED;
    case 'unknown':
      await markLineUnknown(deps, line, outcome.key);
      return { kind: 'unknown' };
    case 'held':
      return outcome.reason.why === 'frozen' ? shut('frozen') : null;
    case 'unavailable':
      return null;
    default:
      return assertNever(outcome);
  }
}

async function held(
  deps: ActivityDeps,
  line: PlannedLine,
  move: EarningsMove | PayoutMove,
  target: LineTarget,
  { reason }: Extract<MoveOutcome, { kind: 'held' }>,
): Promise<LineAnswer | 'stale'> {
  if (reason.why !== 'preflight') {
    await closeHeld(deps, line, target, reason.why);
    return CLOSED;
  }
  const leavingMinor = move.kind === 'earnings' ? move.amountMinor : 0;
  const words = await deps.platformGuard.wouldStop(line.currency, leavingMinor);
  if (words !== null) return { kind: 'later', why: 'under_water', words };
  if (reason.failed.every((one) => one.startsWith('claim '))) return 'stale';
  await closeHeld(deps, line, target, reason.failed.join('; '));
  return CLOSED;
}

/** Nothing is sent: held by the policy, too little, or all of it kept back. */
async function keep(
  deps: ActivityDeps,
  line: PlannedLine,
  target: LineTarget,
): Promise<LineAnswer | 'stale'> {
  const decision = decisionOn(deps, line, target);
  if (target.verdict === 'hold') {
    await recordHeld(deps, line, target);
    return CLOSED;
  }
  const { account, currency } = line;
  const offsets = line.mode === 'transfer' ? target.offsets : [];
  const asked = { key: lineKey(line), account, currency, offsets };
  const outcome = await deps.offsetWhole(asked, decision, (tx) => closeUnsent(deps, tx, line, target));
  switch (outcome.kind) {
    case 'done':
      return CLOSED;
    case 'stale':
      return 'stale';
    case 'held':
      if (outcome.reason.why === 'frozen') return shut('frozen');
      await closeHeld(deps, line, target, outcome.reason.why);
      return CLOSED;
    default:
      return assertNever(outcome);
  }
}

async function recordHeld(deps: ActivityDeps, line: PlannedLine, target: LineTarget): Promise<void> {
  const at = momentOf(deps);
  const action = { line: line.lineId, account: line.account, verdict: target.verdict };
  await closeHeld(deps, line, target, whyNot(target));
  await transact(deps.db, (tx) =>
    appendDecision(tx, { ...decisionOn(deps, line, target), action, verdict: 'held' }, at),
  );
}

/** The same decision with all checks, and nothing moves. */
async function rehearse(deps: ActivityDeps, line: PlannedLine, target: LineTarget): Promise<LineAnswer> {
  if (target.verdict !== 'pay') {
    await recordHeld(deps, line, target);
    return CLOSED;
  }
  const failed = await deps.rehearse(moveOfLine(line, target), decisionOn(deps, line, target));
  const reason = failed.length === 0 ? 'dry run: it would be sent' : `dry run: ${failed.join('; ')}`;
  await closeHeld(deps, line, target, reason);
  return CLOSED;
}

/** The balance of an account that has left cannot be read: nothing goes there. @throws for what passes. */
async function unreadableAccount(
  deps: ActivityDeps,
  line: PlannedLine,
  error: unknown,
): Promise<LineAnswer | null> {
  const failure = stripeFailure(error, true);
  switch (failure?.kind) {
    case 'unreachable_account':
    case 'missing': {
      const at = momentOf(deps);
      const reason = `${line.account} cannot be read: it was deauthorized, or is none of this platform's`;
      await changeLine(deps.db, line.lineId, { status: 'held', reason }, at);
      return CLOSED;
    }
    case 'unavailable':
    case 'ambiguous':
    case 'in_use':
      return { kind: 'unavailable' };
    default:
      return null;
  }
}

async function askForReview(deps: ActivityDeps, line: PlannedLine, why: string): Promise<void> {
  const attention = {
    key: `account:${line.account}:payout_review`,
    subject: `account:${line.account}`,
    kind: 'payout_review',
    message: `Payouts to ${line.account} need a person's look: ${why}. Until somebody decides, the policy keeps back what it says for such a rate. See its disputes, then settle this, or change the policy.`,
    command: `bin/recoup policy explain --account ${line.account}`,
  };
  await raiseAttention(deps.db, attention, momentOf(deps));
}
