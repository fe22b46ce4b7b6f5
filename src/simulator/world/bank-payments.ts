import type { Core } from './core';
import { record } from './economic-book';
import { post } from './ledger';
import type { BalanceTransaction, Charge } from './objects';
import { convert } from './rates';
import { atStripe, pay } from './customer-money';
import { setCause } from './ties';

/** A customer's bank has paid after all. */
export function settlePayment(core: Core, id: string): Charge {
  needPending(core, id);
  const charge = core.change<Charge>(id, { paid: true, status: 'succeeded' });
  core.emit(core.ownerOf(id), 'charge.succeeded', charge);
  return charge;
}

/**
 * The customer's bank does not pay: Stripe takes the money back from whoever holds the charge. What was transferred of
 * it stays where it is.
 */
export function failPayment(core: Core, id: string, code: string): Charge {
  const before = needPending(core, id);
  const owner = core.ownerOf(id);
  const settledIn = core.need<BalanceTransaction>(before.balance_transaction, 'balance_transaction').currency;
  const paid = convert(core, before.amount, before.currency, settledIn);
  setCause(core, id, id);
  const transaction = post(core, owner, {
    type: 'payment_failure_refund',
    amount: -paid.amountMinor,
    currency: settledIn,
    source: id,
    exchangeRate: paid.exchangeRate,
  });
  pay(core, 'payment_failure', id, owner, before.amount, before.currency, paid.amountMinor, settledIn);
  record(core, { what: 'returned', cause: id, charge: id, amountMinor: before.amount });
  if (owner !== core.platformId) atStripe(core, before, owner, before.amount, paid.amountMinor, settledIn);
  const charge = core.change<Charge>(id, {
    failure_balance_transaction: transaction.id,
    failure_code: code,
    failure_message: 'The customer\u2019s bank did not pay.',
    paid: false,
    status: 'failed',
  });
  core.emit(owner, 'charge.failed', charge);
  return charge;
}

function needPending(core: Core, id: string): Charge {
  const charge = core.need<Charge>(id, 'charge');
  if (charge.status !== 'pending')
    throw new Error(`charge ${id} is ${charge.status}: only a pending payment can still settle or fail`);
  return charge;
}
