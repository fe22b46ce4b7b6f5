import type { Core } from './core';
import { move, placeOf, record } from './economic-book';
import type { Charge } from './objects';

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
