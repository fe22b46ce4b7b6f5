import { balanceCurrency } from './accounts';
import { returnApplicationFee } from './application-fees';
import type { Core } from './core';
import { record } from './economic-book';
import { post } from './ledger';
import type { ApplicationFee } from './objects';
import type { JsonObject, StripeObject } from './port';
import { convert } from './rates';

/** The platform returns (part of) its share by itself, not with a reversal. */
export function refundApplicationFee(
  core: Core,
  fee: ApplicationFee,
  amountMinor: number,
  metadata: JsonObject,
): StripeObject {
  const { account, currency } = fee;
  const balanceIn = balanceCurrency(core, account, currency);
  const balanceMinor = convert(core, amountMinor, currency, balanceIn).amountMinor;
  const refund = returnApplicationFee(
    core,
    fee.id,
    { amountMinor, currency, balanceMinor, balanceCurrency: balanceIn },
    metadata,
  );
  post(core, account, {
    type: 'adjustment',
    amount: balanceMinor,
    currency: balanceIn,
    source: fee.charge,
    description: 'Application fee refund',
    reportingCategory: 'fee',
  });
  record(core, {
    what: 'taken',
    how: 'fee_refund',
    by: core.actor,
    charge: fee.originating_transaction ?? fee.charge,
    account,
    amountMinor: -amountMinor,
    currency,
    balanceMinor: -balanceMinor,
    balanceCurrency: balanceIn,
  });
  return refund;
}
