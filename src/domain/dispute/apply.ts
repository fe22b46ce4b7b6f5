import { failedTry } from '../attempts';
import { MINUTE_MS } from '../clock';
import { countHint } from '../hints';
import type { Move } from '../moves';
import { assertNever } from '../never';
import {
  answerText,
  cameToNothing,
  forgetOver,
  heldBack,
  noted,
  outcomeUnknown,
  refusedButDue,
  succeeded,
} from '../trying';
import { moneySteps } from './money-steps';
import type { DisputeState } from './state';
import { type DisputeEvent, moveName, stepName } from './steps';

/** What has become known. The state is immutable; every event is understood, none is an error. */
export function apply(state: DisputeState, event: DisputeEvent): DisputeState {
  switch (event.kind) {
    case 'hinted':
      return { ...state, hints: countHint(state.hints, event.upTo) };
    case 'looked':
      return looked(state, event);
    case 'moveAnswered':
      return noted(moveAnswered(state, event), event.atMs, answerText(event.move, event.outcome));
    case 'booked': {
      const { step, answer, atMs } = event;
      const name = stepName(step);
      const next = { ...state, changes: state.changes + 1, refused: null };
      return answer === 'done'
        ? noted(succeeded(next, name), atMs, `${step.kind} for ${step.account}, ${step.part}`)
        : { ...next, attempts: failedTry(state.attempts, name, atMs, state.hints.counted, MINUTE_MS) };
    }
    case 'told':
      return noted(
        succeeded({ ...state, told: [...state.told, ...event.rungs] }, 'tell'),
        event.atMs,
        `told ${event.rungs.join(', ')}`,
      );
    case 'attended': {
      const raised = [...state.raised.filter((key) => !event.settled.includes(key)), ...event.raised];
      return noted(
        succeeded({ ...state, raised }, 'attend'),
        event.atMs,
        [
          ...event.raised.map((key) => `needs a person: ${key}`),
          ...event.settled.map((key) => `settled: ${key}`),
        ].join('; '),
      );
    }
    case 'closed':
      return noted(
        { ...state, closed: { reason: event.reason, atMs: event.atMs } },
        event.atMs,
        `closed: ${event.reason.replaceAll('_', ' ')}`,
      );
    case 'unavailable':
      return cameToNothing(state, event.step, event.atMs);
    default:
      return assertNever(event);
  }
}

function looked(state: DisputeState, event: Extract<DisputeEvent, { kind: 'looked' }>): DisputeState {
  const { facts, answers, changes, endedMs } = event;
  const before = state.look?.facts;
  const known: DisputeState = {
    ...succeeded(state, 'look'),
    // The policy travels once; a look that does not bring it found it unchanged.
    look: { facts: { ...facts, policy: null }, answers, changes, endedMs },
    policy: facts.policy ?? state.policy,
    refused: null,
  };
  const next = forgetUnwanted(known);
  return before?.statusWord === facts.statusWord
    ? next
    : noted(next, facts.startedMs, `Stripe: ${facts.statusWord}`);
}

/** What no move wants any more has no tries, hold or alarm left either. */
function forgetUnwanted(state: DisputeState): DisputeState {
  const wanted = new Set(moneySteps(state).map(stepName));
  return forgetOver(state, (step) => isMoney(step) && !wanted.has(step));
}

const isMoney = (step: string): boolean => !['look', 'tell', 'attend', 'close'].includes(step);

function moveAnswered(
  state: DisputeState,
  { move, settling, outcome, atMs }: Extract<DisputeEvent, { kind: 'moveAnswered' }>,
): DisputeState {
  const name = settling ? 'settleMove' : moveName(move);
  switch (outcome.kind) {
    case 'moved':
      return succeeded({ ...state, changes: state.changes + 1 }, name);
    case 'refused':
      return refused({ ...state, changes: state.changes + 1 }, name, move, outcome.code, atMs);
    case 'held':
      return heldBack(state, name, outcome.reason, atMs);
    case 'unavailable':
      return cameToNothing(state, name, atMs);
    case 'unknown': {
      const next = settling ? state : { ...state, changes: state.changes + 1 };
      return outcomeUnknown(next, 'settleMove', outcome.key, atMs);
    }
    default:
      return assertNever(outcome);
  }
}

/** R14: a refused fee or reversal becomes a claim. A give-back stays due, and is tried again while the policy says. */
function refused(state: DisputeState, step: string, move: Move, code: string, atMs: number): DisputeState {
  if (move.kind === 'account_debit' || move.kind === 'reversal') {
    const takenMinor =
      move.kind === 'reversal' ? move.amountMinor - move.applicationFeeMinor : move.amountMinor;
    const transfer = move.kind === 'reversal' ? move.transfer : null;
    const { account, part } = move;
    return { ...succeeded(state, step), refused: { account, part, transfer, takenMinor } };
  }
  const name = moveName(move);
  return refusedButDue(step === name ? state : succeeded(state, step), name, code, atMs);
}
