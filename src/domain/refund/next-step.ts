import { mayTry, nextTryMs } from '../attempts';
import { isMet } from '../dispute/target';
import { claimForRefused, isDeclined, moneySteps } from './money-steps';
import { needsPerson } from './needs';
import { noticesDue } from './notices';
import { isMissing, planRefund } from './plan';
import { type CloseReason, hasUnansweredHints, isFresh, type RefundState } from './state';
import { isFinal } from './status';
import { type RefundAction, type RefundStep, stepName } from './steps';
import { refundTargets, standingMinor, waitsForAnswer } from './target';

const LOOK: RefundAction = { kind: 'look' };

/**
 * The next step of a refund at a clock instant: the first that applies and may be tried, else a wait to an absolute
 * instant. Pure: the same state and time always give the same step.
 */
export function nextStep(state: RefundState, nowMs: number): RefundStep {
  const may = (step: RefundAction): boolean =>
    mayTry(state.attempts, stepName(step), nowMs, state.hints.counted);
  const wanted = wishes(state, nowMs);
  for (const wish of wanted) {
    const step = needsYoungLook(wish) && !isYoung(state, nowMs) ? LOOK : wish;
    if (may(wish) && may(step)) return step;
  }
  return waitFor(state, wanted, nowMs);
}

/** In order of preference. On facts that are out of date nothing but a look and a word to a person is wanted. */
function wishes(state: RefundState, nowMs: number): readonly RefundAction[] {
  const attend = attendDue(state, nowMs);
  const claim = claimForRefused(state);
  if (claim !== null) return [claim, ...attend];
  if (lookDue(state, nowMs)) return [LOOK, ...attend];
  return [...moneySteps(state), ...attend, ...tellDue(state), ...closeDue(state)];
}

function lookDue(state: RefundState, nowMs: number): boolean {
  const { look, policy } = state;
  if (look === null || policy === null || !isFresh(state)) return true;
  return hasUnansweredHints(state) && nowMs >= look.endedMs + policy.lookGapMs;
}

/** Money moves on figures that are younger than the look gap; what only changes the books is refused when stale. */
function needsYoungLook({ kind }: RefundAction): boolean {
  return kind === 'refund' || kind === 'reverse' || kind === 'giveBack' || kind === 'setOff';
}

function isYoung({ look, policy }: RefundState, nowMs: number): boolean {
  return look !== null && policy !== null && nowMs - look.endedMs < policy.lookGapMs;
}

function attendDue(state: RefundState, nowMs: number): readonly RefundAction[] {
  const needs = needsPerson(state, nowMs);
  const raise = needs.filter((need) => !state.raised.includes(need.key));
  // What was said of a request that was given up stays until a person has read it.
  const isOver = state.look?.facts.asked?.over === true;
  const settle = isOver ? [] : state.raised.filter((key) => needs.every((need) => need.key !== key));
  return raise.length + settle.length === 0 ? [] : [{ kind: 'attend', raise, settle }];
}

function tellDue(state: RefundState): readonly RefundAction[] {
  const notices = noticesDue(state);
  return notices.length === 0 ? [] : [{ kind: 'tell', notices }];
}

/** Final at Stripe, every hint answered, and each part is borne, or owed as a claim, or was given back. */
function closeDue(state: RefundState): readonly RefundAction[] {
  const reason = closeReason(state);
  return reason === null || hasUnansweredHints(state) ? [] : [{ kind: 'close', reason }];
}

function closeReason(state: RefundState): CloseReason | null {
  const { look, policy, subject } = state;
  if (look === null || policy === null || look.facts.unsettled.length > 0) return null;
  const { facts } = look;
  const { made, sellers } = facts;
  if (made === null) {
    const isNever = planRefund(subject, facts, policy)?.kind === 'cannot' || isDeclined(state);
    return isNever || isMissing(facts) ? 'not_made' : null;
  }
  const targets = refundTargets(facts, policy);
  if (targets === null || !isFinal(made.status) || !targets.lines.every(isMet)) return null;
  if (waitsForAnswer(facts, policy)) return null;
  const stands = (standingMinor(made) ?? 0) > 0;
  // Whose sale it was is a person's affair first.
  if (stands && facts.attribution === 'unknown' && facts.charge?.grouped === true) return null;
  if (sellers.some(({ principal }) => principal.openClaimsMinor > 0)) return 'claimed';
  if (sellers.some(({ principal }) => principal.takenMinor > 0)) return 'taken';
  if (stands) return 'platform_bears';
  return sellers.some(({ principal }) => principal.giveBacks > 0) ? 'given_back' : 'nothing_to_bear';
}

/** The earliest instant at which anything could change by time alone; null: only a hint can. */
function waitFor(state: RefundState, wanted: readonly RefundAction[], nowMs: number): RefundStep {
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
  for (const alarm of Object.values(state.alarms)) add(alarm.loudFromMs, 'a word to a person');
  const earliest = Math.min(...instants.map(({ atMs }) => atMs));
  const next = instants.find(({ atMs }) => atMs === earliest);
  return { kind: 'wait', untilMs: next?.atMs ?? null, why: next?.why ?? 'a hint' };
}
