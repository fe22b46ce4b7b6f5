import { DAY_MS } from '../../domain/clock';
import { mulDivFloor } from '../../domain/money';
import { isPlatformLiable } from './accounts';
import type { CollectionPlan } from './acts-port';
import type { Core } from './core';
import { record } from './economic-book';
import { available, post } from './ledger';
import type { Account } from './objects';
import type { JsonObject, StripeObject } from './port';
import { spend } from './reserve';
import { switches } from './settings';

const COLLECTED_AFTER_DAYS = 180;
/** What a partial collection left is collected whole, this much later. */
const REST_AFTER_DAYS = 30;

/** Has Stripe collect of one account otherwise than the switches say. */
export function planCollection(core: Core, account: string, plan: CollectionPlan): void {
  core.setNote('collecting', account, { ...core.note('collecting', account), ...plan });
}

function planOf(core: Core, account: string): Required<CollectionPlan> {
  const { collectionLateDays, collectionPercent } = switches(core);
  return {
    lateDays: collectionLateDays,
    percent: collectionPercent,
    restAfterDays: REST_AFTER_DAYS,
    ...core.note<CollectionPlan & JsonObject>('collecting', account),
  };
}

/** How long an account has been below zero in a currency, without a break. */
interface Negative extends JsonObject {
  readonly sinceMs: number;
  /** Its place on the calendar. */
  readonly dueKey: string;
  readonly collections: number;
}

/** The clock to day 180 starts when the available balance falls below zero, and stops when it is not any more. */
export function followNegative(core: Core, account: string, currency: string): void {
  if (!isPlatformLiable(core.need<Account>(account, 'account'))) return;
  const negative = core.note<Negative>('negative', `${account}|${currency}`);
  const below = available(core, account, currency) < 0;
  if (below && negative === null) startNegative(core, account, currency, core.nowMs);
  if (!below && negative !== null) {
    core.unschedule(negative.dueKey);
    core.removeNote('negative', `${account}|${currency}`);
  }
}

export const negativeSince = (core: Core, account: string, currency: string): number | null =>
  core.note<Negative>('negative', `${account}|${currency}`)?.sinceMs ?? null;

/** A debit that comes back never paid anything: the old clock goes on. */
export function startNegative(core: Core, account: string, currency: string, sinceMs: number): void {
  const days = COLLECTED_AFTER_DAYS + planOf(core, account).lateDays;
  const dueKey = core.schedule(Math.max(sinceMs + days * DAY_MS, core.nowMs + 1), {
    kind: 'collection',
    account,
    currency,
  });
  core.setNote('negative', `${account}|${currency}`, { sinceMs, dueKey, collections: 0 });
}

/** Stripe pays the account's debt with the platform's reserve. No event tells of it. */
export function collect(core: Core, account: string, currency: string): void {
  const negative = core.note<Negative>('negative', `${account}|${currency}`);
  const owedMinor = -available(core, account, currency);
  if (negative === null || owedMinor <= 0) return;
  const percent = negative.collections === 0 ? planOf(core, account).percent : 100;
  const amount = mulDivFloor(owedMinor, percent, 100);
  const dueKey = core.schedule(core.nowMs + planOf(core, account).restAfterDays * DAY_MS, {
    kind: 'collection',
    account,
    currency,
  });
  core.setNote('negative', `${account}|${currency}`, {
    ...negative,
    dueKey,
    collections: negative.collections + 1,
  });
  if (amount === 0) return;
  const id = core.newId('cct');
  core.add<StripeObject>(core.platformId, 'connect_collection_transfer', id, {
    created: undefined,
    amount,
    currency,
    destination: account,
    livemode: false,
  });
  const description = `Negative balance of ${account} collected`;
  spend(core, account, currency, amount, id);
  post(core, core.platformId, {
    type: 'connect_collection_transfer',
    amount: -amount,
    currency,
    source: id,
    description,
  });
  post(core, account, {
    type: 'connect_collection_transfer',
    amount,
    currency,
    source: id,
    description: 'Negative balance covered',
  });
  record(core, { what: 'cleared', account, amountMinor: amount, currency });
}
