import { HOUR_MS } from '../domain/clock';
import type { MoveKey } from '../domain/ids';
import type { HeldReason, MoveOutcome } from '../domain/moves';
import { assertNever } from '../domain/never';
import { readDoorState } from '../store/door-state';
import {
  endLease,
  leaseMove,
  markSent,
  markUnknown,
  storedRequest,
  type MoveRow,
} from '../store/money-moves';
import { stripeFailure, type StripeFailure } from '../stripe/errors';
import type { DoorDeps } from './deps';
import {
  outcomeOf,
  raiseStillUnknown,
  raiseUnknownAnswer,
  recordMoved,
  recordRefused,
  othersOutcome,
} from './outcomes';
import { findMade, makeCall, type Made, type MoneyCall } from './stripe-call';

/** Stripe keeps keys for at least 24 hours; after this much wall time a key is not sent again. */
const SAME_KEY_FOR_MS = 23 * HOUR_MS;

/**
 * Brings a stored move to its outcome, as far as that can be known: what is settled is answered as it is; what was
 * never sent is sent; what was sent is first looked for at Stripe, then sent again with the same key while that is
 * safe. No other amount, no other key.
 */
export async function followUp(deps: DoorDeps, row: MoveRow): Promise<MoveOutcome> {
  switch (row.state) {
    case 'moved':
    case 'refused':
      return outcomeOf(row);
    case 'pending':
    case 'unknown':
      break;
    default:
      return assertNever(row.state);
  }
  const nowMs = deps.wallNow();
  const untilMs = nowMs + leaseMs(deps);
  const leased = await leaseMove(deps.db, row.key, nowMs, untilMs);
  if (leased === null) return othersOutcome(deps, row);
  try {
    return await findOut(deps, leased);
  } finally {
    await endLease(deps.db, row.key, untilMs);
  }
}

/** Longer than a call can take: the client opens a closed connection once more by itself. */
const leaseMs = (deps: DoorDeps): number => 2 * deps.stripe.getApiField('timeout') + 5_000;

async function findOut(deps: DoorDeps, row: MoveRow): Promise<MoveOutcome> {
  const shut = await doorShut(deps);
  if (row.first_sent_at !== null) {
    const found = await lookFor(deps, row, row.created_clock);
    if (found !== 'nothing') return found;
    if (shut !== null || deps.wallNow() - row.first_sent_at > SAME_KEY_FOR_MS) return stillUnknown(deps, row);
  } else if (shut !== null) {
    return { kind: 'held', reason: shut };
  }
  return send(deps, row);
}

async function doorShut(deps: DoorDeps): Promise<HeldReason | null> {
  const { mode, frozen } = await readDoorState(deps.db);
  if (mode === 'observe') return { why: 'observe' };
  return frozen ? { why: 'frozen' } : null;
}

// The columns are written by the door alone, from a `MoneyCall`.
const callOf = (row: MoveRow): MoneyCall => storedRequest(row).call as unknown as MoneyCall;

async function send(deps: DoorDeps, row: MoveRow): Promise<MoveOutcome> {
  const sent = await markSent(deps.db, row.key, deps.wallNow());
  if (sent === null) return othersOutcome(deps, row);
  const call = callOf(row);
  let made: Made;
  try {
    made = await makeCall(deps.stripe, call, row.idempotency_key);
  } catch (error) {
    const onAccount = 'onAccount' in call && call.onAccount !== null;
    const failure = stripeFailure(error, onAccount);
    if (failure === null) throw error;
    return afterFailure(deps, sent, failure);
  }
  return recordMoved(deps, row, made);
}

async function afterFailure(deps: DoorDeps, row: MoveRow, failure: StripeFailure): Promise<MoveOutcome> {
  switch (failure.kind) {
    case 'refused':
      return recordRefused(deps, row, failure.code, failure.message);
    case 'missing':
      return recordRefused(deps, row, 'resource_missing', failure.message);
    case 'unreachable_account':
      return recordRefused(deps, row, 'account_unreachable', 'the account answers 401 or 403: deauthorized');
    case 'unavailable':
    case 'in_use':
      return row.state === 'unknown' ? stillUnknown(deps, row) : { kind: 'unavailable' };
    case 'ambiguous': {
      const found = await lookFor(deps, row, row.created_clock);
      return found === 'nothing' ? stillUnknown(deps, row) : found;
    }
    case 'idempotency':
      await raiseUnknownAnswer(deps, row, 'Stripe says that the key was used with other parameters');
      return stillUnknown(deps, row);
    case 'other':
      await raiseUnknownAnswer(deps, row, `Stripe answered ${failure.code}: ${failure.message}`);
      return stillUnknown(deps, row);
    default:
      return assertNever(failure);
  }
}

/** The look-up by what Stripe can list. `nothing`: Stripe was asked and does not show it. */
export async function lookFor(
  deps: DoorDeps,
  row: MoveRow,
  sinceClockMs: number | null,
): Promise<MoveOutcome | 'nothing'> {
  let made: Made | null;
  try {
    made = await findMade(deps.stripe, callOf(row), sinceClockMs);
  } catch (error) {
    if (stripeFailure(error, true) === null) throw error;
    return stillUnknown(deps, row);
  }
  return made === null ? 'nothing' : recordMoved(deps, row, made);
}

async function stillUnknown(deps: DoorDeps, row: MoveRow): Promise<MoveOutcome> {
  await markUnknown(deps.db, row.key);
  if (row.first_sent_at !== null && deps.wallNow() - row.first_sent_at >= HOUR_MS) {
    await raiseStillUnknown(deps, row);
  }
  return { kind: 'unknown', key: row.key as MoveKey };
}
