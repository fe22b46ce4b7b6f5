import { momentAt, type Clock } from '../domain/clock';
import { raiseAttention, settleAttention } from '../store/attention';
import type { Database } from '../store/database';
import type { WakeSubject } from '../store/schema';
import {
  giveBackWake,
  recordSendFailure,
  recordSent,
  takeDueWakes,
  wakeSetAsideKey,
  type TakenWake,
} from '../store/wakes';
import { assertNever } from '../domain/never';
import { stripeFailure } from '../stripe/errors';
import { RETRIES, retryAfter, wordsOf, type Retries } from './backoff';
import { deliverHint, isTemporalAway, type DeliveryDeps } from './deliver-hint';
import type { Turn } from './loop';
import type { LookAtAccount } from './look-at-account';
import type { LookAtLine } from './look-at-line';
import type { LookAtWarning } from './look-at-warning';

/** A relay that was killed gives its wakes back after this; the same hint twice does no harm. */
const LEASE_MS = 10_000;
const FLOWS_AT_ONCE = 32;
const ACCOUNTS_AT_ONCE = 4;

export interface SendingDeps extends DeliveryDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly wallNow: () => number;
  readonly lookGapWallMs: number;
  readonly lookAtAccount: LookAtAccount;
  readonly lookAtWarning: LookAtWarning;
  readonly lookAtLine: LookAtLine;
  readonly retries?: Retries;
}

/** Temporal or Stripe is not there. The wakes stay due; the sender comes back after a pause of its own. */
export class AwayError extends Error {
  override readonly name = 'AwayError';
  constructor(
    readonly who: 'Temporal' | 'Stripe',
    cause: unknown,
  ) {
    super(`${who} is not available: ${wordsOf(cause)}`, { cause });
  }
}

/** Sends due hints to workflows. @throws AwayError where Temporal is not there. */
export async function sendFlowWakes(deps: SendingDeps): Promise<Turn> {
  return sendDue(deps, ['case', 'dispute', 'refund', 'review', 'payout_run'], FLOWS_AT_ONCE, {
    who: 'Temporal',
    isAway: isTemporalAway,
    send: async (wake) => {
      const { subject } = wake;
      if (subject.kind === 'account' || subject.kind === 'warning' || subject.kind === 'payout_line') {
        throw new TypeError(`${wake.target} is no workflow`);
      }
      await deliverHint(deps, wake, subject);
      await deps.db.transaction().execute((tx) => recordSent(tx, wake));
    },
  });
}

/** Looks at the accounts, warned charges and lines of payout runs that are due. @throws AwayError where Stripe is not there. */
export async function sendAccountWakes(deps: SendingDeps): Promise<Turn> {
  return sendDue(deps, ['account', 'warning', 'payout_line'], ACCOUNTS_AT_ONCE, {
    who: 'Stripe',
    isAway: isStripeAway,
    send: async (wake) => {
      const { subject } = wake;
      if (subject.kind === 'account') await deps.lookAtAccount(subject.account, wake);
      else if (subject.kind === 'warning') await deps.lookAtWarning(subject, wake);
      else if (subject.kind === 'payout_line') await deps.lookAtLine(subject.line, wake);
      else throw new TypeError(`${wake.target} is a workflow's`);
    },
  });
}

interface Lane {
  readonly who: 'Temporal' | 'Stripe';
  readonly isAway: (error: unknown) => boolean;
  readonly send: (wake: TakenWake) => Promise<void>;
}

async function sendDue(
  deps: SendingDeps,
  kinds: readonly WakeSubject['kind'][],
  limit: number,
  lane: Lane,
): Promise<Turn> {
  const span = { limit, leaseMs: LEASE_MS, lookGapMs: deps.lookGapWallMs };
  const wakes = await takeDueWakes(deps.db, kinds, span);
  const away = await Promise.all(wakes.map((wake) => sendOne(deps, lane, wake)));
  const first = away.find((error) => error !== null);
  if (first) throw first;
  return { taken: wakes.length, more: wakes.length === limit };
}

async function sendOne(deps: SendingDeps, lane: Lane, wake: TakenWake): Promise<AwayError | null> {
  const at = () => momentAt(deps.clock, deps.wallNow());
  try {
    await lane.send(wake);
    if (wake.attempts > 0) await settleAttention(deps.db, wakeSetAsideKey(wake.target), 'recoup', at());
    return null;
  } catch (error) {
    if (lane.isAway(error)) {
      await giveBackWake(deps.db, wake);
      return new AwayError(lane.who, error);
    }
    const retryInMs = retryAfter(deps.retries ?? RETRIES, wake.attempts);
    await deps.db.transaction().execute(async (tx) => {
      await recordSendFailure(tx, wake, wordsOf(error), retryInMs);
      if (retryInMs !== null) return;
      const attention = {
        key: wakeSetAsideKey(wake.target),
        subject: wake.target,
        kind: 'wake_set_aside',
        message: `${wake.target} could not be told to look again (${wordsOf(error)}). Mend the cause, then have it told.`,
        command: `bin/recoup inbox wake ${wake.target}`,
      };
      await raiseAttention(tx, attention, at());
    });
    return null;
  }
}

/** What Stripe, the network or a person with the right key mends; the rest is about this account or a defect. */
function isStripeAway(error: unknown): boolean {
  const failure = stripeFailure(error, false);
  switch (failure?.kind) {
    case 'unavailable':
    case 'ambiguous':
    case 'in_use':
    case 'unreachable_account':
    case 'other':
      return true;
    case 'refused':
    case 'missing':
    case 'idempotency':
    case undefined:
      return false;
    default:
      return assertNever(failure);
  }
}
