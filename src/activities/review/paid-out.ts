import type Stripe from 'stripe';
import type { AccountId } from '../../domain/ids';

/** The account's payouts since a clock instant that nobody's schedule made: by the seller, or by somebody in Stripe. */
export async function paidOutByHand(
  stripe: Stripe,
  account: AccountId,
  sinceMs: number,
): Promise<readonly string[]> {
  const payouts = await stripe.payouts.list(
    { created: { gte: Math.floor(sinceMs / 1_000) }, limit: 100 },
    { stripeAccount: account },
  );
  return payouts.data
    .filter((payout) => payout.amount > 0 && !payout.automatic && !isOurs(payout) && isOnItsWay(payout))
    .map(({ id }) => id)
    .toSorted();
}

/** Recoup's own payouts say so. */
const isOurs = ({ metadata }: Stripe.Payout): boolean => metadata?.['recoup_key'] !== undefined;

const isOnItsWay = ({ status }: Stripe.Payout): boolean => status !== 'failed' && status !== 'canceled';
