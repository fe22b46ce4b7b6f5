import type Stripe from 'stripe';
import type { DisputeOfCharge } from '../../domain/dispute/reversals';
import type { Attributed } from './attribution';
import { type ReversalOfCharge, reversalsOf } from './reversals-elsewhere';
import { sellerOf } from './seller-facts';

/**
 * Reversals of the transfers that brought the charge to its sellers. A payout run's transfer pays for many charges:
 * what is reversed of it elsewhere belongs to none of them by itself, and what Recoup reversed is in the books.
 */
export async function reversalsOfCharge(
  stripe: Stripe,
  { transfers, earned }: Attributed,
  disputes: readonly DisputeOfCharge[],
): Promise<readonly ReversalOfCharge[]> {
  if (earned !== null) return [];
  const reversals: ReversalOfCharge[] = [];
  for (const transfer of transfers) {
    reversals.push(...(await reversalsOf(stripe, transfer, sellerOf(transfer), disputes)));
  }
  return reversals;
}
