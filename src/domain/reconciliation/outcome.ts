import { agrees, type Reading, READINGS, type ReserveComparison } from './compare';

/** `daily` searches only where the sums differ; `full` reads every account, for two errors may offset each other. */
export type ReconciliationKind = 'daily' | 'full';

/**
 * `agrees`: nothing to search. `found`: accounts were otherwise than known, and with them the sums agree. `differs`:
 * they do not, although every account was read.
 */
export type ReconciliationOutcome = 'agrees' | 'found' | 'differs';

/** An account whose balance was not what Recoup knew; what they are below zero, minor units. */
export interface AccountDifference {
  readonly account: string;
  readonly currency: string;
  readonly knownMinor: number;
  readonly foundMinor: number;
}

/** What a reconciliation came to. */
export interface ReconciliationResult {
  readonly comparisons: readonly ReserveComparison[];
  /** The reading of Stripe's words by which it was judged. */
  readonly reading: Reading;
  /** Balances read in search of a difference, and calls made to Stripe in all. */
  readonly read: number;
  readonly calls: number;
  readonly outcome: ReconciliationOutcome;
  /** Why it did not come to its end, or null. */
  readonly failed: string | null;
}

export function outcomeOf(
  comparisons: readonly ReserveComparison[],
  differences: readonly AccountDifference[],
  reading: Reading,
): ReconciliationOutcome {
  if (!comparisons.every((comparison) => agrees(comparison, reading))) return 'differs';
  return differences.length === 0 ? 'agrees' : 'found';
}

/**
 * The reading to judge by from now on, given that every account's balance is known as it is: the one so far, unless the
 * other alone explains every currency.
 */
export function readingLearnt(comparisons: readonly ReserveComparison[], soFar: Reading): Reading {
  const fitting = READINGS.filter((reading) => comparisons.every((one) => agrees(one, reading)));
  const [only] = fitting;
  return only === undefined || fitting.includes(soFar) ? soFar : only;
}
