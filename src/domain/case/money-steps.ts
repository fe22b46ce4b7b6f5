import { mayTry } from '../attempts';
import { isCredit } from './asks';
import { type CaseFacts, type ClaimFact, owedMinor, unsettledDebit } from './facts';
import { isCollectable } from './needs';
import type { CasePolicy } from './policy';
import { type CaseState, isPaused } from './state';
import { answerStep, type CaseAction, stepName } from './step';

function mayAct(state: CaseState, policy: CasePolicy, nowMs: number): boolean {
  return policy.knowsCurrency && !isPaused(state, nowMs) && state.handledBy === null;
}

export function holdDue(
  state: CaseState,
  policy: CasePolicy,
  facts: CaseFacts,
  nowMs: number,
): CaseAction | null {
  if (facts.holdSet || state.holdGivenUp || !facts.reachable || !mayAct(state, policy, nowMs)) return null;
  const owed = owedMinor(facts);
  if (owed < policy.tooSmallMinor) return null;
  const reasons = [...(owed >= policy.holdFromMinor ? ['amount'] : []), ...facts.holdRisks];
  return reasons.length === 0 ? null : { kind: 'hold', reasons };
}

/** A collection without its outcome is asked for again: the door finds out, or sends the very same move once more. */
export function settleDue(state: CaseState, facts: CaseFacts, nowMs: number): CaseAction | null {
  if (isPaused(state, nowMs)) return null;
  const collectAgain = facts.claims
    .filter((claim) => claim.reservedMinor > 0)
    .map((claim) => ({ kind: 'collect', claim, amountMinor: claim.reservedMinor }) as const);
  return (
    collectAgain.find((step) => mayTry(state.attempts, stepName(step), nowMs, state.hints.counted)) ?? null
  );
}

/** Up to what is available above zero, oldest cause first (R10, R14); a part smaller than the policy's waits. */
export function collectDue(
  state: CaseState,
  policy: CasePolicy,
  facts: CaseFacts,
  nowMs: number,
): CaseAction | null {
  if (!mayAct(state, policy, nowMs) || facts.availableMinor <= 0) return null;
  const amountOf = (claim: ClaimFact): number => Math.min(claim.openMinor, facts.availableMinor);
  const claim = facts.claims.find((candidate) => {
    const amount = amountOf(candidate);
    const isEnough = amount === candidate.openMinor || amount >= policy.smallestCollectionMinor;
    const step = { kind: 'collect', claim: candidate, amountMinor: amount } as const;
    return (
      candidate.reservedMinor === 0 &&
      isEnough &&
      isCollectable(facts, candidate.form) &&
      mayTry(state.attempts, stepName(step), nowMs, state.hints.counted)
    );
  });
  return claim === undefined ? null : { kind: 'collect', claim, amountMinor: amountOf(claim) };
}

export function enableDebitDue(
  state: CaseState,
  policy: CasePolicy,
  facts: CaseFacts,
  nowMs: number,
): CaseAction | null {
  const wanted =
    facts.shortfallMinor >= Math.max(1, policy.tooSmallMinor) &&
    facts.losses === 'platform' &&
    facts.debit.possible === 'yes' &&
    !facts.debit.enabled &&
    facts.reachable &&
    isAnnounced(state, facts, nowMs);
  return wanted && mayAct(state, policy, nowMs) ? { kind: 'enableDebit' } : null;
}

/** Where the scheme asks for a notice ahead of a debit, that notice was given and has run. */
function isAnnounced({ debitAnnouncedUntilMs }: CaseState, facts: CaseFacts, nowMs: number): boolean {
  return facts.debit.notice === null || (debitAnnouncedUntilMs !== null && nowMs >= debitAnnouncedUntilMs);
}

/**
 * What people asked for, oldest first. A credit waits until no bank debit is attempted or provisional (R18). A case
 * that is handed over only finds out what became of what was sent.
 */
export function answerDue(state: CaseState, facts: CaseFacts, nowMs: number): CaseAction | null {
  if (isPaused(state, nowMs) || (state.handledBy !== null && facts.unsettledMoves === 0)) return null;
  const debitWaits = unsettledDebit(facts) !== undefined;
  const ask = state.asks.find(
    (one) =>
      !(isCredit(one) && debitWaits) && mayTry(state.attempts, answerStep(one), nowMs, state.hints.counted),
  );
  return ask === undefined ? null : { kind: 'answer', ask };
}

/** Stripe holds no payouts for longer than its limit: Recoup gives its part of the hold up before Stripe ends it. */
export function releaseHoldDue(
  { holdSet, holdLimit, reachable }: CaseFacts,
  nowMs: number,
): CaseAction | null {
  const isAtLimit = holdSet && reachable && holdLimit !== null && nowMs >= holdLimit.endMs;
  return isAtLimit ? { kind: 'releaseHold' } : null;
}
