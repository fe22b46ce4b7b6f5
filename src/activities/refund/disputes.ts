import type Stripe from 'stripe';
import { type AccountId, disputeId } from '../../domain/ids';
import type { DisputeOfCharge } from '../../domain/dispute/reversals';
import { isFinal, readStatus } from '../../domain/dispute/status';
import type { ChargeFact } from '../../domain/refund/facts';

export interface ChargeDisputes {
  readonly all: readonly DisputeOfCharge[];
  /** Whether they forbid refunds: while one is open, or for good because it took the money. */
  readonly forbid: ChargeFact['disputed'];
}

/** A charge that was never disputed costs no call. */
export async function disputesThatForbid(
  stripe: Stripe,
  charge: Stripe.Charge | null,
  account: AccountId | null,
): Promise<ChargeDisputes> {
  if (charge === null || !charge.disputed) return { all: [], forbid: 'no' };
  const header = account === null ? {} : { stripeAccount: account };
  const listed = await stripe.disputes.list({ charge: charge.id, limit: 100 }, header);
  const forbidding = listed.data.filter((one) => !one.is_charge_refundable && one.status !== 'won');
  const isLost = forbidding.some((one) => one.status === 'lost');
  return {
    all: listed.data.map((one) => ({
      dispute: disputeId(one.id),
      openedMs: one.created * 1000,
      isFinal: isFinal(readStatus(one.status)),
    })),
    forbid: forbidding.length === 0 ? 'no' : isLost ? 'lost' : 'open',
  };
}
