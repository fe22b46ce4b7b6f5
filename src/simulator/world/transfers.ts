import { balanceCurrency } from './accounts';
import { takeApplicationFee } from './application-fees';
import { chargeFields } from './charge-fields';
import type { Core } from './core';
import { move, placeOf } from './economic-book';
import { post } from './ledger';
import type { BalanceTransaction, Charge, Transfer } from './objects';
import type { JsonObject } from './port';
import { convert } from './rates';

export interface TransferInput {
  readonly id?: string;
  /** Who sends: the platform, or an account that is debited. */
  readonly owner: string;
  readonly destination: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** The transfer waits for this charge's funds and needs no other. */
  readonly sourceCharge: string | null;
  readonly group: string | null;
  readonly metadata: JsonObject;
  readonly description: string | null;
  /** What it is in the economic book. */
  readonly kind: string;
  /** Of a destination charge, in the transfer's currency. */
  readonly applicationFeeMinor?: number;
}

export interface Landed {
  readonly transfer: Transfer;
  /** What arrived, before the application fee, in the currency of the destination's balance. */
  readonly balanceMinor: number;
  readonly balanceCurrency: string;
}

/** Moves money between the platform and an account. Whether Stripe would allow it is the caller's to know. */
export function makeTransfer(core: Core, input: TransferInput): Landed {
  const { owner, destination, amountMinor, currency } = input;
  const id = input.id ?? core.newId('tr');
  const payment = core.newId('py');
  const availableAtMs = input.sourceCharge === null ? core.nowMs : availableOn(core, input.sourceCharge);
  const landsIn = balanceCurrency(core, destination, currency);
  const landed = convert(core, amountMinor, currency, landsIn);
  const feeMinor = input.applicationFeeMinor ?? 0;
  const feeLanded = convert(core, feeMinor, currency, landsIn).amountMinor;

  const sent = post(core, owner, {
    type: 'transfer',
    amount: -amountMinor,
    currency,
    source: id,
    availableAtMs,
  });
  const arrived = post(core, destination, {
    type: 'payment',
    amount: landed.amountMinor,
    fee: feeLanded,
    feeType: 'application_fee',
    currency: landsIn,
    source: payment,
    availableAtMs,
    exchangeRate: landed.exchangeRate,
  });
  moveAcross(core, input, id, landed.amountMinor, landsIn);
  core.add<Charge>(destination, 'charge', payment, {
    ...chargeFields(amountMinor, currency),
    balance_transaction: arrived.id,
    source_transfer: id,
    transfer_group: input.group,
  });
  const transfer = core.add<Transfer>(owner, 'transfer', id, {
    amount: amountMinor,
    amount_reversed: 0,
    balance_transaction: sent.id,
    currency,
    description: input.description,
    destination,
    destination_payment: payment,
    livemode: false,
    metadata: input.metadata,
    reversals: { object: 'list', data: [], has_more: false, url: `/v1/transfers/${id}/reversals` },
    reversed: false,
    source_transaction: input.sourceCharge,
    source_type: 'card',
    transfer_group: input.group,
  });
  if (feeMinor > 0) {
    const fee = takeApplicationFee(core, {
      account: destination,
      charge: payment,
      originating: input.sourceCharge ?? payment,
      amountMinor: feeMinor,
      currency,
      balanceMinor: feeLanded,
      balanceCurrency: landsIn,
      availableAtMs,
    });
    core.change(payment, { application_fee: fee.id, application_fee_amount: feeMinor });
  }
  core.emit(owner, 'transfer.created', transfer);
  core.emit(destination, 'payment.created', core.need<Charge>(payment, 'charge'));
  return { transfer, balanceMinor: landed.amountMinor, balanceCurrency: landsIn };
}

/** When the funds of a charge are there, epoch ms. */
function availableOn(core: Core, charge: string): number {
  const { balance_transaction } = core.need<Charge>(charge, 'charge');
  const transaction = core.need<BalanceTransaction>(balance_transaction, 'balance_transaction');
  return transaction.status === 'available' ? core.nowMs : transaction.available_on * 1000;
}

function moveAcross(
  core: Core,
  input: TransferInput,
  id: string,
  landedMinor: number,
  landsIn: string,
): void {
  const from = placeOf(core, input.owner);
  const to = placeOf(core, input.destination);
  if (landsIn === input.currency)
    return move(core, input.kind, from, to, input.amountMinor, input.currency, id);
  move(core, input.kind, from, 'exchange', input.amountMinor, input.currency, id);
  move(core, input.kind, 'exchange', to, landedMinor, landsIn, id);
}
