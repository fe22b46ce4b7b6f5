import { mulDivFloor } from '../../domain/money';
import { balanceCurrency } from './accounts';
import { returnApplicationFee } from './application-fees';
import type { FeeAmounts } from './application-fees';
import type { Core } from './core';
import { move, placeOf, record } from './economic-book';
import type { Fact } from './facts';
import { post } from './ledger';
import type { ApplicationFee, Charge, Refund, Transfer, TransferReversal } from './objects';
import type { JsonObject } from './port';
import { convert } from './rates';
import { chargeOfKey, tieOf } from './ties';

export interface ReversalInput {
  readonly transfer: string;
  /** In the transfer's currency; at most what is not reversed yet. */
  readonly amountMinor: number;
  readonly metadata: JsonObject;
  readonly refundApplicationFee: boolean;
  readonly sourceRefund: string | null;
}

/** Takes a transfer (or a part) back from the account. Whether Stripe would allow it is the caller's to know. */
export function makeReversal(core: Core, input: ReversalInput): TransferReversal {
  const before = core.need<Transfer>(input.transfer, 'transfer');
  const owner = core.ownerOf(before.id);
  const account = before.destination;
  const id = core.newId('trr');
  const paymentRefund = core.newId('pyr');
  const balanceIn = balanceCurrency(core, account, before.currency);
  const left = convert(core, input.amountMinor, before.currency, balanceIn);
  const fee = input.refundApplicationFee ? feeToReturn(core, before, input.amountMinor, balanceIn) : null;

  const received = post(core, owner, {
    type: 'transfer_refund',
    amount: input.amountMinor,
    currency: before.currency,
    source: id,
  });
  const leaving = post(core, account, {
    type: 'payment_refund',
    amount: -left.amountMinor,
    fee: fee === null ? 0 : -fee.amounts.balanceMinor,
    feeType: 'application_fee',
    currency: balanceIn,
    source: paymentRefund,
    exchangeRate: left.exchangeRate,
  });
  moveBack(core, id, before, input.amountMinor, left.amountMinor, balanceIn);
  const payment = before.destination_payment;
  core.add<Refund>(account, 'refund', paymentRefund, {
    amount: input.amountMinor,
    balance_transaction: leaving.id,
    charge: payment,
    currency: before.currency,
    metadata: {},
    status: 'succeeded',
  });
  const reversal = core.add<TransferReversal>(owner, 'transfer_reversal', id, {
    amount: input.amountMinor,
    balance_transaction: received.id,
    currency: before.currency,
    destination_payment_refund: paymentRefund,
    metadata: input.metadata,
    source_refund: input.sourceRefund,
    transfer: before.id,
  });
  recordTaking(core, before, input, left.amountMinor, balanceIn);
  if (fee !== null) {
    returnApplicationFee(core, fee.id, fee.amounts, {});
    recordFeeReturn(core, before, fee.amounts);
  }
  const reversed = before.amount_reversed + input.amountMinor;
  const transfer = core.change<Transfer>(before.id, {
    amount_reversed: reversed,
    reversed: reversed === before.amount,
    reversals: { ...before.reversals, data: [reversal, ...before.reversals.data] },
  });
  core.change(payment, { amount_refunded: reversed, refunded: reversed === before.amount });
  core.emit(owner, 'transfer.reversed', transfer);
  return reversal;
}

/** All of the fee when the transfer is now reversed in full, else in proportion, rounded down. */
function feeToReturn(
  core: Core,
  transfer: Transfer,
  amountMinor: number,
  balanceIn: string,
): { id: string; amounts: FeeAmounts } | null {
  const { application_fee } = core.need<Charge>(transfer.destination_payment, 'charge');
  if (application_fee === null) return null;
  const fee = core.need<ApplicationFee>(application_fee, 'application_fee');
  const left = fee.amount - fee.amount_refunded;
  const whole = transfer.amount_reversed + amountMinor === transfer.amount;
  const feeMinor = whole ? left : Math.min(left, mulDivFloor(fee.amount, amountMinor, transfer.amount));
  if (feeMinor === 0) return null;
  const balanceMinor = convert(core, feeMinor, fee.currency, balanceIn).amountMinor;
  return {
    id: fee.id,
    amounts: { amountMinor: feeMinor, currency: fee.currency, balanceMinor, balanceCurrency: balanceIn },
  };
}

function moveBack(
  core: Core,
  id: string,
  transfer: Transfer,
  amountMinor: number,
  takenMinor: number,
  balanceIn: string,
): void {
  const from = placeOf(core, transfer.destination);
  const to = placeOf(core, core.ownerOf(transfer.id));
  if (balanceIn === transfer.currency)
    return move(core, 'reversal', from, to, amountMinor, transfer.currency, id);
  move(core, 'reversal', from, 'exchange', takenMinor, balanceIn, id);
  move(core, 'reversal', 'exchange', to, amountMinor, transfer.currency, id);
}

function recordTaking(
  core: Core,
  transfer: Transfer,
  { amountMinor, metadata }: ReversalInput,
  balanceMinor: number,
  balanceIn: string,
): void {
  const tie = tieOf(core, transfer.id);
  if (tie.role === 'earnings') {
    const { destination: account, currency } = transfer;
    const charge = chargeOfKey(core, metadata);
    if (charge === null)
      record(core, { what: 'earnings_paid', account, amountMinor: -amountMinor, currency });
    else record(core, taken(core, transfer, charge, 'reversal', amountMinor, balanceMinor, balanceIn));
  } else if (tie.role === 'credit') {
    record(core, {
      what: 'credited',
      account: transfer.destination,
      amountMinor: -balanceMinor,
      currency: balanceIn,
    });
  } else if (tie.role === 'debit') {
    const account = core.ownerOf(transfer.id);
    const { currency } = transfer;
    if (tie.charge === null)
      record(core, { what: 'paid_outside', account, amountMinor: -amountMinor, currency });
    else
      record(core, {
        ...taken(core, transfer, tie.charge, 'reversal', -amountMinor, -amountMinor, currency),
        account,
      });
  } else if (tie.charge !== null) {
    record(core, taken(core, transfer, tie.charge, 'reversal', amountMinor, balanceMinor, balanceIn));
  }
}

function recordFeeReturn(core: Core, transfer: Transfer, amounts: FeeAmounts): void {
  const { charge } = tieOf(core, transfer.id);
  if (charge === null) return;
  record(
    core,
    taken(
      core,
      transfer,
      charge,
      'fee_refund',
      -amounts.amountMinor,
      -amounts.balanceMinor,
      amounts.balanceCurrency,
    ),
  );
}

function taken(
  core: Core,
  transfer: Transfer,
  charge: string,
  how: 'reversal' | 'fee_refund',
  amountMinor: number,
  balanceMinor: number,
  balanceIn: string,
): Extract<Fact, { what: 'taken' }> {
  return {
    what: 'taken',
    how,
    by: core.actor,
    charge,
    account: transfer.destination,
    amountMinor,
    currency: transfer.currency,
    balanceMinor,
    balanceCurrency: balanceIn,
  };
}
