import type { Core } from './core';
import { move, placeOf, record } from './economic-book';
import { post } from './ledger';
import type { BalanceTransaction, Charge, Refund, Transfer } from './objects';
import type { JsonObject } from './port';
import { convert } from './rates';
import { makeReversal } from './reversals';
import { mulDivFloor } from '../../domain/money';
import { setCause } from './ties';

export interface RefundMaking {
  readonly id?: string | undefined;
  readonly charge: string;
  /** In the charge's currency. */
  readonly amountMinor: number;
  readonly reverseTransfer: boolean;
  readonly refundApplicationFee: boolean;
  readonly metadata: JsonObject;
  readonly reason: string | null;
}

/** The customer gets money back. Whether Stripe would allow it is the caller's to know. */
export function makeRefund(core: Core, input: RefundMaking): Refund {
  const charge = core.need<Charge>(input.charge, 'charge');
  const owner = core.ownerOf(charge.id);
  const id = input.id ?? core.newId('re');
  const settledIn = core.need<BalanceTransaction>(charge.balance_transaction, 'balance_transaction').currency;
  const paid = convert(core, input.amountMinor, charge.currency, settledIn);
  setCause(core, id, charge.id);
  const transaction = post(core, owner, {
    type: 'refund',
    amount: -paid.amountMinor,
    currency: settledIn,
    source: id,
    exchangeRate: paid.exchangeRate,
  });
  pay(core, 'refund', id, owner, input.amountMinor, charge.currency, paid.amountMinor, settledIn);
  core.add<Refund>(owner, 'refund', id, {
    amount: input.amountMinor,
    balance_transaction: transaction.id,
    charge: charge.id,
    currency: charge.currency,
    metadata: input.metadata,
    payment_intent: charge.payment_intent,
    reason: input.reason,
    status: 'succeeded',
  });
  record(core, { what: 'returned', cause: id, charge: charge.id, amountMinor: input.amountMinor });
  if (owner !== core.platformId)
    atStripe(core, charge, owner, input.amountMinor, paid.amountMinor, settledIn);
  const reversal = input.reverseTransfer ? reverseFor(core, charge, id, input) : null;
  const refund =
    reversal === null
      ? core.need<Refund>(id, 'refund')
      : core.change<Refund>(id, { transfer_reversal: reversal });
  const refunded = charge.amount_refunded + input.amountMinor;
  const after = core.change<Charge>(charge.id, {
    amount_refunded: refunded,
    refunded: refunded === charge.amount,
  });
  core.emit(owner, 'refund.created', refund);
  core.emit(owner, 'charge.refunded', after);
  return refund;
}

/** The customer's bank sends it back: the money is the platform's (or the direct charge's account's) again. */
export function failRefund(core: Core, id: string, reason: string): Refund {
  const before = core.need<Refund>(id, 'refund');
  if (before.status === 'failed') throw new Error(`refund ${id} has failed already`);
  const charge = core.need<Charge>(before.charge, 'charge');
  const owner = core.ownerOf(id);
  const settledIn = core.need<BalanceTransaction>(charge.balance_transaction, 'balance_transaction').currency;
  const back = convert(core, before.amount, charge.currency, settledIn);
  const transaction = post(core, owner, {
    type: 'refund_failure',
    amount: back.amountMinor,
    currency: settledIn,
    source: id,
    exchangeRate: back.exchangeRate,
  });
  pay(core, 'refund_failure', id, owner, -before.amount, charge.currency, -back.amountMinor, settledIn);
  record(core, { what: 'returned', cause: id, charge: charge.id, amountMinor: -before.amount });
  if (owner !== core.platformId) atStripe(core, charge, owner, -before.amount, -back.amountMinor, settledIn);
  const refund = core.change<Refund>(id, {
    failure_balance_transaction: transaction.id,
    failure_reason: reason,
    status: 'failed',
  });
  core.change(charge.id, { amount_refunded: charge.amount_refunded - before.amount, refunded: false });
  core.emit(owner, 'refund.updated', refund);
  core.emit(owner, 'refund.failed', refund);
  return refund;
}

/** Between an owner's balance and the customers; negative amounts go the other way. */
export function pay(
  core: Core,
  kind: string,
  ref: string,
  owner: string,
  amountMinor: number,
  currency: string,
  settledMinor: number,
  settledIn: string,
): void {
  const place = placeOf(core, owner);
  const out = amountMinor >= 0;
  if (currency === settledIn) {
    move(
      core,
      kind,
      out ? place : 'customers',
      out ? 'customers' : place,
      Math.abs(amountMinor),
      currency,
      ref,
    );
    return;
  }
  move(
    core,
    kind,
    out ? place : 'exchange',
    out ? 'exchange' : place,
    Math.abs(settledMinor),
    settledIn,
    ref,
  );
  move(
    core,
    kind,
    out ? 'exchange' : 'customers',
    out ? 'customers' : 'exchange',
    Math.abs(amountMinor),
    currency,
    ref,
  );
}

/** Stripe itself takes from (negative: returns to) the account that holds the charge. */
export function atStripe(
  core: Core,
  charge: Charge,
  account: string,
  amountMinor: number,
  balanceMinor: number,
  balanceCurrency: string,
): void {
  const { id, currency } = charge;
  record(core, {
    what: 'taken',
    how: 'at_stripe',
    by: 'stripe',
    charge: id,
    account,
    amountMinor,
    currency,
    balanceMinor,
    balanceCurrency,
  });
}

function reverseFor(core: Core, charge: Charge, refund: string, input: RefundMaking): string | null {
  if (charge.transfer === undefined) return null;
  const transfer = core.need<Transfer>(charge.transfer, 'transfer');
  const amountMinor = Math.min(
    transfer.amount - transfer.amount_reversed,
    mulDivFloor(transfer.amount, input.amountMinor, charge.amount),
  );
  if (amountMinor === 0) return null;
  return makeReversal(core, {
    transfer: transfer.id,
    amountMinor,
    metadata: {},
    refundApplicationFee: input.refundApplicationFee,
    sourceRefund: refund,
  }).id;
}
