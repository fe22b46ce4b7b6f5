import type { Core } from './core';
import { record } from './economic-book';
import { post } from './ledger';
import type { BalanceTransaction, Charge, Refund } from './objects';
import type { JsonObject } from './port';
import { convert } from './rates';
import { atStripe, pay } from './customer-money';

/** Why a refund fails, in Stripe's words (Refunds.d.ts, `failure_reason`). */
export type RefundFailure =
  | 'lost_or_stolen_card'
  | 'expired_or_canceled_card'
  | 'charge_for_pending_refund_disputed'
  | 'insufficient_funds'
  | 'declined'
  | 'merchant_request'
  | 'unknown';

/** The money has reached the customer. */
export function succeedRefund(core: Core, id: string): Refund {
  const before = core.need<Refund>(id, 'refund');
  if (before.status !== 'pending' && before.status !== 'requires_action')
    throw new Error(`refund ${id} is ${before.status}: only one that is under way can succeed`);
  const refund = core.change<Refund>(id, { status: 'succeeded', pending_reason: undefined });
  tellUpdate(core, refund);
  return refund;
}

/** The customer's bank sends it back: the money is the platform's (or the direct charge's account's) again. */
export function failRefund(core: Core, id: string, reason: RefundFailure): Refund {
  const refund = undo(core, id, { failure_reason: reason, status: 'failed' });
  tellUpdate(core, refund);
  core.emit(core.ownerOf(id), 'refund.failed', refund);
  return refund;
}

/** Called off before the customer did what it takes; the money comes back likewise. */
export function cancelRefund(core: Core, id: string): Refund {
  const refund = undo(core, id, { status: 'canceled' });
  tellUpdate(core, refund);
  return refund;
}

/** The day has come on which a refund's fate is known; one that somebody canceled meanwhile has had it. */
export function refundEnds(core: Core, id: string, succeeds: boolean): void {
  const { status } = core.need<Refund>(id, 'refund');
  if (status === 'failed' || status === 'canceled') return;
  if (!succeeds) failRefund(core, id, 'lost_or_stolen_card');
  else if (status !== 'succeeded') succeedRefund(core, id);
}

/** Refunds under way fail when the payment is disputed. */
export function failPendingRefunds(core: Core, charge: string): void {
  for (const refund of core.list<Refund>(core.ownerOf(charge), 'refund'))
    if (refund.charge === charge && refund.status === 'pending')
      failRefund(core, refund.id, 'charge_for_pending_refund_disputed');
}

function undo(core: Core, id: string, patch: JsonObject): Refund {
  const before = core.need<Refund>(id, 'refund');
  if (before.status === 'failed' || before.status === 'canceled')
    throw new Error(`refund ${id} is ${before.status} already`);
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
  core.change(charge.id, { amount_refunded: charge.amount_refunded - before.amount, refunded: false });
  return core.change<Refund>(id, { failure_balance_transaction: transaction.id, ...patch });
}

/** Stripe announces one change under both names. */
function tellUpdate(core: Core, refund: Refund): void {
  const owner = core.ownerOf(refund.id);
  core.emit(owner, 'refund.updated', refund);
  core.emit(owner, 'charge.refund.updated', refund);
}
