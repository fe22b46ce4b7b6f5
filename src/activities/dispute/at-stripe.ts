import type Stripe from 'stripe';
import { type AccountId, type ChargeId, chargeId, type DisputeId } from '../../domain/ids';
import { currency, minor } from '../../domain/money';
import type { DisputeMovement } from '../../domain/dispute/withdrawn';

export interface DisputeAtStripe {
  readonly dispute: Stripe.Dispute;
  readonly charge: Stripe.Charge | null;
  readonly chargeId: ChargeId | null;
  readonly movements: readonly DisputeMovement[];
  /** The latest return of money, or the latest movement where none came back (clock, epoch ms). */
  readonly lastReturnMs: number;
}

/** The dispute, its balance transactions and its charge, as Stripe has them now. */
export async function disputeAtStripe(
  stripe: Stripe,
  dispute: DisputeId,
  account: AccountId | null,
): Promise<DisputeAtStripe> {
  const header = account === null ? {} : { stripeAccount: account };
  const found = await stripe.disputes.retrieve(dispute, {}, header);
  const id = idOf(found.charge);
  const charge = id === null ? null : await stripe.charges.retrieve(id, {}, header);
  // Old payloads lack the list; one of its elements can lack an amount or a net, and then moves nothing.
  const transactions = (found.balance_transactions ?? []).filter(
    (one) => Number.isSafeInteger(one.amount) && Number.isSafeInteger(one.net),
  );
  const returns = transactions.filter((one) => one.amount > 0 || one.net > one.amount);
  const last = (returns.length > 0 ? returns : transactions).map((one) => one.created);
  return {
    dispute: found,
    charge,
    chargeId: id === null ? null : chargeId(id),
    movements:
      account === null
        ? transactions.map(movement)
        : [...transactions.map(principalOnly), ...(await feesBilledToPlatform(stripe, dispute))],
    lastReturnMs: Math.max(found.created, ...last) * 1000,
  };
}

function movement(one: Stripe.BalanceTransaction): DisputeMovement {
  return {
    amountMinor: minor(one.amount, `amount of ${one.id}`),
    netMinor: minor(one.net, `net of ${one.id}`),
    currency: currency(one.currency),
    exchangeRate: one.exchange_rate ?? null,
  };
}

/** Direct charges: a fee on the account itself is borne there already. */
function principalOnly(one: Stripe.BalanceTransaction): DisputeMovement {
  return { ...movement(one), netMinor: one.amount };
}

/** Direct charges of accounts whose losses the platform bears: the fee is on the platform's balance, as a fee. */
async function feesBilledToPlatform(stripe: Stripe, dispute: DisputeId): Promise<readonly DisputeMovement[]> {
  const billed = await stripe.balanceTransactions
    .list({ source: dispute, limit: 100 })
    .autoPagingToArray({ limit: 1000 });
  return billed
    .toReversed()
    .map((one) => ({ ...movement(one), amountMinor: 0, netMinor: one.net, exchangeRate: null }));
}

export function idOf(value: string | { readonly id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null);
}
