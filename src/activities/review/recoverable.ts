import type Stripe from 'stripe';
import type { AccountId } from '../../domain/ids';
import { type Currency, currency } from '../../domain/money';
import type { Recoverable } from '../../domain/review/facts';
import { openClaimsByCurrency } from '../../store/owing';
import type { ActivityDeps } from '../deps';
import { amountIn } from '../case/account-at-stripe';
import { debitPossible } from '../case/debits';

/** One page of transfers, the newest first: an old one has mostly been paid out and disputed already. */
const TRANSFERS = 100;

/**
 * What can still be had back from a rejected account, by currency: what it owes, what lies or arrives in its balance,
 * which transfers can be reversed, and whether Stripe can debit its bank. Three calls.
 */
export async function recoverableFrom(
  { db, stripe, policy }: Pick<ActivityDeps, 'db' | 'stripe' | 'policy'>,
  account: AccountId,
  found: Stripe.Account,
): Promise<readonly Recoverable[]> {
  const [balance, transfers] = await Promise.all([
    stripe.balance.retrieve({}, { stripeAccount: account }),
    stripe.transfers.list({ destination: account, limit: TRANSFERS }),
  ]);
  const claims = await openClaimsByCurrency(db, account);
  const left = transfers.data.filter((transfer) => transfer.amount > transfer.amount_reversed);
  const codes = [
    ...balance.available.map((part) => part.currency),
    ...balance.pending.map((part) => part.currency),
    ...left.map((transfer) => transfer.currency),
    ...claims.keys(),
  ];
  const inCurrency = (code: Currency): Recoverable => {
    const available = amountIn(balance.available, code);
    const reversible = left.filter((transfer) => transfer.currency === code);
    return {
      currency: code,
      shortfallMinor: Math.max(0, -available),
      claimsMinor: claims.get(code) ?? 0,
      availableMinor: Math.max(0, available),
      pendingMinor: Math.max(0, amountIn(balance.pending, code)),
      reversibleMinor: reversible.reduce((sum, one) => sum + one.amount - one.amount_reversed, 0),
      transfers: reversible.length,
      moreTransfers: transfers.has_more,
      bankDebit: debitPossible({ policy, currency: code }, found),
    };
  };
  return [...new Set(codes)]
    .sort()
    .map((code) => inCurrency(currency(code)))
    .filter(isSomething);
}

const isSomething = (part: Recoverable): boolean =>
  part.shortfallMinor + part.claimsMinor + part.availableMinor + part.pendingMinor + part.reversibleMinor > 0;
