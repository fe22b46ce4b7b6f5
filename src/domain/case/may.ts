import { formatMoney } from '../money';
import type { Ask } from './asks';
import { atRiskMinor, type CaseFacts, claimsMinor } from './facts';
import { isAsk, type Resolution } from './people';
import { pauseProblem, personProblem, resolutionProblem, updateIdProblem } from './read-message';
import type { CaseState } from './state';

/** Why a resolution makes no sense in the present state, as one sentence, or null. Reads only. */
export function whyNotResolve(
  state: CaseState,
  message: unknown,
  updateId: string | null = null,
): string | null {
  const problem = resolutionProblem(message) ?? whyOver(state);
  if (problem !== null) return problem;
  const resolution = message as Resolution;
  const { outcome } = resolution;
  switch (outcome) {
    case 'handled':
      return null;
    case 'waitForClearing':
      return state.facts?.shortfallMinor === 0
        ? 'nothing is below zero, so Stripe has nothing to clear: only claims are open'
        : null;
    case 'keepCollecting':
    case 'agency':
    case 'reject':
      return state.gateAnswer === null ? null : `the gate was answered already: ${state.gateAnswer}`;
    case 'forgive':
    case 'advance':
    case 'paidOutside':
    case 'writeOffClaim':
      return (updateId === null ? null : updateIdProblem(updateId)) ?? whyNotAsk(state, resolution);
  }
}

function whyNotAsk(state: CaseState, message: Resolution): string | null {
  const { facts } = state;
  if (facts === null) return 'the case has not looked yet: ask again in a moment';
  if (state.pause !== null) {
    return `the case is paused by ${state.pause.by} (${state.pause.reason}): resume it first`;
  }
  const waiting = state.asks.find((ask) => isSame(ask, message));
  if (waiting !== undefined) return `the same was asked already, as ${waiting.id}, and is not done yet`;
  switch (message.outcome) {
    case 'forgive':
    case 'advance':
      return whyNotCredit(state, facts, message.amountMinor ?? null);
    case 'paidOutside':
      return state.references.includes(message.reference ?? '')
        ? `the payment ${message.reference ?? ''} was entered for this case already`
        : null;
    case 'writeOffClaim':
      return whyNotWriteOff(facts, message.claim ?? null);
    default:
      return null;
  }
}

function isSame(ask: Ask, { outcome, claim = null, reference = null }: Resolution): boolean {
  return isAsk(outcome) && ask.outcome === outcome && ask.claim === claim && ask.reference === reference;
}

/** At most the shortfall (R18); what a debit has paid for the time being may be below zero again. */
function whyNotCredit(state: CaseState, facts: CaseFacts, amountMinor: number | null): string | null {
  const mostMinor = atRiskMinor(facts) - claimsMinor(facts);
  if (mostMinor === 0)
    return 'nothing is below zero; what is still owed are claims: writeOffClaim lets them go';
  return amountMinor !== null && amountMinor > mostMinor
    ? `amountMinor ${amountMinor} is above the shortfall of ${formatMoney(mostMinor, state.currency)}`
    : null;
}

function whyNotWriteOff({ claims }: CaseFacts, claim: string | null): string | null {
  if (claims.length === 0) return 'no claim is open';
  return claim === null || claims.some((open) => open.claimId === claim)
    ? null
    : `${claim} is not open here; open are ${claims.map((open) => open.claimId).join(', ')}`;
}

export function whyNotPause(state: CaseState, message: unknown): string | null {
  return pauseProblem(message) ?? whyOver(state);
}

export function whyNotResume(state: CaseState, message: unknown): string | null {
  const problem = personProblem(message) ?? whyOver(state);
  return problem ?? (state.pause === null ? 'the case is not paused' : null);
}

export function whyNotAssign(state: CaseState, message: unknown): string | null {
  return personProblem(message) ?? whyOver(state);
}

function whyOver(state: CaseState): string | null {
  if (state.closed !== null) return `the case is closed (${state.closed.reason}); a new debt opens a new one`;
  return state.handledBy === null ? null : `the case was handed to ${state.handledBy} and is closing`;
}
