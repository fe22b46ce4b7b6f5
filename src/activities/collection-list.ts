import type Stripe from 'stripe';
import { DAY_MS, momentAt, type Clock } from '../domain/clock';
import type { Json } from '../domain/json';
import { COLLECTION_TRANSFER } from '../domain/routing';
import { raiseAttention } from '../store/attention';
import type { Database } from '../store/database';
import { insertEvents, type IncomingEvent } from '../store/events';
import { readSetting, writeSetting } from '../store/settings';

const CURSOR = 'collection_list';
const FIRST_LIST_MS = 30 * DAY_MS;
/** Read again each time: what Stripe shows late, and clocks that differ. */
const OVERLAP_MS = DAY_MS;
const PAGE = 100;

export interface CollectionListDeps {
  readonly db: Database;
  readonly stripe: Stripe;
  readonly clock: Clock;
  readonly wallNow: () => number;
}

/** Instants by the clock, epoch ms. `page` is where an interrupted reading goes on. */
interface Cursor {
  readonly throughMs: number;
  readonly page: { readonly startedMs: number; readonly after: string } | null;
}

/**
 * Reads the platform's list of collection transfers since the last reading and puts each into the inbox, under its
 * own id: no event announces them. Each page is stored with the cursor, so that an interrupted reading goes on where
 * it stopped; one that is there already stays one row. Answers how many were new.
 */
export async function readCollectionList(deps: CollectionListDeps): Promise<number> {
  const { db, stripe, clock, wallNow } = deps;
  const nowMs = momentAt(clock, wallNow()).clockMs;
  let { throughMs, page } = readCursor(await readSetting(db, CURSOR)) ?? {
    throughMs: nowMs - FIRST_LIST_MS,
    page: null,
  };
  const startedMs = page?.startedMs ?? nowMs;
  const created = { gte: Math.floor((throughMs - OVERLAP_MS) / 1_000) };
  let added = 0;
  for (;;) {
    const listed = await stripe.balanceTransactions.list({
      type: 'connect_collection_transfer',
      created,
      limit: PAGE,
      expand: ['data.source'],
      ...(page === null ? {} : { starting_after: page.after }),
    });
    const last = listed.data.at(-1);
    const next: Cursor =
      listed.has_more && last !== undefined
        ? { throughMs, page: { startedMs, after: last.id } }
        : { throughMs: startedMs, page: null };
    added += await storePage(deps, listed.data, next);
    ({ throughMs, page } = next);
    if (page === null) return added;
  }
}

/** Through which clock instant the list has been read; null before the first reading. */
export async function collectionListReadThroughMs(db: Database): Promise<number | null> {
  return readCursor(await readSetting(db, CURSOR))?.throughMs ?? null;
}

async function storePage(
  { db, clock, wallNow }: CollectionListDeps,
  listed: readonly Stripe.BalanceTransaction[],
  next: Cursor,
): Promise<number> {
  const found = listed.map((transaction) => ({ transaction, event: toEvent(transaction) }));
  return db.transaction().execute(async (tx) => {
    for (const { transaction, event } of found) {
      if (event !== null) continue;
      const attention = {
        key: `collection:${transaction.id}`,
        subject: `collection:${transaction.id}`,
        kind: 'unreadable_collection_transfer',
        message: `Stripe lists the collection transfer ${transaction.id} without naming its account, so that no case can book it. Look it up in Stripe's Dashboard, and tell the case of that account.`,
        command: null,
      };
      await raiseAttention(tx, attention, momentAt(clock, wallNow()));
    }
    const added = await insertEvents(
      tx,
      found.flatMap(({ event }) => (event === null ? [] : [event])),
    );
    await writeSetting(tx, CURSOR, {
      throughMs: next.throughMs,
      page: next.page === null ? null : { ...next.page },
    });
    return added;
  });
}

/** Ids and amounts only; null where the source does not say whose it is. */
function toEvent(transaction: Stripe.BalanceTransaction): IncomingEvent | null {
  const { source } = transaction;
  if (source === null || typeof source === 'string' || source.object !== 'connect_collection_transfer')
    return null;
  const { id, amount, currency, destination } = source;
  const account = typeof destination === 'string' ? destination : destination.id;
  const object = { id, object: 'connect_collection_transfer', amount, currency, destination: account };
  return {
    source: 'recoup',
    eventId: id,
    type: COLLECTION_TRANSFER,
    account,
    objectId: id,
    livemode: source.livemode ?? null,
    body: JSON.stringify({
      id,
      type: COLLECTION_TRANSFER,
      balance_transaction: transaction.id,
      data: { object },
    }),
    createdMs: transaction.created * 1_000,
  };
}

function readCursor(value: Json | null): Cursor | null {
  if (typeof value !== 'object' || value === null || !('throughMs' in value)) return null;
  const { throughMs, page } = value;
  if (typeof throughMs !== 'number') return null;
  if (typeof page !== 'object' || page === null || !('after' in page)) return { throughMs, page: null };
  const { startedMs, after } = page;
  if (typeof startedMs !== 'number' || typeof after !== 'string') return { throughMs, page: null };
  return { throughMs, page: { startedMs, after } };
}
