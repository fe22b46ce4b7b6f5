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
 * Stripe's clock starts when the balance first goes below zero. A bank debit that is returned has never paid: the old
 * clock goes on, unless other money alone had lifted the balance to zero or above.
 */
export function negativeClock(
  clock: NegativeClock,
  balanceMinor: number,
  changes: readonly BalanceChange[],
): NegativeClock {
  let { sinceMs, beforeDebitMs } = clock;
  let balance = balanceMinor;
  let debited = debitedBefore(changes);
  for (const change of changes) {
    balance += change.amountMinor;
    debited += throughBank(change);
    if (balance >= 0) {
      beforeDebitMs = balance >= debited ? null : (sinceMs ?? beforeDebitMs);
      sinceMs = null;
    } else if (sinceMs === null) {
      sinceMs = change.kind === 'debit_return' ? (beforeDebitMs ?? change.atMs) : change.atMs;
    }
  }
  return { sinceMs, beforeDebitMs };
}

/** What earlier debits had brought, as far as it comes back in these changes. */
function debitedBefore(changes: readonly BalanceChange[]): number {
  let sum = 0;
  let lowest = 0;
  for (const change of changes) {
    sum += throughBank(change);
    lowest = Math.min(lowest, sum);
  }
  return 0 - lowest;
}

const throughBank = ({ kind, amountMinor }: BalanceChange): number => (kind === 'other' ? 0 : amountMinor);
