import { blockedTry, failedTry } from '../attempts';
import { DAY_MS, MINUTE_MS } from '../clock';
import { countHint } from '../hints';
import type { AccountId } from '../ids';
import type { Move } from '../moves';
import { assertNever } from '../never';
import {
  answerText,
  cameToNothing,
  forgetOver,
  heldBack,
  keepTrying,
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
    case 'absent':
      return absent(state, event);
    case 'answered':
      return state.answers.some(({ id }) => id === event.answer.id)
        ? state
        : { ...state, answers: [...state.answers, event.answer] };
    case 'answerRecorded':
      return answerRecorded(state, event);
    case 'together':
      return event.events.reduce(apply, state);
    case 'booked':
      return booked(state, event);
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
      return unavailable(state, event.step, event.atMs);
    default:
      return assertNever(event);
  }
}

function booked(
  state: DisputeState,
  { step, answer, atMs }: Extract<DisputeEvent, { kind: 'booked' }>,
): DisputeState {
  const name = stepName(step);
  if (answer === 'stale') {
    const attempts = failedTry(state.attempts, name, atMs, state.hints.counted, MINUTE_MS);
    return { ...state, changes: state.changes + 1, refused: [], attempts };
  }
  const left = state.refused.filter((one) => one.account !== step.account || one.part !== step.part);
  return noted(
    succeeded({ ...touch(state, step.account), refused: left }, name),
    atMs,
    `${step.kind} for ${step.account}, ${step.part}`,
  );
}

/** Of steps that were made together it is not known which one failed: each waits, and one of them says so. */
function unavailable(state: DisputeState, names: string, atMs: number): DisputeState {
  const [name = names, ...others] = names.split(',');
  return others.reduce(
    (waiting, other) => keepTrying(waiting, other, atMs),
    cameToNothing(state, name, atMs),
  );
}

function answerRecorded(
  state: DisputeState,
  { answer, atMs }: Extract<DisputeEvent, { kind: 'answerRecorded' }>,
): DisputeState {
  const answers = state.answers.filter(({ id }) => id !== answer.id);
  const whom = answer.account === null ? '' : ` for ${answer.account}`;
  return noted(
    succeeded({ ...state, answers, changes: state.changes + 1 }, 'recordAnswer'),
    atMs,
    `${answer.by} answers ${answer.question}${whom}: ${answer.answer}`,
  );
}

function touch(state: DisputeState, account: AccountId): DisputeState {
  const { touched } = state;
  return touched.includes(account) ? state : { ...state, touched: [...touched, account] };
}

/** The last figures stand. It is looked for again every day for a while, and at every hint. */
function absent(
  state: DisputeState,
  { absent: why, atMs }: Extract<DisputeEvent, { kind: 'absent' }>,
): DisputeState {
  const againMs = atMs + (state.policy?.heldRetryMs ?? DAY_MS);
  const sinceMs = state.absent?.absent === why ? state.absent.sinceMs : atMs;
  const next: DisputeState = {
    ...state,
    absent: { absent: why, sinceMs },
    attempts: blockedTry(state.attempts, 'look', againMs, state.hints.counted),
  };
  return state.absent?.absent === why ? next : noted(next, atMs, `Stripe: the dispute is ${why}`);
}

function looked(state: DisputeState, event: Extract<DisputeEvent, { kind: 'looked' }>): DisputeState {
  const { facts, answers, changes, endedMs } = event;
  const before = state.look?.facts;
  const known: DisputeState = {
    ...succeeded(state, 'look'),
    // The policy travels once; a look that does not bring it found it unchanged.
    look: { facts: { ...facts, policy: null }, answers, changes, endedMs },
    policy: facts.policy ?? state.policy,
    touched: [],
    raised: facts.raised,
    absent: null,
    refused: [],
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

const isMoney = (step: string): boolean =>
  !['look', 'tell', 'attend', 'recordAnswer', 'close'].includes(step);

function moveAnswered(
  state: DisputeState,
  { move, settling, outcome, atMs }: Extract<DisputeEvent, { kind: 'moveAnswered' }>,
): DisputeState {
  const name = settling ? 'settleMove' : moveName(move);
  switch (outcome.kind) {
    case 'moved':
      return succeeded(touch(state, move.account), name);
    case 'refused':
      return refused(touch(state, move.account), name, move, outcome.code, atMs);
    case 'held':
      return heldBack(state, name, outcome.reason, atMs);
    case 'unavailable':
      return cameToNothing(state, name, atMs);
    case 'unknown': {
      // No other money moves until it is known, and only a look knows which move that is.
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
    const refusedMoves = [...state.refused, { account, part, transfer, takenMinor }];
    return { ...succeeded(state, step), refused: refusedMoves };
  }
  const name = moveName(move);
  return refusedButDue(step === name ? state : succeeded(state, step), name, code, atMs);
}
