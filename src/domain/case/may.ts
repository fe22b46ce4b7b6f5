import {
  type Resolution,
  type ResolutionOutcome,
  pauseProblem,
  personProblem,
  resolutionProblem,
} from './people';
import type { CaseState } from './state';

/** Why a resolution makes no sense in the present state, as one sentence, or null. Reads only. */
export function whyNotResolve(state: CaseState, message: unknown): string | null {
  const problem = resolutionProblem(message) ?? whyOver(state);
  if (problem !== null) return problem;
  const outcome: ResolutionOutcome = (message as Resolution).outcome;
  const shortfall = state.facts?.shortfallMinor ?? null;
  switch (outcome) {
    case 'handled':
      return null;
    case 'waitForClearing':
      return shortfall === 0
        ? 'nothing is below zero, so Stripe has nothing to clear: only claims are open'
        : null;
    case 'keepCollecting':
    case 'agency':
      return state.gateAnswer === null ? null : `the gate was answered already: ${state.gateAnswer}`;
  }
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
