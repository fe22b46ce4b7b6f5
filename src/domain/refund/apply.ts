import { failedTry } from '../attempts';
import { MINUTE_MS } from '../clock';
import { moveName } from '../dispute/steps';
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
import type { RefundState } from './state';
import { type RefundEvent, stepName } from './steps';

/** What has become known. The state is immutable; every event is understood, none is an error. */
export function apply(state: RefundState, event: RefundEvent): RefundState {
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
        ? noted(succeeded(next, name), atMs, `${step.kind} for ${step.account}`)
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

function looked(state: RefundState, event: Extract<RefundEvent, { kind: 'looked' }>): RefundState {
  const { facts, answers, changes, endedMs } = event;
  const before = state.look?.facts.made?.statusWord;
  const known: RefundState = {
    ...succeeded(state, 'look'),
    // The policy travels once; a look that does not bring it found it unchanged.
    look: { facts: { ...facts, policy: null }, answers, changes, endedMs },
    policy: facts.policy ?? state.policy,
    raised: facts.raised,
    refused: null,
  };
  const wanted = new Set(moneySteps(known).map(stepName));
  const next = forgetOver(
    known,
    (step) => isMoney(step) && !wanted.has(step) && !isDeclinedRefund(known, step),
  );
  const now = facts.made?.statusWord;
  return now === undefined || before === now ? next : noted(next, facts.startedMs, `Stripe: ${now}`);
}

const isMoney = (step: string): boolean => !['look', 'tell', 'attend', 'close'].includes(step);

/** A refund that a person declined is wanted no more, and just that is remembered. */
const isDeclinedRefund = (state: RefundState, step: string): boolean =>
  step === 'refund' && state.held[step]?.why === 'declined' && state.look?.facts.made === null;

function moveAnswered(
  state: RefundState,
  { move, settling, outcome, atMs }: Extract<RefundEvent, { kind: 'moveAnswered' }>,
): RefundState {
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

/**
 * R14: a refused reversal becomes a claim. A give-back stays due, and so does a refund; whether the reason is one that
 * passes, the next look finds in the books.
 */
function refused(state: RefundState, step: string, move: Move, code: string, atMs: number): RefundState {
  if (move.kind === 'reversal') {
    const takenMinor = move.amountMinor - move.applicationFeeMinor;
    const { account, transfer } = move;
    return { ...succeeded(state, step), refused: { account, transfer, takenMinor } };
  }
  const name = moveName(move);
  return refusedButDue(step === name ? state : succeeded(state, step), name, code, atMs);
}
