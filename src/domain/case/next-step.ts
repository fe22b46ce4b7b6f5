import { mayTry, nextTryMs } from '../attempts';
import { DAY_MS } from '../clock';
import { owedMinor, unsettledDebit, type CaseFacts } from './facts';
import { claimsOldMs, gateIsOpen, rungDue, rungsAhead } from './ladder';
import { answerDue, collectDue, enableDebitDue, holdDue, releaseHoldDue, settleDue } from './money-steps';
import { needsPerson } from './needs';
import type { CasePolicy } from './policy';
import type { CaseState } from './state';
import { type Attendance, type CaseAction, type CaseStep, stepName } from './step';

/**
 * The next step of a case at a clock instant: the first that applies, else a wait to an absolute instant.
 * Pure: the same state and time always give the same step.
 */
export function nextStep(state: CaseState, nowMs: number): CaseStep {
  const { facts, policy } = state;
  const may = (step: CaseAction): boolean =>
    mayTry(state.attempts, stepName(step), nowMs, state.hints.counted);
  const choice = state.unrecorded[0];
  if (choice !== undefined) {
    const record = { kind: 'record', choice, attend: { raise: [], settle: [] } } as const;
    if (may(record)) return record;
  }
  if (state.closed !== null) return waitFor(state, null, nowMs);
  if (facts === null || policy === null)
    return may({ kind: 'look' }) ? { kind: 'look' } : waitFor(state, null, nowMs);

  const steps: readonly (() => CaseAction | null)[] = [
    () => handOverDue(state, facts),
    () => lookDue(state, policy, facts, nowMs),
    () => settleDue(state, facts, nowMs),
    () => answerDue(state, facts, nowMs),
    () => closeDue(state, facts),
    () => gateDefault(state, policy, facts, nowMs),
    () => tellDue(state, policy, facts, nowMs),
    () => attendDue(state, policy, facts, nowMs),
    () => releaseHoldDue(facts, nowMs),
    () => holdDue(state, policy, facts, nowMs),
    () => collectDue(state, policy, facts, nowMs),
    () => enableDebitDue(state, policy, facts, nowMs),
  ];
  for (const due of steps) {
    const step = due();
    if (step === null) continue;
    const wanted =
      needsFreshLook(step) && !isFresh(state, policy, nowMs) ? ({ kind: 'look' } as const) : step;
    if (may(step) && may(wanted)) return wanted;
  }
  return waitFor(state, facts, nowMs);
}

/** Money and a new hold need a look that is younger than the look gap and saw the flow's last move. */
function needsFreshLook(step: CaseAction): boolean {
  return (
    step.kind === 'collect' || step.kind === 'answer' || step.kind === 'enableDebit' || step.kind === 'hold'
  );
}

function isFresh(state: CaseState, policy: CasePolicy, nowMs: number): boolean {
  return nowMs - state.learntMs < policy.lookGapMs && state.movesSeen === state.movesMade;
}

/** Instants at which the facts will have changed by time alone. */
function lookInstants(facts: CaseFacts): readonly number[] {
  const settles = facts.debit.debits.flatMap((debit) =>
    debit.stage === 'provisional' && debit.settlesAtMs !== null ? [debit.settlesAtMs] : [],
  );
  const clears = facts.shortfallMinor > 0 && facts.losses === 'platform' ? [facts.clearsAtMs] : [];
  const expected = facts.debit.expectedByMs === null ? [] : [facts.debit.expectedByMs];
  return [...settles, ...clears, ...expected];
}

function lookDue(state: CaseState, policy: CasePolicy, facts: CaseFacts, nowMs: number): CaseAction | null {
  const hinted = state.hints.counted > state.answeredHints && nowMs >= state.learntMs + policy.lookGapMs;
  const timeChangedFacts = lookInstants(facts).some(
    (instant) => facts.startedMs < instant && instant <= nowMs,
  );
  const closingUnread =
    owedMinor(facts) === 0 &&
    facts.number !== null &&
    facts.collectionsReadMs === null &&
    nowMs - facts.negativeSinceMs >= policy.watchFromDay * DAY_MS;
  const movesUnseen = state.movesSeen < state.movesMade;
  return hinted || timeChangedFacts || closingUnread || movesUnseen ? { kind: 'look' } : null;
}

/** A person takes it from here: the case closes on its last figures, once no move of it is without its outcome. */
function handOverDue(state: CaseState, facts: CaseFacts): CaseAction | null {
  const settled = facts.unsettledMoves === 0 && state.movesSeen === state.movesMade;
  return state.handledBy !== null && settled ? { kind: 'close', reason: 'handled' } : null;
}

