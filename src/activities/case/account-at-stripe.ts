import type Stripe from 'stripe';
import type { AccountId } from '../../domain/ids';
import { stripeFailure } from '../../stripe/errors';

export interface ReachableAccount {
  readonly account: Stripe.Account;
  readonly settings: Stripe.BalanceSettings;
}

/**
 * Account and balance settings as Stripe has them now; booking the account reads its balance. Null where the account answers 401 or 403: it was
 * deauthorized, and its last figures stand. Any other error is the caller's to retry.
 */
export async function accountAtStripe(stripe: Stripe, account: AccountId): Promise<ReachableAccount | null> {
  const header = { stripeAccount: account };
  try {
    const [found, settings] = await Promise.all([
      stripe.accounts.retrieve(account),
      stripe.balanceSettings.retrieve({}, header),
    ]);
    return { account: found, settings };
  } catch (error) {
    if (isUnreachable(error)) return null;
    throw error;
  }
}

export function isUnreachable(error: unknown): boolean {
  return stripeFailure(error, true)?.kind === 'unreachable_account';
}

/** Signed minor units of one currency; a currency that the balance does not list is zero. */
export function amountIn(
  parts: readonly { readonly amount: number; readonly currency: string }[] | undefined,
  code: string,
): number {
  return (parts ?? []).filter((part) => part.currency === code).reduce((sum, part) => sum + part.amount, 0);
}
