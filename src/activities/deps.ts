import type Stripe from 'stripe';
import type { Clock, Moment } from '../domain/clock';
import { momentAt } from '../domain/clock';
import type { AccountId } from '../domain/ids';
import type { Move, MoveOutcome } from '../domain/moves';
import type { Policy } from '../domain/policy/policy';
import type { AccountSwitches } from '../money/account-switches';
import type { OffsetOutcome, WholeOffset } from '../money/offset';
import type { PlatformGuard } from '../money/platform-guard';
import type { Calendar } from '../notify/calendar';
import type { Database, Tx } from '../store/database';
import type { DecisionInput, Ledger, RaiseWake } from '../store/ports';
import type { ReadFlowStatus } from './sweep/flow-status';

/** What the activities are given. One set for a process; none of it reaches the workflows. */
export interface ActivityDeps {
  readonly db: Database;
  readonly stripe: Stripe;
  readonly ledger: Ledger;
  readonly raiseWake: RaiseWake;
  readonly policy: Policy;
  readonly calendar: Calendar;
  readonly clock: Clock;
  /** Wall time, epoch ms. */
  readonly wallNow: () => number;
  readonly moveMoney: (move: Move, decision: DecisionInput) => Promise<MoveOutcome>;
  /** The same decisions without a move; answers what stands against it. */
  readonly rehearse: (move: Move, decision: DecisionInput) => Promise<readonly string[]>;
  /** Pays claims out of earnings of which nothing is sent. */
  readonly offsetWhole: (
    line: WholeOffset,
    decision: DecisionInput,
    close: (tx: Tx) => Promise<void>,
  ) => Promise<OffsetOutcome>;
  readonly platformGuard: PlatformGuard;
  /** Follows up at most so many moves without a known outcome; answers how many of them stay so. */
  readonly settleUnknown: (limit: number) => Promise<number>;
  /** Looks for what was sent for an account and has no known outcome; sends nothing. */
  readonly learnSent: (account: AccountId) => Promise<void>;
  readonly switches: AccountSwitches;
  readonly flowStatus: ReadFlowStatus;
  /** Of files of earnings by day; null where none was named. */
  readonly earningsFolder: string | null;
}

export const momentOf = (deps: Pick<ActivityDeps, 'clock' | 'wallNow'>): Moment =>
  momentAt(deps.clock, deps.wallNow());
