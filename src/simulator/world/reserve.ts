import { connectedAccounts, isPlatformLiable } from './accounts';
import type { Core } from './core';
import { move } from './economic-book';
import { available, changeBalance, post } from './ledger';
import type { Account } from './objects';
import type { JsonObject, StripeObject } from './port';

/** What Stripe holds of the platform's money for one account and currency. */
export interface Held extends JsonObject {
  readonly currency: string;
  readonly heldMinor: number;
  /** Parts that stay although the account is not negative any more: debits that have just posted. */
  readonly kept: readonly { readonly payout: string; readonly amountMinor: number }[];
}

export function heldFor(core: Core, account: string, currency: string): Held {
  return core.note<Held>('held', `${account}|${currency}`) ?? { currency, heldMinor: 0, kept: [] };
}

/** What must be held now: what the account is below zero, and what is kept a little longer. Minor units. */
export function requiredReserve(core: Core, account: string, currency: string): number {
  if (!isPlatformLiable(core.need<Account>(account, 'account'))) return 0;
  const kept = heldFor(core, account, currency).kept.reduce((sum, part) => sum + part.amountMinor, 0);
  return Math.max(0, -available(core, account, currency)) + kept;
}

/** Holds or releases platform money until it is what is required. */
export function followReserve(core: Core, account: string, currency: string): void {
  const held = heldFor(core, account, currency);
  const required = requiredReserve(core, account, currency);
  const moreMinor = required - held.heldMinor;
  if (moreMinor === 0) return;
  save(core, account, { ...held, heldMinor: required });
  if (moreMinor > 0) hold(core, moreMinor, currency);
  else release(core, -moreMinor, currency);
}

/** Keeps what a debit has just paid; `forget` gives it up. */
export function keep(
  core: Core,
  account: string,
  currency: string,
  payout: string,
  amountMinor: number,
): void {
  if (amountMinor <= 0) return;
  const held = heldFor(core, account, currency);
  save(core, account, { ...held, kept: [...held.kept, { payout, amountMinor }] });
  core.touched.add(`${account}|${currency}`);
}

export function forget(core: Core, account: string, currency: string, payout: string): void {
  const held = heldFor(core, account, currency);
  save(core, account, { ...held, kept: held.kept.filter((part) => part.payout !== payout) });
  core.touched.add(`${account}|${currency}`);
}

/** Part of the reserve goes into the account: it is not the platform's any more. The caller posts both sides. */
export function spend(core: Core, account: string, currency: string, amountMinor: number, ref: string): void {
  const held = heldFor(core, account, currency);
  save(core, account, { ...held, heldMinor: held.heldMinor - amountMinor });
  reserveTransaction(core, amountMinor, currency);
  changeBalance(core, core.platformId, currency, { reservedMinor: -amountMinor });
  move(core, 'collection_transfer', 'platform:reserve', `stripe:${account}`, amountMinor, currency, ref);
}

/** Sum over all accounts, minor units: for the audit. */
export function requiredOfAll(core: Core, currency: string): number {
  return connectedAccounts(core).reduce((sum, account) => sum + requiredReserve(core, account, currency), 0);
}

function hold(core: Core, amountMinor: number, currency: string): void {
  const id = reserveTransaction(core, -amountMinor, currency);
  changeBalance(core, core.platformId, currency, { reservedMinor: amountMinor });
  move(core, 'reserve_hold', 'platform', 'platform:reserve', amountMinor, currency, id);
}

function release(core: Core, amountMinor: number, currency: string): void {
  const id = reserveTransaction(core, amountMinor, currency);
  changeBalance(core, core.platformId, currency, { reservedMinor: -amountMinor });
  move(core, 'reserve_release', 'platform:reserve', 'platform', amountMinor, currency, id);
}

function reserveTransaction(core: Core, amount: number, currency: string): string {
  const id = core.newId('rsv');
  core.add<StripeObject>(core.platformId, 'reserve_transaction', id, { amount, currency, description: null });
  post(core, core.platformId, { type: 'reserve_transaction', amount, currency, source: id });
  return id;
}

function save(core: Core, account: string, held: Held): void {
  core.setNote('held', `${account}|${held.currency}`, held);
}
