import type { Core } from './core';
import { move, placeOf } from './economic-book';
import { post } from './ledger';
import type { StripeObject } from './port';
import { bankPlace } from './payouts';

/** Money comes from the holder's bank into the balance, at once. */
export function makeTopup(
  core: Core,
  owner: string,
  amountMinor: number,
  currency: string,
  fields: { readonly description?: string | null; readonly metadata?: StripeObject['metadata'] } = {},
): StripeObject & { id: string } {
  const id = core.newId('tu');
  const transaction = post(core, owner, { type: 'topup', amount: amountMinor, currency, source: id });
  move(core, 'topup', bankPlace(core, owner), placeOf(core, owner), amountMinor, currency, id);
  const topup = core.add<StripeObject & { id: string }>(owner, 'topup', id, {
    amount: amountMinor,
    balance_transaction: transaction.id,
    currency,
    description: fields.description ?? null,
    expected_availability_date: core.nowSeconds,
    initiated_by: 'user',
    metadata: fields.metadata ?? {},
    status: 'succeeded',
  });
  core.emit(owner, 'topup.created', topup);
  core.emit(owner, 'topup.succeeded', topup);
  return topup;
}
