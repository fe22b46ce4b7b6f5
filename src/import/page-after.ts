import type Stripe from 'stripe';
import type { ImportRow } from '../store/imports';
import { stripeFailure } from '../stripe/errors';
import { patiently } from '../stripe/patiently';

/** The page behind the last one; the first again where Stripe no longer knows what that one ended with. */
export async function pageAfter<T>(
  { after }: ImportRow,
  list: (after: { readonly starting_after?: string }) => PromiseLike<Stripe.ApiList<T>>,
): Promise<{ readonly listed: Stripe.ApiList<T>; readonly restarted: boolean }> {
  if (after === null) return { listed: await patiently(() => list({})), restarted: false };
  try {
    return { listed: await patiently(() => list({ starting_after: after })), restarted: false };
  } catch (error) {
    if (stripeFailure(error, false)?.kind !== 'missing') throw error;
    return { listed: await patiently(() => list({})), restarted: true };
  }
}
