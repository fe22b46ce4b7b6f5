import type { Core } from './core';
import { move, placeOf } from './economic-book';
import { post } from './ledger';
import type { ApplicationFee } from './objects';
import type { JsonObject, StripeObject } from './port';

/** The same amount in the platform's and in the account's currency. */
export interface FeeAmounts {
  readonly amountMinor: number;
  readonly currency: string;
  readonly balanceMinor: number;
  readonly balanceCurrency: string;
}

export interface ApplicationFeeInput extends FeeAmounts {
  readonly account: string;
  /** The charge on the account: a direct charge, or the destination payment. */
  readonly charge: string;
  readonly originating: string;
  readonly availableAtMs: number;
}

/**
 * The platform's share of a sale. The account's side is the `fee` of the balance transaction with which the sale
 * reached it; the caller posts that.
 */
export function takeApplicationFee(core: Core, input: ApplicationFeeInput): ApplicationFee {
  const id = core.newId('fee');
  const transaction = post(core, core.platformId, {
    type: 'application_fee',
    amount: input.amountMinor,
    currency: input.currency,
    source: id,
    availableAtMs: input.availableAtMs,
  });
  feeMovement(core, 'application_fee', input.account, input, id, 'to platform');
  const fee = core.add<ApplicationFee>(core.platformId, 'application_fee', id, {
    account: input.account,
    amount: input.amountMinor,
    amount_refunded: 0,
    application: 'ca_platform',
    balance_transaction: transaction.id,
    charge: input.charge,
    currency: input.currency,
    originating_transaction: input.originating,
    refunded: false,
    refunds: refundList(id, []),
  });
  core.emit(core.platformId, 'application_fee.created', fee);
  return fee;
}

/** The platform returns (part of) its share. As with the taking, the caller posts the account's side. */
export function returnApplicationFee(
  core: Core,
  feeId: string,
  amounts: FeeAmounts,
  metadata: JsonObject,
): StripeObject {
  const before = core.need<ApplicationFee>(feeId, 'application_fee');
  const id = core.newId('fr');
  const transaction = post(core, core.platformId, {
    type: 'application_fee_refund',
    amount: -amounts.amountMinor,
    currency: amounts.currency,
    source: id,
  });
  feeMovement(core, 'application_fee_refund', before.account, amounts, id, 'to account');
  const refund = core.add<StripeObject & { id: string }>(core.platformId, 'fee_refund', id, {
    amount: amounts.amountMinor,
    balance_transaction: transaction.id,
    currency: amounts.currency,
    fee: feeId,
    metadata,
  });
  const returned = before.amount_refunded + amounts.amountMinor;
  const refunds = (before['refunds'] as { data: readonly StripeObject[] }).data;
  const fee = core.change<ApplicationFee>(feeId, {
    amount_refunded: returned,
    refunded: returned === before.amount,
    refunds: refundList(feeId, [refund, ...refunds]),
  });
  core.emit(core.platformId, 'application_fee.refunded', fee);
  return refund;
}

function feeMovement(
  core: Core,
  kind: string,
  account: string,
  amounts: FeeAmounts,
  ref: string,
  way: 'to platform' | 'to account',
): void {
  const seller = placeOf(core, account);
  const { amountMinor, currency, balanceMinor, balanceCurrency } = amounts;
  if (currency === balanceCurrency) {
    if (way === 'to platform') move(core, kind, seller, 'platform', amountMinor, currency, ref);
    else move(core, kind, 'platform', seller, amountMinor, currency, ref);
  } else if (way === 'to platform') {
    move(core, kind, seller, 'exchange', balanceMinor, balanceCurrency, ref);
    move(core, kind, 'exchange', 'platform', amountMinor, currency, ref);
  } else {
    move(core, kind, 'platform', 'exchange', amountMinor, currency, ref);
    move(core, kind, 'exchange', seller, balanceMinor, balanceCurrency, ref);
  }
}

const refundList = (fee: string, data: readonly StripeObject[]): JsonObject => ({
  object: 'list',
  data,
  has_more: false,
  url: `/v1/application_fees/${fee}/refunds`,
});
