import type Stripe from 'stripe';
import { momentAt, type Clock, type Moment } from '../domain/clock';
import type { Database } from '../store/database';
import type { ImportPhase } from '../store/imports';

/** What an import works with. Reads go through a client that keeps to its share of Stripe's limit. */
export interface ImportDeps {
  readonly db: Database;
  readonly stripe: Stripe;
  readonly clock: Clock;
  readonly wallNow: () => number;
  /** Reads balance and account, keeps what it finds, and wakes the cases of what is owed. */
  readonly lookAtAccount: (account: string) => Promise<unknown>;
  /** Goes on although the mode is `act`: what is taken up is then recovered at once. */
  readonly whileActing: boolean;
  readonly onProgress: (progress: ImportProgress) => void;
}

export interface ImportProgress {
  readonly phase: ImportPhase;
  readonly accountsRead: number;
  readonly disputesRead: number;
  /** What was found and no flow has looked at yet; null before that is counted. */
  readonly waiting: number | null;
}

export const momentOf = ({ clock, wallNow }: Pick<ImportDeps, 'clock' | 'wallNow'>): Moment =>
  momentAt(clock, wallNow());
