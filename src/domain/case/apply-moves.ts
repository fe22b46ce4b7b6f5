import { blockedTry, failedTry, forgetTries, neverExhausted } from '../attempts';
import { DAY_MS, HOUR_MS } from '../clock';
import type { HeldReason } from '../moves';
import { assertNever } from '../never';
import type { CaseState } from './state';
import type { CaseEvent, SwitchOutcome } from './step';
import { note } from './timeline';

export const FIRST_RETRY_MS = HOUR_MS;

export function switched(
  state: CaseState,
  step: 'hold' | 'enableDebit',
  outcome: SwitchOutcome,
  atMs: number,
): CaseState {
  switch (outcome.kind) {
    case 'switched': {
      const { facts } = state;
      if (facts === null) return state;
      const known =
        step === 'hold'
          ? { ...facts, holdSet: true }
          : { ...facts, debit: { ...facts.debit, enabled: true } };
      return { ...state, facts: known, attempts: forgetTries(state.attempts, step) };
    }
    case 'held':
      return { ...state, attempts: blockedTry(state.attempts, step, null, state.hints.counted) };
    case 'refused':
      return { ...state, attempts: blockedTry(state.attempts, step, atMs + DAY_MS, state.hints.counted) };
    default:
      return assertNever(outcome);
  }
}

/** Whatever became of it, it is not tried for ever: Stripe pays out by itself once its limit has passed. */
export function releasedHold(
  state: CaseState,
  { outcome, atMs }: Extract<CaseEvent, { kind: 'releasedHold' }>,
): CaseState {
  if (outcome.kind !== 'switched' || state.facts === null) {
    return {
      ...state,
      attempts: blockedTry(state.attempts, 'releaseHold', atMs + DAY_MS, state.hints.counted),
    };
  }
  return { ...state, holdGivenUp: true, facts: { ...state.facts, holdSet: false, holdLimit: null } };
}

export function collected(state: CaseState, event: Extract<CaseEvent, { kind: 'collected' }>): CaseState {
  const { outcome, claim, atMs } = event;
  const step = `collect:${claim.claimId}`;
  const hints = state.hints.counted;
  const line = (what: string): string => `collect ${claim.claimId}: ${what}`;
  switch (outcome.kind) {
    case 'moved':
      return note(
        { ...state, movesMade: state.movesMade + 1, attempts: forgetTries(state.attempts, step) },
        atMs,
        line(`moved ${outcome.amountMinor}`),
      );
    case 'refused': {
      // The same again tomorrow would be refused again: only news of the account is reason to try.
      const attempts = blockedTry(state.attempts, step, null, hints);
      return note(
        { ...state, movesMade: state.movesMade + 1, attempts },
        atMs,
        line(`refused, ${outcome.code}`),
      );
    }
    case 'held': {
      const blocked = blockedTry(state.attempts, step, heldUntilMs(outcome.reason, atMs), hints);
      const attempts = neverExhausted(blocked, step);
      return note({ ...state, attempts }, atMs, line(`held, ${outcome.reason.why}`));
    }
    // What was asked for stands in the books, sent or not: the facts do not know of it yet.
    case 'unavailable':
      return {
        ...state,
        movesMade: state.movesMade + 1,
        attempts: failedTry(state.attempts, step, atMs, hints, FIRST_RETRY_MS),
      };
    case 'unknown': {
      const attempts = failedTry(state.attempts, step, atMs, hints, FIRST_RETRY_MS);
      return note(
        {
          ...state,
          movesMade: state.movesMade + 1,
          attempts,
          unknownSinceMs: state.unknownSinceMs ?? atMs,
        },
        atMs,
        line('outcome unknown'),
      );
    }
    default:
      return assertNever(outcome);
  }
}

/**
 * Caps end with their day, and a request for approval that nobody answered has to be made anew; a lock, a mode or a
 * pre-flight end with a hint.
 */
export function heldUntilMs(reason: HeldReason, atMs: number): number | null {
  switch (reason.why) {
    case 'cap':
    case 'approval':
      return atMs + DAY_MS;
    case 'observe':
    case 'frozen':
    case 'declined':
    case 'preflight':
      return null;
    default:
      return assertNever(reason);
  }
}
