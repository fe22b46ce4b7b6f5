import { blockedTry, failedTry, forgetTries, neverExhausted } from '../attempts';
import { DAY_MS, HOUR_MS } from '../clock';
import type { ClaimId } from '../ids';
import { formatMoney } from '../money';
import { assertNever } from '../never';
import type { AnswerOutcome, Ask, AskOutcome } from './asks';
import type { Choice } from './people';
import type { CaseState } from './state';
import { answerStep, type CaseEvent } from './step';
import { note } from './timeline';

/** What a person said as something to be done. An ask without an update's id is named by its number and instant. */
export function askOf(
  choice: Extract<Choice, { kind: 'resolved' }>,
  outcome: AskOutcome,
  updateId: string | null,
): Ask {
  const { by, amountMinor, reference, claim, atMs } = choice;
  return {
    id: updateId ?? `${choice.id}-${atMs}`,
    by,
    outcome,
    amountMinor,
    reference,
    claim: claim as ClaimId | null,
    atMs,
    waits: null,
  };
}

/** What became of an ask: done and declined end it, all else leaves it to another try. */
export function applyAnswer(state: CaseState, event: Extract<CaseEvent, { kind: 'answered' }>): CaseState {
  const { ask, outcome, atMs } = event;
  const step = answerStep(ask);
  const hints = state.hints.counted;
  // Whatever was tried may stand in the books: only a new look knows.
  const tried = { ...state, movesMade: state.movesMade + 1 };
  const ended = { ...tried, asks: without(state, ask), attempts: forgetTries(state.attempts, step) };
  const line = (what: string): string => `${ask.outcome} asked by ${ask.by}: ${what}`;
  switch (outcome.kind) {
    case 'done':
      return note(ended, atMs, line(doneInWords(state, outcome)));
    case 'declined':
      return note(ended, atMs, line('declined by a second person'));
    case 'waits': {
      // By itself too: a request for approval that nobody answered expires, and has to be made anew.
      const attempts = neverExhausted(blockedTry(state.attempts, step, atMs + DAY_MS, hints), step);
      const known = state.asks.find(({ id }) => id === ask.id)?.waits === outcome.why;
      const next = { ...state, asks: waiting(state, ask, outcome.why), attempts };
      return known ? next : note(next, atMs, line(`waits for ${outcome.why}`));
    }
    case 'refused': {
      const attempts = blockedTry(state.attempts, step, atMs + DAY_MS, hints);
      const why = `Stripe refused it: ${outcome.code}`;
      return note({ ...tried, asks: waiting(state, ask, why), attempts }, atMs, line(why));
    }
    case 'unavailable':
      return { ...tried, attempts: failedTry(state.attempts, step, atMs, hints, HOUR_MS) };
    case 'unknown':
      return note(
        {
          ...tried,
          attempts: failedTry(state.attempts, step, atMs, hints, HOUR_MS),
          unknownSinceMs: state.unknownSinceMs ?? atMs,
        },
        atMs,
        line('outcome unknown'),
      );
    default:
      return assertNever(outcome);
  }
}

const without = ({ asks }: CaseState, ask: Ask): readonly Ask[] => asks.filter(({ id }) => id !== ask.id);

const waiting = ({ asks }: CaseState, ask: Ask, why: string): readonly Ask[] =>
  asks.map((one) => (one.id === ask.id ? { ...one, waits: why } : one));

function doneInWords(state: CaseState, done: Extract<AnswerOutcome, { kind: 'done' }>): string {
  const money = (minor: number): string => formatMoney(minor, state.currency);
  const parts = [
    ...(done.creditedMinor > 0 ? [`${money(done.creditedMinor)} credited`] : []),
    ...(done.claimsMinor > 0 ? [`${money(done.claimsMinor)} of claims settled`] : []),
    ...(done.restMinor > 0 ? [`${money(done.restMinor)} left over`] : []),
  ];
  return parts.length === 0 ? 'nothing was left to do' : parts.join(', ');
}
