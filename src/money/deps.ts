import type Stripe from 'stripe';
import { momentAt, type Clock, type Moment } from '../domain/clock';
import type { Policy } from '../domain/policy/policy';
import type { Database } from '../store/database';
import type { Ledger, RaiseWake } from '../store/ports';
import type { RunPreflight } from './preflight';

/** What the door is given. One set for a process. */
export interface DoorDeps {
  readonly db: Database;
  readonly stripe: Stripe;
  readonly ledger: Ledger;
  readonly raiseWake: RaiseWake;
  readonly policy: Policy;
  readonly clock: Clock;
  /** Wall time, epoch ms. */
  readonly wallNow: () => number;
  /** The platform's own Stripe account: account debits go there. */
  readonly platformAccount: string;
  readonly preflight: RunPreflight;
}

export const momentOf = (deps: Pick<DoorDeps, 'clock' | 'wallNow'>): Moment =>
  momentAt(deps.clock, deps.wallNow());
