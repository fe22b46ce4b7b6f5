import { connectedAccounts } from './accounts';
import type { Core } from './core';
import { held, placeOf, places } from './economic-book';
import type { Movement } from './economic-book';
import { balance, balances } from './ledger';
import type { BalanceTransaction } from './objects';
import { heldFor, requiredOfAll, requiredReserve } from './reserve';

/**
 * After every step: Stripe's balances of whoever was touched say what the economic book says, and the reserve is what
 * the negative balances require. @throws Error naming the first disagreement.
 */
export function checkTouched(core: Core, touched: Iterable<string>): void {
  for (const pair of touched) {
    const [owner = '', currency = ''] = pair.split('|');
    checkBalance(core, owner, currency);
  }
}

/** Everything, recomputed from the balance transactions and the movements. @throws Error at the first disagreement. */
export function audit(core: Core): void {
  const owners = [core.platformId, ...connectedAccounts(core)];
  const currencies = new Set(places(core).map(({ currency }) => currency));
  for (const owner of owners) {
    for (const { currency } of balances(core, owner)) {
      checkBalance(core, owner, currency);
      checkLots(core, owner, currency);
    }
  }
  checkMovements(core);
  for (const currency of currencies) {
    const sum = places(core).reduce(
      (total, place) => total + (place.currency === currency ? place.amountMinor : 0),
      0,
    );
    if (sum !== 0) disagree(`all places of ${currency}`, 0, sum);
    const reserved = balance(core, core.platformId, currency).reservedMinor;
    const required = requiredOfAll(core, currency);
    if (reserved !== required) disagree(`the reserve in ${currency}`, required, reserved);
  }
}

function checkBalance(core: Core, owner: string, currency: string): void {
  const { availableMinor, pendingMinor, reservedMinor } = balance(core, owner, currency);
  const booked = held(core, placeOf(core, owner), currency);
  if (availableMinor + pendingMinor !== booked)
    disagree(`the balance of ${owner} in ${currency}`, booked, availableMinor + pendingMinor);
  if (owner === core.platformId) {
    const reserve = held(core, 'platform:reserve', currency);
    if (reservedMinor !== reserve) disagree(`the connect reserve in ${currency}`, reserve, reservedMinor);
    return;
  }
  const required = requiredReserve(core, owner, currency);
  const { heldMinor } = heldFor(core, owner, currency);
  if (required !== heldMinor) disagree(`the reserve for ${owner} in ${currency}`, required, heldMinor);
}

function checkLots(core: Core, owner: string, currency: string): void {
  let available = 0;
  let pending = 0;
  for (const lot of core.list<BalanceTransaction>(owner, 'balance_transaction')) {
    if (lot.currency !== currency) continue;
    if (lot.net !== lot.amount - lot.fee) disagree(`net of ${lot.id}`, lot.amount - lot.fee, lot.net);
    if (lot.status === 'available') available += lot.net;
    else pending += lot.net;
  }
  const kept = balance(core, owner, currency);
  if (kept.availableMinor !== available)
    disagree(`available of ${owner} in ${currency}`, available, kept.availableMinor);
  if (kept.pendingMinor !== pending)
    disagree(`pending of ${owner} in ${currency}`, pending, kept.pendingMinor);
}

function checkMovements(core: Core): void {
  const sums = new Map<string, number>();
  for (const { from, to, amountMinor, currency } of core.notes<Movement>('movement')) {
    sums.set(`${from}|${currency}`, (sums.get(`${from}|${currency}`) ?? 0) - amountMinor);
    sums.set(`${to}|${currency}`, (sums.get(`${to}|${currency}`) ?? 0) + amountMinor);
  }
  for (const { place, currency, amountMinor } of places(core)) {
    const sum = sums.get(`${place}|${currency}`) ?? 0;
    if (sum !== amountMinor) disagree(`${place} in ${currency}`, sum, amountMinor);
  }
}

function disagree(what: string, expected: number, found: number): never {
  throw new Error(
    `the simulator's books do not balance: ${what} should be ${expected} and is ${found} (minor units)`,
  );
}
