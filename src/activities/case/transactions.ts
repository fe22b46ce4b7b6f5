import type Stripe from 'stripe';
import type { AccountId } from '../../domain/ids';
import type { Currency } from '../../domain/money';

/** A balance transaction that counts in the available balance, with the instant from which it does. */
export interface Effective {
  readonly transaction: Stripe.BalanceTransaction;
  readonly effectiveMs: number;
}

const PAGE = 100;
/** Lists are sorted by creation, effects by availability: funds of this many days before can take effect later. */
export const PENDING_DAYS_MS = 10 * 86_400_000;

export interface Listed {
  readonly transactions: readonly Stripe.BalanceTransaction[];
  /** Nothing older is left in what was asked for. */
  readonly complete: boolean;
}

/** Newest first by creation, until `stop` says that the list reached far enough back. */
export async function listTransactions(
  stripe: Stripe,
  account: AccountId,
  code: Currency,
  createdFromMs: number | null,
  stop: (listed: readonly Stripe.BalanceTransaction[]) => boolean,
): Promise<Listed> {
  const listed: Stripe.BalanceTransaction[] = [];
  for (;;) {
    const last = listed.at(-1);
    const page = await stripe.balanceTransactions.list(
      {
        currency: code,
        limit: PAGE,
        expand: ['data.source'],
        ...(createdFromMs === null ? {} : { created: { gte: Math.floor(createdFromMs / 1000) } }),
        ...(last === undefined ? {} : { starting_after: last.id }),
      },
      { stripeAccount: account },
    );
    listed.push(...page.data);
    if (!page.has_more || stop(listed)) return { transactions: listed, complete: !page.has_more };
  }
}

/** Those that are in the available balance, in the order in which they took effect. */
export function inEffect(listed: readonly Stripe.BalanceTransaction[]): readonly Effective[] {
  return listed
    .map((transaction) => ({
      transaction,
      effectiveMs: Math.max(transaction.created, transaction.available_on) * 1000,
    }))
    .filter(({ transaction }) => transaction.status === 'available')
    .sort(
      (one, other) =>
        one.effectiveMs - other.effectiveMs ||
        one.transaction.created - other.transaction.created ||
        // The list is newest first; the sort is stable, so equal instants are put oldest first here.
        listed.indexOf(other.transaction) - listed.indexOf(one.transaction),
    );
}

export function oldestPendingMs(listed: readonly Stripe.BalanceTransaction[]): number | null {
  const pending = listed.filter((transaction) => transaction.status !== 'available');
  return pending.length === 0 ? null : Math.min(...pending.map((transaction) => transaction.created)) * 1000;
}

export interface Window {
  readonly fromMs: number;
  readonly openingMinor: number;
  readonly effective: readonly Effective[];
}

/**
 * Walks back from the present balance to where it last was at zero or above: what took effect since is the window.
 * It always begins at a transaction, by Stripe's clock: ours would miss what happens in the same second. So a balance
 * that is not negative has its newest transaction as its window.
 */
export function walkBack(availableMinor: number, effective: readonly Effective[]): Window {
  let balance = availableMinor;
  let first = effective.length;
  do {
    const step = effective[first - 1];
    if (step === undefined) break;
    // Transactions of one instant belong together: the window begins before all of them.
    while (first > 0 && effective[first - 1]?.effectiveMs === step.effectiveMs) {
      balance -= effective[first - 1]?.transaction.net ?? 0;
      first -= 1;
    }
  } while (first > 0 && balance < 0);
  return {
    fromMs: effective[first]?.effectiveMs ?? 0,
    openingMinor: balance,
    effective: effective.slice(first),
  };
}
