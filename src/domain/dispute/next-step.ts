import { mayTry, nextTryMs } from '../attempts';
import { claimsForRefused, moneySteps } from './money-steps';
import { needsPerson } from './needs';
import { nextReminderMs, noticesDue } from './notices';
import { type CloseReason, type DisputeState, hasUnansweredHints, isFresh, isUntouched } from './state';
import { isFinal } from './status';
import {
  accountOf,
  type DisputeAction,
  type DisputeStep,
  isSellerStep,
  type SellerStep,
  stepName,
} from './steps';
import { isMet, targets } from './target';

const LOOK: DisputeAction = { kind: 'look' };

/** One activity makes so many at most: its calls to Stripe have to fit into its time, in the embedded run too. */
export const MOST_TOGETHER = 8;

/**
 * The next step of a dispute at a clock instant: the first that applies and may be tried, else a wait to an absolute
 * instant. Pure: the same state and time always give the same step.
 */
export function nextStep(state: DisputeState, nowMs: number): DisputeStep {
  const may = (step: DisputeAction): boolean =>
    mayTry(state.attempts, stepName(step), nowMs, state.hints.counted);
  const wanted = wishes(state, nowMs);
  for (const wish of wanted) {
    const step = needsYoungLook(wish) && !isYoung(state, nowMs) ? LOOK : wish;
    if (!may(wish) || !may(step)) continue;
    return step === wish && isSellerStep(wish) ? withOthers(wish) : step;
  }
  return waitFor(state, wanted, nowMs);

  /** A look says of each account what to do next: what concerns different ones needs no look in between. */
  function withOthers(first: SellerStep): DisputeAction {
    const steps = [first];
    for (const other of wanted) {
      if (steps.length === MOST_TOGETHER || !isSellerStep(other) || !may(other)) continue;
      if (steps.some((one) => accountOf(one) === accountOf(other))) continue;
      if (!needsYoungLook(other) || isYoung(state, nowMs)) steps.push(other);
    }
    return steps.length === 1 ? first : { kind: 'together', steps };
  }
}

/** In order of preference. On facts that are out of date nothing but a look and a word to a person is wanted. */
function wishes(state: DisputeState, nowMs: number): readonly DisputeAction[] {
  const attend = attendDue(state, nowMs);
  const [answer] = state.answers;
  const said: readonly DisputeAction[] = answer === undefined ? [] : [{ kind: 'recordAnswer', answer }];
  const claims = claimsForRefused(state);
  if (claims.length > 0) return [...said, ...claims, ...attend];
  if (lookDue(state, nowMs)) return [...said, LOOK, ...attend];
  const untouched = moneySteps(state).filter((step) => concerns(step, state));
  if (state.touched.length > 0) return [...said, ...untouched, LOOK, ...attend];
  return [...said, ...untouched, ...attend, ...tellDue(state, nowMs), ...closeDue(state)];
}

function concerns(step: DisputeAction, state: DisputeState): boolean {
  if (isSellerStep(step)) return isUntouched(state, accountOf(step));
  return step.kind !== 'settleMove' || isUntouched(state, step.move.account);
}

function lookDue(state: DisputeState, nowMs: number): boolean {
  const { look, policy } = state;
  if (look === null || policy === null || !isFresh(state)) return true;
  return hasUnansweredHints(state) && nowMs >= look.endedMs + policy.lookGapMs;
}

/** Money moves on figures that are younger than the look gap; what only changes the books is refused when stale. */
function needsYoungLook(step: DisputeAction): boolean {
  return (
    step.kind === 'takeFee' || step.kind === 'reverse' || step.kind === 'giveBack' || step.kind === 'setOff'
  );
}

function isYoung({ look, policy }: DisputeState, nowMs: number): boolean {
  return look !== null && policy !== null && nowMs - look.endedMs < policy.lookGapMs;
}

function attendDue(state: DisputeState, nowMs: number): readonly DisputeAction[] {
  const needs = needsPerson(state, nowMs);
  const raise = needs.filter((need) => !state.raised.includes(need.key));
  const settle = state.raised.filter((key) => needs.every((need) => need.key !== key));
  return raise.length + settle.length === 0 ? [] : [{ kind: 'attend', raise, settle }];
}

function tellDue(state: DisputeState, nowMs: number): readonly DisputeAction[] {
  const notices = noticesDue(state, nowMs);
  return notices.length === 0 ? [] : [{ kind: 'tell', notices }];
}

/** Final at Stripe, every hint answered, and each share is borne, or owed as a claim, or was given back. */
function closeDue(state: DisputeState): readonly DisputeAction[] {
  const reason = closeReason(state);
  const isOver = reason !== null && !hasUnansweredHints(state) && state.answers.length === 0;
  return isOver ? [{ kind: 'close', reason }] : [];
}

function closeReason({ look, policy }: DisputeState): CloseReason | null {
  if (look === null || policy === null || !isFinal(look.facts.status)) return null;
  const { withdrawn, attribution, sellers, unsettled } = look.facts;
  if (typeof withdrawn === 'string' || unsettled.length > 0) return null;
  const isLoss = withdrawn.principalMinor > 0;
  if (attribution === 'unknown' && (isLoss || withdrawn.feeMinor > 0)) return null;
  if (!targets(look.facts, policy).lines.every(isMet)) return null;
  const parts = sellers.flatMap((seller) => [seller.principal, seller.fee]);
  if (parts.some((part) => part.openClaimsMinor > 0)) return 'claimed';
  if (!isLoss && parts.some((part) => part.giveBacks > 0)) return 'given_back';
  if (parts.some((part) => part.takenMinor > 0)) return 'taken';
  return isLoss ? 'platform_bears' : 'nothing_to_bear';
}

/** The earliest instant at which anything could change by time alone; null: only a hint can. */
function waitFor(state: DisputeState, wanted: readonly DisputeAction[], nowMs: number): DisputeStep {
  const names = new Set(wanted.map(stepName));
  const instants: { readonly atMs: number; readonly why: string }[] = [];
  const add = (atMs: number | null, why: string): void => {
    if (atMs !== null && atMs > nowMs) instants.push({ atMs, why });
  };
  add(
    // Money may wait for a look that could not be had.
    nextTryMs(state.attempts, (step) => step === 'look' || names.has(step)),
    'the next try',
  );
  const { look, policy } = state;
  if (look !== null && policy !== null && hasUnansweredHints(state)) {
    add(look.endedMs + policy.lookGapMs, 'the look gap');
  }
  add(nextReminderMs(state, nowMs), 'the evidence reminder');
  for (const alarm of Object.values(state.alarms)) add(alarm.loudFromMs, 'a word to a person');
  const earliest = Math.min(...instants.map(({ atMs }) => atMs));
  const next = instants.find(({ atMs }) => atMs === earliest);
  return { kind: 'wait', untilMs: next?.atMs ?? null, why: next?.why ?? 'a hint' };
}
