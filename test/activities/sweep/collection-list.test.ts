import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type Stripe from 'stripe';
import { DAY_MS } from '../../../src/domain/clock';
import {
  collectionListReadThroughMs,
  readCollectionList as read,
} from '../../../src/activities/sweep/collection-list';
import { openSlice } from '../../../src/activities/sweep/slice';
import { writeSetting } from '../../../src/store/settings';
import { routeEvents } from '../../../src/relay/route-events';
import { START_MS, startSimulator, type Running } from '../../simulator/http/support/simulator';
import { freshDatabase, type FreshDatabase } from '../../support/postgres';
import { eventsOf, wakesOf, wallClock } from '../../relay/support';
import { sweepDeps } from './support';

let database: FreshDatabase;
let running: Running;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await sql`truncate events, wakes, settings, attention cascade`.execute(database.db);
  running = await startSimulator();
});
afterEach(() => running.close());

/** The clock shows what the simulator's does. Answers how many were new. */
async function readCollectionList(stripe: Stripe = running.stripe): Promise<number> {
  const deps = { ...sweepDeps(database.db, running), stripe };
  const { found } = await read(openSlice(deps).slice);
  return found;
}

async function clearedSellers(count: number): Promise<void> {
  const { acts } = running.simulator.world;
  acts.topUpPlatform(10_000_000, 'usd');
  for (let n = 0; n < count; n += 1) {
    const seller = acts.createSeller({ id: `acct_${n}`, country: 'US', debitNegativeBalances: false });
    const { transferIds } = acts.sale({
      model: 'destination',
      seller,
      amountMinor: 1_000 + n,
      currency: 'usd',
    });
    acts.sellerPaysOut(seller, 'usd');
    for (const transfer of transferIds) acts.dashboardReversal(transfer);
  }
  await running.simulator.advanceTo(START_MS + 180.5 * DAY_MS);
}

describe('the daily list of collection transfers', () => {
  it('puts each into the inbox once, with ids and amounts only, and wakes its case', async () => {
    await clearedSellers(2);
    expect(await readCollectionList()).toBe(2);
    expect(await readCollectionList()).toBe(0);
    const events = await eventsOf(database.db);
    expect(events).toHaveLength(2);
    for (const event of events) {
      const { id, type, data } = JSON.parse(event.body);
      expect(event).toMatchObject({
        source: 'recoup',
        type: 'recoup.collection_transfer',
        event_id: id,
        deliveries: 1,
      });
      expect(type).toBe(event.type);
      expect(Object.keys(data.object).sort()).toEqual(['amount', 'currency', 'destination', 'id', 'object']);
    }
    await routeEvents({ db: database.db, livemode: false, ...wallClock });
    expect((await wakesOf(database.db)).map((wake) => wake.target)).toEqual([
      'case:acct_0:usd',
      'case:acct_1:usd',
    ]);
  });

  it('says through which instant it has been read, and reads on from there', async () => {
    expect(await collectionListReadThroughMs(database.db)).toBeNull();
    await readCollectionList();
    expect(await collectionListReadThroughMs(database.db)).toBe(START_MS);
    await clearedSellers(1);
    expect(await readCollectionList()).toBe(1);
    expect(await collectionListReadThroughMs(database.db)).toBe(running.simulator.world.nowMs);
  });

  it('goes on where an interrupted reading stopped', async () => {
    await clearedSellers(5);
    const small = pagesOf(running.stripe, 2);
    let pages = 0;
    const failing = intercepted(small, () => {
      pages += 1;
      if (pages === 2) throw new Error('cut off');
    });
    await expect(readCollectionList(failing)).rejects.toThrow('cut off');
    expect(await eventsOf(database.db)).toHaveLength(2);
    const asked: unknown[] = [];
    const watched = intercepted(small, (params) => asked.push(params['starting_after']));
    expect(await readCollectionList(watched)).toBe(3);
    expect(asked).toEqual([expect.any(String), expect.any(String)]);
    const events = await eventsOf(database.db);
    expect(events.map(({ deliveries }) => deliveries)).toEqual([1, 1, 1, 1, 1]);
  });

  it('begins anew where Stripe keeps no longer what it was to go on behind', async () => {
    await clearedSellers(2);
    const page = { startedMs: START_MS, after: 'txn_gone' };
    await writeSetting(database.db, 'collection_list', { throughMs: START_MS, page });
    expect(await readCollectionList()).toBe(2);
    expect(await collectionListReadThroughMs(database.db)).toBe(running.simulator.world.nowMs);
  });

  it('raises attention for one whose account it does not say', async () => {
    await clearedSellers(1);
    const { data } = await running.stripe.balanceTransactions.list({ type: 'connect_collection_transfer' });
    expect(typeof data[0]?.source).toBe('string');
    const blind = intercepted(running.stripe, (params) => delete params['expand']);
    expect(await readCollectionList(blind)).toBe(0);
    const rows = await database.db.selectFrom('attention').select(['kind', 'subject']).execute();
    expect(rows).toEqual([{ kind: 'unreadable_collection_transfer', subject: `collection:${data[0]?.id}` }]);
  });
});

/** The real client, with a word before each list. */
function intercepted(stripe: Stripe, before: (params: Record<string, unknown>) => void): Stripe {
  const list = (params: Stripe.BalanceTransactionListParams) => {
    const copy = { ...params };
    before(copy);
    return stripe.balanceTransactions.list(copy);
  };
  return { balanceTransactions: { list } } as unknown as Stripe;
}

function pagesOf(stripe: Stripe, limit: number): Stripe {
  return intercepted(stripe, (params) => (params['limit'] = limit));
}
