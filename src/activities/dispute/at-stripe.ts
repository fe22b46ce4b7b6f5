import type Stripe from 'stripe';
import { type AccountId, type ChargeId, chargeId, type DisputeId } from '../../domain/ids';
import type { DisputeAbsent } from '../../domain/dispute/facts';
import { currency, minor } from '../../domain/money';
import { stripeFailure } from '../../stripe/errors';
import { type DisputeMovement, feeKind } from '../../domain/dispute/withdrawn';

export interface DisputeAtStripe {
  readonly dispute: Stripe.Dispute;
  readonly charge: Stripe.Charge | null;
  readonly chargeId: ChargeId | null;
  readonly movements: readonly DisputeMovement[];
  /** The latest return of money, or the latest movement where none came back (clock, epoch ms). */
  readonly lastReturnMs: number;
}

/** The dispute, its balance transactions and its charge, as Stripe has them now; or why it cannot be read. */
export async function disputeAtStripe(
  stripe: Stripe,
  dispute: DisputeId,
  account: AccountId | null,
): Promise<DisputeAtStripe | DisputeAbsent> {
  const header = account === null ? {} : { stripeAccount: account };
  const found = await stripe.disputes.retrieve(dispute, {}, header).catch(absentOr);
  if ('absent' in found) {
    // A wrong key of the platform's own answers the same, and then nothing is known of the account.
    if (found.absent === 'unreachable') await stripe.balance.retrieve();
    return found;
  }
  const id = idOf(found.charge);
  const charge = id === null ? null : await stripe.charges.retrieve(id, {}, header);
  // Old payloads lack the list; one of its elements can lack an amount or a net, and then moves nothing.
  const transactions = (found.balance_transactions ?? []).filter(
    (one) => Number.isSafeInteger(one.amount) && Number.isSafeInteger(one.net),
  );
  const returns = transactions.filter((one) => one.amount > 0 || one.net > one.amount);
  const withdrawnAtMs = transactions.filter((one) => one.amount < 0).map((one) => one.created * 1000);
  const last = (returns.length > 0 ? returns : transactions).map((one) => one.created);
  return {
    dispute: found,
    charge,
    chargeId: id === null ? null : chargeId(id),
    movements:
      account === null
        ? transactions.map((one) => movement(one, withdrawnAtMs))
        : [
            ...transactions.map((one) => principalOnly(one, withdrawnAtMs)),
            ...(await feesBilledToPlatform(stripe, dispute, withdrawnAtMs)),
          ],
    lastReturnMs: Math.max(found.created, ...last) * 1000,
  };
}

/** Where the account's own object is read, 401 and 403 say that it left. @throws what a retry can mend. */
function absentOr(error: unknown): DisputeAbsent {
  const failure = stripeFailure(error, true);
  if (failure?.kind === 'missing') return { absent: 'missing' };
  if (failure?.kind === 'unreachable_account') return { absent: 'unreachable' };
  throw error;
}

function movement(one: Stripe.BalanceTransaction, withdrawnAtMs: readonly number[]): DisputeMovement {
  return {
    amountMinor: minor(one.amount, `amount of ${one.id}`),
    netMinor: minor(one.net, `net of ${one.id}`),
    currency: currency(one.currency),
    exchangeRate: one.exchange_rate ?? null,
    fee: feeKind({ amountMinor: one.amount, createdMs: one.created * 1000 }, withdrawnAtMs),
  };
}

/** Direct charges: a fee on the account itself is borne there already. */
function principalOnly(one: Stripe.BalanceTransaction, withdrawnAtMs: readonly number[]): DisputeMovement {
  return { ...movement(one, withdrawnAtMs), netMinor: one.amount };
}

/** Direct charges of accounts whose losses the platform bears: the fee is on the platform's balance, as a fee. */
async function feesBilledToPlatform(
  stripe: Stripe,
  dispute: DisputeId,
  withdrawnAtMs: readonly number[],
): Promise<readonly DisputeMovement[]> {
  const billed = await stripe.balanceTransactions
    .list({ source: dispute, limit: 100 })
    .autoPagingToArray({ limit: 1000 });
  return billed.toReversed().map((one) => ({
    ...movement(one, withdrawnAtMs),
    amountMinor: 0,
    netMinor: one.net,
    exchangeRate: null,
    fee: feeKind({ amountMinor: 0, createdMs: one.created * 1000 }, withdrawnAtMs),
  }));
}

export function idOf(value: string | { readonly id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null);
}
