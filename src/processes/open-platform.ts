import type Stripe from 'stripe';
import { setInitialMode } from '../store/door-state';
import type { Database } from '../store/database';
import { claimInstallation, OtherInstallationError } from '../store/installation';
import { stripeFailure } from '../stripe/errors';
import { RefusalError } from './wait-for';

/**
 * The platform whose key this is, as the database remembers it from the first process on. A new installation begins in
 * `act` on a simulator and in `observe` on Stripe.
 * @throws RefusalError where Stripe does not accept the key, or the database keeps the books of another platform or of
 *   the other mode; Stripe's own error where it could not be asked.
 */
export async function openPlatform(
  db: Database,
  stripe: Stripe,
  { livemode, simulated }: { readonly livemode: boolean; readonly simulated: boolean },
): Promise<string> {
  const platformAccount = await accountOf(stripe);
  try {
    await claimInstallation(db, { platformAccount, livemode });
  } catch (error) {
    throw error instanceof OtherInstallationError ? new RefusalError(error.message, { cause: error }) : error;
  }
  await setInitialMode(db, simulated ? 'act' : 'observe');
  return platformAccount;
}

async function accountOf(stripe: Stripe): Promise<string> {
  try {
    const { id } = await stripe.accounts.retrieveCurrent();
    return id;
  } catch (error) {
    const failure = stripeFailure(error, false);
    // Denied is `other`, and no patience mends it; all else is Stripe or the way to it.
    if (failure?.kind !== 'other' && failure?.kind !== 'unreachable_account') throw error;
    throw new RefusalError(
      `Stripe does not accept STRIPE_SECRET_KEY: ${error instanceof Error ? error.message : String(error)} ` +
        'Copy it again from the Dashboard (Developers, API keys); a restricted key needs the right to read accounts.',
      { cause: error },
    );
  }
}
