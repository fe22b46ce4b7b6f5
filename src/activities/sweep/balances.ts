import type Stripe from 'stripe';
import { momentAt } from '../../domain/clock';
import type { AccountDifference } from '../../domain/reconciliation/outcome';
import { recordDifference } from '../../store/reconciliations';
import type { AccountToScan } from '../../store/sweep-reads';
import { transact } from '../../store/transact';
import { stripeFailure } from '../../stripe/errors';
import type { Slice } from './deps';

/** Null where the account answers 401 or 403, as one that was deauthorized does. */
export async function readBalance(slice: Slice, account: string): Promise<Stripe.Balance | null> {
  try {
    return await slice.ask(() => slice.stripe.balance.retrieve({}, { stripeAccount: account }));
  } catch (error) {
    if (stripeFailure(error, true)?.kind !== 'unreachable_account') throw error;
    return null;
  }
}

/** Where the available balance is further below zero, or less far, than what is known. */
export function differences(account: AccountToScan, balance: Stripe.Balance): readonly AccountDifference[] {
  if (account.losses === 'stripe') return [];
  const found: Record<string, number> = {};
  for (const { currency, amount } of balance.available) {
    if (amount < 0) found[currency] = (found[currency] ?? 0) - amount;
  }
  const codes = new Set([...Object.keys(found), ...Object.keys(account.knownMinor)]);
  return [...codes].sort().flatMap((currency) => {
    const knownMinor = account.knownMinor[currency] ?? 0;
    const foundMinor = found[currency] ?? 0;
    return knownMinor === foundMinor ? [] : [{ account: account.id, currency, knownMinor, foundMinor }];
  });
}

/**
 * Reads an account's balance. What is otherwise than known is written down, under the number of the reconciliation
 * that reads or none, and the account is looked at, which wakes its cases. Answers whether there was news.
 */
export async function compareBalance(
  slice: Slice,
  account: AccountToScan,
  number: number | null,
): Promise<boolean> {
  const balance = await readBalance(slice, account.id);
  // That it can, or can no longer, be reached is found out by its look.
  if ((balance === null) === account.reachable) {
    await wakeAccount(slice, account);
    if (balance === null) return true;
  }
  if (balance === null) return false;
  const found = differences(account, balance);
  if (found.length === 0) return !account.reachable;
  await transact(slice.db, async (tx) => {
    for (const difference of found) {
      await recordDifference(tx, number, difference, momentAt(slice.clock, slice.wallNow()));
    }
    await slice.raiseWake(tx, { kind: 'account', account: account.id }, 'soon');
  });
  return true;
}

export async function wakeAccount({ db, raiseWake }: Slice, { id }: AccountToScan): Promise<void> {
  await transact(db, (tx) => raiseWake(tx, { kind: 'account', account: id }, 'soon'));
}
