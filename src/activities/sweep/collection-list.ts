import type Stripe from 'stripe';
import { DAY_MS, momentAt } from '../../domain/clock';
import { COLLECTION_TRANSFER } from '../../domain/routing';
import { raiseAttention } from '../../store/attention';
import type { Database, Tx } from '../../store/database';
import type { IncomingEvent } from '../../store/events';
import type { Slice, SliceDone } from './deps';
import { readListCursor } from './list-cursor';
import { readList } from './read-list';
import { storeUnseen } from './store-unseen';

const CURSOR = 'collection_list';

/**
 * Reads the platform's list of collection transfers since the last reading and puts each into the inbox, under its
 * own id: no event announces them. One that is there already stays one row.
 */
export function readCollectionList(slice: Slice): Promise<SliceDone> {
  return readList(slice, {
    setting: CURSOR,
    firstMs: 30 * DAY_MS,
    overlapMs: DAY_MS,
    list: (page) =>
      slice.stripe.balanceTransactions.list({
        ...page,
        type: 'connect_collection_transfer',
        expand: ['data.source'],
      }),
    store: (tx, listed) => storePage(tx, slice, listed),
  });
}

/** Through which clock instant the list has been read; null before the first reading. */
export async function collectionListReadThroughMs(db: Database | Tx): Promise<number | null> {
  return (await readListCursor(db, CURSOR))?.throughMs ?? null;
}

async function storePage(
  tx: Tx,
  { clock, wallNow }: Slice,
  listed: readonly Stripe.BalanceTransaction[],
): Promise<number> {
  const found = listed.map((transaction) => ({ transaction, event: toEvent(transaction) }));
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
  return storeUnseen(
    tx,
    found.flatMap(({ event }) => (event === null ? [] : [event])),
  );
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
