import { type Attempts, blockedTry, failedTry, forgetTries, neverExhausted } from './attempts';
import { type Clock, DAY_MS, HOUR_MS, MINUTE_MS, wallSpan } from './clock';
import type { Hints } from './hints';
import { formatMoney } from './money';
import type { HeldReason, Move, MoveOutcome } from './moves';
import { assertNever } from './never';
import type { Policy } from './policy/policy';

/** A step that keeps failing: since when, and from when on a person hears of it (clock, epoch ms). */
export interface Alarm {
  readonly kind: 'give_back_late' | 'held_for_a_person' | 'outcome_unknown' | 'unavailable';
  /** First failure without a success since. */
  readonly sinceMs: number;
  readonly loudFromMs: number;
  /** What was answered: a code of Stripe's, or why the door held it. */
  readonly detail: string;
}

export interface TimelineLine {
  readonly atMs: number;
  readonly what: string;
}

/** Spans in clock milliseconds. */
export interface TryingPolicy {
  /** First distance between tries while Stripe or the store cannot be reached. */
  readonly retryMs: number;
  /** A move may be without its outcome this long before a person hears of it. */
  readonly unknownAttentionMs: number;
  /** A move that was held, and a give-back that was refused, is tried again after this. */
  readonly heldRetryMs: number;
  readonly giveBackTries: number;
  readonly giveBackAttentionMs: number;
}

export function tryingPolicy(policy: Policy, clock: Clock): TryingPolicy {
  return {
    retryMs: wallSpan(clock, MINUTE_MS),
    unknownAttentionMs: wallSpan(clock, HOUR_MS),
    heldRetryMs: DAY_MS,
    giveBackTries: policy.dispute.giveBackRetryDays,
    giveBackAttentionMs: policy.dispute.giveBackAttentionDay * DAY_MS,
  };
}

/** What flows that move money remember of steps that did not succeed, all by the step's name. */
export interface Trying {
  readonly hints: Hints;
  /** What has made the last look stale: a look that began before the last change answers for nothing. */
  readonly changes: number;
  readonly policy: TryingPolicy | null;
  readonly attempts: Attempts;
  /** Why steps are held, until a hint or their time. */
  readonly held: { readonly [step: string]: HeldReason };
  /** Steps that keep failing. */
  readonly alarms: { readonly [step: string]: Alarm };
  /** What happened, for people: the latest lines. */
  readonly timeline: readonly TimelineLine[];
}

const TIMELINE_LINES = 40;

/** It is done, or no longer wanted: nothing is remembered of its tries. */
export function succeeded<S extends Trying>(state: S, name: string): S {
  const { [name]: _alarm, ...alarms } = state.alarms;
  const { [name]: _held, ...held } = state.held;
  return { ...state, attempts: forgetTries(state.attempts, name), alarms, held };
}

/** Forgets tries, holds and alarms of every step that is over. */
export function forgetOver<S extends Trying>(state: S, isOver: (step: string) => boolean): S {
  const kept = <T>(record: { readonly [step: string]: T }): { readonly [step: string]: T } =>
    Object.fromEntries(Object.entries(record).filter(([step]) => !isOver(step)));
  return { ...state, attempts: kept(state.attempts), held: kept(state.held), alarms: kept(state.alarms) };
}

/** A hint wakes it (mode, freeze, approval raise one), and the policy's retry; a person's no waits for a hint only. */
export function heldBack<S extends Trying>(state: S, name: string, reason: HeldReason, atMs: number): S {
  const next = { ...state, held: { ...state.held, [name]: reason } };
  const until = (retryMs: number | null) => blockedTry(state.attempts, name, retryMs, state.hints.counted);
  // Waiting is no failed try: what is asked of people has to be asked anew when their answer expires.
  const daily = neverExhausted(until(atMs + (state.policy?.heldRetryMs ?? DAY_MS)), name);
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
      // The door has told the team, and whoever follows the account is woken when its checks change.
      if (reason.halted === true) return { ...next, attempts: neverExhausted(until(null), name) };
      // The door saw something newer than the look did: look again, and soon.
      const again = keepTrying({ ...next, changes: next.changes + 1 }, name, atMs);
      return alarmed(again, name, loud(atMs + 2 * (state.policy?.retryMs ?? MINUTE_MS)));
    }
    default:
      return assertNever(reason);
  }
}

/** What became of a move is not known: it is asked about again under `settleName` and nothing else moves. */
export function outcomeUnknown<S extends Trying>(state: S, settleName: string, key: string, atMs: number): S {
  return alarmed(keepTrying(state, settleName, atMs), settleName, {
    kind: 'outcome_unknown',
    sinceMs: atMs,
    loudFromMs: atMs + (state.policy?.unknownAttentionMs ?? 0),
    detail: key,
  });
}

/**
 * Stripe refused what stays due: it is tried again every day while the policy says, then at the next hint. Where the
 * platform's balance is short a person hears of it later, else at once.
 */
export function refusedButDue<S extends Trying>(state: S, name: string, code: string, atMs: number): S {
  const { policy } = state;
  const sinceMs = state.alarms[name]?.sinceMs ?? atMs;
  const retryMs = policy === null || atMs - sinceMs >= policy.giveBackTries * DAY_MS ? null : atMs + DAY_MS;
  const tried = {
    ...state,
    attempts: neverExhausted(blockedTry(state.attempts, name, retryMs, state.hints.counted), name),
  };
  return alarmed(tried, name, {
    kind: 'give_back_late',
    sinceMs,
    loudFromMs: isShortOfMoney(code) ? sinceMs + (policy?.giveBackAttentionMs ?? 0) : atMs,
    detail: code,
  });
}

export const isShortOfMoney = (code: string): boolean =>
  code === 'balance_insufficient' || code === 'insufficient_funds';

/** Stripe or the store could not be reached. */
export function cameToNothing<S extends Trying>(state: S, name: string, atMs: number): S {
  const next = keepTrying(state, name, atMs);
  // Where attention itself cannot be written, there is nobody to tell; it is tried again.
  if (name === 'attend') return next;
  return noted(
    alarmed(next, name, { kind: 'unavailable', sinceMs: atMs, loudFromMs: atMs, detail: '' }),
    atMs,
    `unavailable: ${name}`,
  );
}

export function keepTrying<S extends Trying>(state: S, name: string, atMs: number): S {
  const retryMs = state.policy?.retryMs ?? MINUTE_MS;
  const attempts = failedTry(state.attempts, name, atMs, state.hints.counted, retryMs);
  return { ...state, attempts: neverExhausted(attempts, name) };
}

/** Keeps the first failure of its kind: how long it has gone on decides when a person hears of it. */
function alarmed<S extends Trying>(state: S, name: string, alarm: Alarm): S {
  const before = state.alarms[name];
  const goesOn = before?.kind === alarm.kind;
  const merged = goesOn
    ? { ...alarm, sinceMs: before.sinceMs, loudFromMs: Math.min(before.loudFromMs, alarm.loudFromMs) }
    : alarm;
  return { ...state, alarms: { ...state.alarms, [name]: merged } };
}

export function noted<S extends Trying>(state: S, atMs: number, what: string): S {
  return { ...state, timeline: [...state.timeline, { atMs, what }].slice(-TIMELINE_LINES) };
}

/** A move and its outcome, for the timeline. */
export const answerText = (move: Move, outcome: MoveOutcome): string =>
  `${move.kind.replaceAll('_', ' ')} of ${formatMoney(move.amountMinor, move.currency)}, ${move.account}, ${move.part}: ${outcomeText(outcome)}`;

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
