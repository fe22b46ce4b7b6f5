/** One booked movement as the clock to day 180 sees it. */
export interface BalanceChange {
  readonly atMs: number;
  readonly amountMinor: number;
  /** A bank debit that arrives, its return, or anything else. */
  readonly kind: 'debit' | 'debit_return' | 'other';
}

/** Since when the balance is below zero (clock, epoch ms), and what it was before a debit brought it up. */
export interface NegativeClock {
  readonly sinceMs: number | null;
  readonly beforeDebitMs: number | null;
}

/**
 * Stripe's clock starts when the balance first goes below zero. A bank debit that is returned has never paid:
 * the old clock goes on. Any other money that lifts the balance to zero or above ends it.
 */
export function negativeClock(
  clock: NegativeClock,
  balanceMinor: number,
  changes: readonly BalanceChange[],
): NegativeClock {
  let { sinceMs, beforeDebitMs } = clock;
  let balance = balanceMinor;
  for (const change of changes) {
    balance += change.amountMinor;
    if (balance >= 0) {
      beforeDebitMs = change.kind === 'debit' ? (sinceMs ?? beforeDebitMs) : null;
      sinceMs = null;
    } else if (sinceMs === null) {
      sinceMs = change.kind === 'debit_return' ? (beforeDebitMs ?? change.atMs) : change.atMs;
    }
  }
  return { sinceMs, beforeDebitMs };
}