function closeDue(state: CaseState, facts: CaseFacts): CaseAction | null {
  const settled = owedMinor(facts) === 0 && unsettledDebit(facts) === undefined && facts.unsettledMoves === 0;
  const answered = state.answeredHints >= state.hints.counted && state.movesSeen === state.movesMade;
  if (!settled || !answered || facts.unexplainedMinor !== 0 || state.asks.length > 0) return null;
  if (facts.number === null) return { kind: 'close', reason: 'nothing_owed' };
  return { kind: 'close', reason: facts.letGoMinor > 0 ? 'let_go' : 'recovered' };
}

/** Unanswered when Stripe is about to clear, the gate falls to the policy's default, on the record. */
function gateDefault(
  state: CaseState,
  policy: CasePolicy,
  facts: CaseFacts,
  nowMs: number,
): CaseAction | null {
  if (!gateIsOpen(state, policy, facts) || nowMs < facts.clearsAtMs) return null;
  const answered = { ...state, gateAnswer: policy.gateDefault };
  return {
    kind: 'record',
    attend: attendance(answered, policy, facts, nowMs),
    choice: {
      id: state.nextChoice,
      atMs: nowMs,
      kind: 'defaulted',
      by: 'policy',
      outcome: policy.gateDefault,
    },
  };
}

function tellDue(state: CaseState, policy: CasePolicy, facts: CaseFacts, nowMs: number): CaseAction | null {
  const tell = rungDue(state, policy, facts, nowMs);
  if (tell === null) return null;
  const told = { ...state, told: [...state.told, tell.rung, ...tell.collapsed] };
  return { ...tell, attend: attendance(told, policy, facts, nowMs) };
}

function attendDue(state: CaseState, policy: CasePolicy, facts: CaseFacts, nowMs: number): CaseAction | null {
  const attend = attendance(state, policy, facts, nowMs);
  return attend.raise.length + attend.settle.length === 0 ? null : { kind: 'attend', ...attend };
}

function attendance(state: CaseState, policy: CasePolicy, facts: CaseFacts, nowMs: number): Attendance {
  const needs = needsPerson(state, policy, facts, nowMs);
  return {
    raise: needs.filter((need) => !state.raised.includes(need)),
    settle: state.raised.filter((need) => !needs.includes(need)),
  };
}

/** The earliest instant after now at which anything could change by time alone; null: only a hint can. */
function waitFor(state: CaseState, facts: CaseFacts | null, nowMs: number): CaseStep {
  const { policy } = state;
  const candidates: { readonly atMs: number; readonly why: string }[] = [];
  const add = (atMs: number | null, why: string): void => {
    if (atMs !== null && atMs > nowMs) candidates.push({ atMs, why });
  };
  add(
    nextTryMs(state.attempts, () => true),
    'next try',
  );
  if (facts !== null && policy !== null) {
    if (state.hints.counted > state.answeredHints) add(state.learntMs + policy.lookGapMs, 'look gap');
    for (const instant of lookInstants(facts)) add(instant, 'bank debit or clearing');
    if (owedMinor(facts) >= policy.tooSmallMinor) {
      for (const rung of rungsAhead(state, policy, facts)) add(rung.dueMs, `notice ${rung.name}`);
    }
    if (facts.holdSet && facts.holdLimit !== null) add(facts.holdLimit.endMs, 'limit of the hold');
    if (facts.holdSet && facts.holdLimit !== null) add(facts.holdLimit.warnMs, 'limit of the hold ahead');
    if (!facts.debit.enabled) add(state.debitAnnouncedUntilMs, 'announced bank debit');
    if (facts.claims.length > 0) add(claimsOldMs(policy, facts), 'old claims');
    if (facts.shortfallMinor > 0) {
      add(facts.negativeSinceMs + policy.clearingAttentionDay * DAY_MS, 'late clearing');
    }
    if (state.unknownSinceMs !== null)
      add(state.unknownSinceMs + policy.unknownAttentionMs, 'unknown outcome');
  }
  add(state.pause?.untilMs ?? null, 'end of the pause');
  const next = candidates.reduce<(typeof candidates)[number] | null>(
    (earliest, candidate) => (earliest === null || candidate.atMs < earliest.atMs ? candidate : earliest),
    null,
  );
  return { kind: 'wait', untilMs: next?.atMs ?? null, why: next?.why ?? 'a hint' };
}
