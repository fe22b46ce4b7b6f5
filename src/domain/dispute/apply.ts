import { blockedTry, failedTry, forgetTries, MAX_TRIES } from '../attempts';
import { DAY_MS, MINUTE_MS } from '../clock';
import { countHint } from '../hints';
import { formatMoney } from '../money';
import type { HeldReason, Move, MoveOutcome } from '../moves';
import { assertNever } from '../never';
import { moneySteps } from './money-steps';
import type { Alarm, DisputeState } from './state';
import { type DisputeEvent, moveName, stepName } from './steps';

const TIMELINE_LINES = 40;

/** What has become known. The state is immutable; every event is understood, none is an error. */
export function apply(state: DisputeState, event: DisputeEvent): DisputeState {
  switch (event.kind) {
    case 'hinted':
      return { ...state, hints: countHint(state.hints, event.upTo) };
    case 'looked':
      return looked(state, event);
    case 'moveAnswered':
      return note(
        moveAnswered(state, event),
        event.atMs,
        `${moveText(event.move)}: ${outcomeText(event.outcome)}`,
      );
    case 'booked': {
      const { step, answer, atMs } = event;
      const name = stepName(step);
      const next = { ...state, changes: state.changes + 1, refused: null };
      return answer === 'done'
        ? note(succeeded(next, name), atMs, `${step.kind} for ${step.account}, ${step.part}`)
        : { ...next, attempts: failedTry(state.attempts, name, atMs, state.hints.counted, MINUTE_MS) };
    }
    case 'told':
      return note(
        succeeded({ ...state, told: [...state.told, ...event.rungs] }, 'tell'),
        event.atMs,
        `told ${event.rungs.join(', ')}`,
      );
    case 'attended': {
      const raised = [...state.raised.filter((key) => !event.settled.includes(key)), ...event.raised];
      return note(
        succeeded({ ...state, raised }, 'attend'),
        event.atMs,
        [
          ...event.raised.map((key) => `needs a person: ${key}`),
          ...event.settled.map((key) => `settled: ${key}`),
        ].join('; '),
      );
    }
    case 'closed':
      return note(
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
    : note(next, facts.startedMs, `Stripe: ${facts.statusWord}`);
}

/** What no move wants any more has no tries, hold or alarm left either. */
function forgetUnwanted(state: DisputeState): DisputeState {
  const wanted = new Set(moneySteps(state).map(stepName));
  const isOver = (step: string): boolean => isMoney(step) && !wanted.has(step);
  const kept = <T>(record: { readonly [step: string]: T }): { readonly [step: string]: T } =>
    Object.fromEntries(Object.entries(record).filter(([step]) => !isOver(step)));
  return {
    ...state,
    attempts: kept(state.attempts),
    held: kept(state.held),
    alarms: kept(state.alarms),
  };
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
      return held(state, name, outcome.reason, atMs);
    case 'unavailable':
      return unavailable(state, name, atMs);
    case 'unknown': {
      const next = settling ? state : { ...state, changes: state.changes + 1 };
      const loudFromMs = atMs + (state.policy?.unknownAttentionMs ?? 0);
      return alarmed(keepTrying(next, 'settleMove', atMs), 'settleMove', {
        kind: 'outcome_unknown',
        sinceMs: atMs,
        loudFromMs,
        detail: outcome.key,
      });
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
  const { policy } = state;
  const sinceMs = state.alarms[name]?.sinceMs ?? atMs;
  const isShort = code === 'balance_insufficient' || code === 'insufficient_funds';
  const retryMs = policy === null || atMs - sinceMs >= policy.giveBackTries * DAY_MS ? null : atMs + DAY_MS;
  const tried = {
    ...(step === name ? state : succeeded(state, step)),
    attempts: neverExhausted(blockedTry(state.attempts, name, retryMs, state.hints.counted), name),
  };
  return alarmed(tried, name, {
    kind: 'give_back_late',
    sinceMs,
    loudFromMs: isShort ? sinceMs + (policy?.giveBackAttentionMs ?? 0) : atMs,
    detail: code,
  });
}

/** A hint wakes it (mode, freeze, approval raise one), and the policy's retry; a person's no waits for a hint only. */
function held(state: DisputeState, name: string, reason: HeldReason, atMs: number): DisputeState {
  const next = { ...state, held: { ...state.held, [name]: reason } };
  const until = (retryMs: number | null) => blockedTry(state.attempts, name, retryMs, state.hints.counted);
  const daily = until(atMs + (state.policy?.heldRetryMs ?? DAY_MS));
  const loud = (loudFromMs: number): Alarm => ({
    kind: 'held_for_a_person',
    sinceMs: atMs,
    loudFromMs,
    detail: heldText(reason),
  });
  switch (reason.why) {
    case 'observe':
    case 'frozen':
      return { ...next, attempts: daily };
    case 'cap':
    case 'approval':
      return alarmed({ ...next, attempts: daily }, name, loud(atMs));
    case 'declined':
      return alarmed({ ...next, attempts: until(null) }, name, loud(atMs));
    case 'preflight': {
      // The door saw something newer than the look did: look again, and soon.
      const again = keepTrying({ ...next, changes: next.changes + 1 }, name, atMs);
      return alarmed(again, name, loud(atMs + 2 * (state.policy?.retryMs ?? MINUTE_MS)));
    }
    default:
      return assertNever(reason);
  }
}

function unavailable(state: DisputeState, name: string, atMs: number): DisputeState {
  const next = keepTrying(state, name, atMs);
  // Where attention itself cannot be written, there is nobody to tell; it is tried again.
  if (name === 'attend') return next;
  return note(
    alarmed(next, name, { kind: 'unavailable', sinceMs: atMs, loudFromMs: atMs, detail: '' }),
    atMs,
    `unavailable: ${name}`,
  );
}

function keepTrying(state: DisputeState, name: string, atMs: number): DisputeState {
  const retryMs = state.policy?.retryMs ?? MINUTE_MS;
  const attempts = failedTry(state.attempts, name, atMs, state.hints.counted, retryMs);
  return { ...state, attempts: neverExhausted(attempts, name) };
}

/** What is due to somebody, and what must be known, is never given up; a person has heard of it meanwhile. */
function neverExhausted(attempts: DisputeState['attempts'], name: string): DisputeState['attempts'] {
  const attempt = attempts[name];
  if (attempt === undefined) return attempts;
  return { ...attempts, [name]: { ...attempt, tries: Math.min(attempt.tries, MAX_TRIES - 1) } };
}

/** Keeps the first failure of its kind: how long it has gone on decides when a person hears of it. */
function alarmed(state: DisputeState, name: string, alarm: Alarm): DisputeState {
  const before = state.alarms[name];
  const goesOn = before?.kind === alarm.kind;
  const merged = goesOn
    ? { ...alarm, sinceMs: before.sinceMs, loudFromMs: Math.min(before.loudFromMs, alarm.loudFromMs) }
    : alarm;
  return { ...state, alarms: { ...state.alarms, [name]: merged } };
}

function succeeded(state: DisputeState, name: string): DisputeState {
  const { [name]: _alarm, ...alarms } = state.alarms;
  const { [name]: _held, ...heldSteps } = state.held;
  return { ...state, attempts: forgetTries(state.attempts, name), alarms, held: heldSteps };
}

function note(state: DisputeState, atMs: number, what: string): DisputeState {
  return { ...state, timeline: [...state.timeline, { atMs, what }].slice(-TIMELINE_LINES) };
}

function moveText(move: Move): string {
  return `${move.kind.replaceAll('_', ' ')} of ${formatMoney(move.amountMinor, move.currency)}, ${move.account}, ${move.part}`;
}

function outcomeText(outcome: MoveOutcome): string {
  switch (outcome.kind) {
    case 'moved':
      return `moved (${outcome.stripeId})`;
    case 'refused':
      return `refused (${outcome.code})`;
    case 'held':
      return `held (${heldText(outcome.reason)})`;
    case 'unavailable':
    case 'unknown':
      return outcome.kind;
    default:
      return assertNever(outcome);
  }
}

function heldText(reason: HeldReason): string {
  switch (reason.why) {
    case 'observe':
    case 'frozen':
      return reason.why;
    case 'cap':
      return `cap by ${reason.cap}`;
    case 'approval':
      return `needs an approval: ${reason.decisionId}`;
    case 'declined':
      return `declined: ${reason.decisionId}`;
    case 'preflight':
      return `pre-flight: ${reason.failed.join(', ')}`;
    default:
      return assertNever(reason);
  }
}
