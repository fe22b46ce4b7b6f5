import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { reconcileOnce } from '../../../src/activities/reconciliation';
import { sweepOnce } from '../../../src/activities/sweep';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { fits } from '../../../src/domain/reconciliation/compare';
import type { ReconciliationKind } from '../../../src/domain/reconciliation/outcome';
import { createAccountLook } from '../../../src/relay';
import { differencesOf, readReconciliations } from '../../../src/store/reconciliations';
import { startSimulator, type Running } from '../../simulator/http/support/simulator';
import { freshDatabase, type FreshDatabase } from '../../support/postgres';
import { allLooked, sweepDeps, woken } from '../sweep/support';

let database: FreshDatabase;
let running: Running;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await sql`truncate events, wakes, settings, attention, accounts, cases, disputes, refunds, reconciliations,
    reconciliation_lines cascade`.execute(database.db);
  running = await startSimulator();
  running.simulator.world.acts.topUpPlatform(1_000_000, 'usd');
});
afterEach(() => running.close());

const deps = () => sweepDeps(database.db, running);
const acts = () => running.simulator.world.acts;
const pass = (ms: number) => running.simulator.advanceTo(running.simulator.world.nowMs + ms);
const reconcile = (kind: ReconciliationKind = 'daily') => reconcileOnce(deps(), kind);

/** Sellers without money who have been paid out, and whom nobody debits; a sale of 40 000 each. */
function sellers(count: number, fields: object = {}) {
  return Array.from({ length: count }, (_, n) => {
    const id = `acct_${String(n).padStart(4, '0')}`;
    const seller = acts().createSeller({ id, country: 'US', debitNegativeBalances: false, ...fields });
    const sale = acts().sale({ model: 'destination', seller, amountMinor: 40_000, currency: 'usd' });
    acts().sellerPaysOut(seller, 'usd');
    return { seller, transfer: sale.transferIds[0] ?? '' };
  });
}

/** Whoever was woken is looked at. */
async function look(): Promise<void> {
  const one = createAccountLook(deps());
  for (const target of await woken(database.db)) {
    if (target.startsWith('account:')) await one(target.slice('account:'.length));
  }
  await allLooked(database.db);
}

/** Everybody is known as they are. */
async function known(count: number, fields: object = {}) {
  const all = sellers(count, fields);
  await sweepOnce(deps());
  await look();
  return all;
}

const attention = () =>
  database.db
    .selectFrom('attention')
    .select(['key', 'kind', 'message'])
    .where('settled_at', 'is', null)
    .execute();
const lines = async () => {
  const [latest] = await readReconciliations(database.db, 1);
  return differencesOf(database.db, latest?.number ?? 0, 100);
};

describe('a reconciliation', () => {
  it('of what is known makes one call to Stripe, however many accounts there are', async () => {
    const all = await known(8);
    acts().dashboardReversal(all[3]?.transfer ?? '', 5_000);
    await createAccountLook(deps())(all[3]?.seller ?? '');
    const result = await reconcile();
    expect(result).toMatchObject({ outcome: 'agrees', calls: 1, read: 0, failed: null });
    expect(result.comparisons).toMatchObject([{ currency: 'usd', heldMinor: 5_000 }]);
    expect(await attention()).toEqual([]);
    expect(await woken(database.db)).toEqual([`case:${all[3]?.seller}:usd`]);
  });

  it('where nothing is held and nothing known has nothing to compare', async () => {
    expect(await reconcile()).toMatchObject({ outcome: 'agrees', comparisons: [], calls: 1 });
  });

  it('finds the account that nobody knew of, among all, and has it looked at', async () => {
    const all = await known(5);
    acts().dashboardReversal(all[4]?.transfer ?? '', 5_000);
    expect(await reconcile()).toMatchObject({ outcome: 'found', read: 5 });
    const found = { account: all[4]?.seller, currency: 'usd', knownMinor: 0, foundMinor: 5_000 };
    expect(await lines()).toEqual([found]);
    expect(await woken(database.db)).toEqual([`account:${all[4]?.seller}`]);
    await look();
    expect(await reconcile()).toMatchObject({ outcome: 'agrees', calls: 1 });
    expect(await attention()).toEqual([]);
  });

  it('begins with those whose money an event may have lowered: few calls', async () => {
    const all = await known(250);
    const wrong = all[240];
    acts().dashboardReversal(wrong?.transfer ?? '', 5_000);
    const event = { source: 'connect' as const, event_id: 'evt_1', type: 'payout.failed', body: '{}' };
    await database.db
      .insertInto('events')
      .values({ ...event, account: wrong?.seller ?? '', object_id: null, livemode: null, error: null })
      .execute();
    const result = await reconcile();
    expect(result).toMatchObject({ outcome: 'found', read: 1 });
    expect(result.calls).toBeLessThanOrEqual(3);
  });

  it('finds one that is known to owe and does so no more', async () => {
    const [first] = await known(1);
    acts().dashboardReversal(first?.transfer ?? '', 5_000);
    await createAccountLook(deps())(first?.seller ?? '');
    acts().topUpSeller(first?.seller ?? '', 5_000, 'usd');
    await pass(8 * DAY_MS);
    expect(await reconcile()).toMatchObject({ outcome: 'found', read: 1 });
    expect(await lines()).toMatchObject([{ knownMinor: 5_000, foundMinor: 0 }]);
  });

  it('says loudly what nothing explains, until it agrees again', async () => {
    const [first] = await known(2);
    acts().dashboardReversal(first?.transfer ?? '', 5_000);
    // As where Stripe holds the reserve of an account whose losses it says are its own.
    await database.db.updateTable('accounts').set({ losses: 'stripe' }).execute();
    expect(await reconcile()).toMatchObject({ outcome: 'differs' });
    const [item, ...others] = await attention();
    expect(others).toEqual([]);
    expect(item).toMatchObject({ key: 'reserve:usd', kind: 'reserve_differs' });
    expect(item?.message).toContain('50.00 USD which nothing explains');
    await database.db.updateTable('accounts').set({ losses: 'platform' }).execute();
    expect(await reconcile()).toMatchObject({ outcome: 'found' });
    await look();
    await reconcile();
    expect(await attention()).toEqual([]);
  });

  it('calls a person where it finds somebody twice in a row', async () => {
    const [first] = await known(2);
    acts().dashboardReversal(first?.transfer ?? '', 5_000);
    await reconcile();
    expect(await attention()).toEqual([]);
    // Nobody has looked.
    await reconcile();
    expect((await attention())[0]?.message).toContain(`${first?.seller} is 50.00 USD below zero`);
  });

  it('knows of the reserve that stays for some days after a debit', async () => {
    const [first] = await known(1, { debitNegativeBalances: true });
    const seller = first?.seller ?? '';
    acts().dashboardReversal(first?.transfer ?? '', 5_000);
    const held = async () => (await running.stripe.balance.retrieve()).connect_reserved?.[0]?.amount ?? 0;
    const owed = async () =>
      (await running.stripe.balance.retrieve({}, { stripeAccount: seller })).available[0]?.amount ?? 0;
    while ((await owed()) < 0) await pass(DAY_MS);
    expect(await held()).toBe(5_000);
    const summary = { debit: { provisional: [{ amountMinor: 5_000, settlesAtMs: 1 }] } };
    const at = new Date(running.simulator.world.nowMs);
    await database.db
      .insertInto('cases')
      .values({
        account: seller,
        currency: 'usd',
        workflow_id: `case:${seller}:usd`,
        state: 'open',
        opened_clock: at,
        negative_since_clock: at,
        clears_clock: at,
        close_reason: null,
        assignee: null,
        summary: JSON.stringify(summary),
      })
      .execute();
    const paid = await reconcile();
    expect(paid).toMatchObject({ outcome: 'agrees', calls: 1 });
    expect(paid.comparisons[0]?.readings.platform).toMatchObject({ keptMinor: 5_000, shortfallMinor: 0 });
    while ((await held()) > 0) await pass(DAY_MS);
    const released = await reconcile();
    expect(released.outcome).toBe('agrees');
    expect(released.comparisons[0]?.readings.platform.keptMinor).toBe(0);
  });

  it("says which reading of Stripe's words the figures bear out", async () => {
    const [express] = await known(1, { type: 'express' });
    acts().dashboardReversal(express?.transfer ?? '', 5_000);
    await createAccountLook(deps())(express?.seller ?? '');
    const { comparisons } = await reconcile();
    expect(comparisons.map(fits)).toEqual(['platform']);
  });

  it('judges by the other reading from the day on that every balance was read and it alone fits', async () => {
    const [express] = await known(2, { type: 'express' });
    acts().dashboardReversal(express?.transfer ?? '', 5_000);
    await createAccountLook(deps())(express?.seller ?? '');
    // As if Stripe held nothing for accounts whose requirements it collects itself.
    const balance = Object.assign(Object.create(running.stripe.balance), {
      retrieve: async (params: object, options?: { stripeAccount: string }) => {
        const found = await running.stripe.balance.retrieve(params, options);
        return options === undefined ? { ...found, connect_reserved: [] } : found;
      },
    });
    const stripe = Object.assign(Object.create(running.stripe), { balance });
    const other = () => reconcileOnce({ ...deps(), stripe }, 'daily');
    expect(await other()).toMatchObject({ outcome: 'agrees', reading: 'application', read: 3 });
    expect(await other()).toMatchObject({ outcome: 'agrees', reading: 'application', calls: 1, read: 0 });
  });

  it('counts what an account that left was below zero as held, for as long as Stripe holds it', async () => {
    const [first] = await known(2, { debitNegativeBalances: true });
    const seller = first?.seller ?? '';
    acts().dashboardReversal(first?.transfer ?? '', 5_000);
    await createAccountLook(deps())(seller);
    acts().deauthorize(seller);
    await createAccountLook(deps())(seller);
    await allLooked(database.db);
    const sums = async () => {
      const { outcome, calls, comparisons } = await reconcile();
      return { outcome, calls, ...comparisons[0]?.readings.platform };
    };
    const agrees = { outcome: 'agrees', calls: 1, shortfallMinor: 0 };
    expect(await sums()).toMatchObject({ ...agrees, unreadableMinor: 5_000, letGoMinor: 0 });
    // Its bank is debited all the same, and nobody sees it.
    await pass(30 * DAY_MS);
    expect(await sums()).toMatchObject({ ...agrees, unreadableMinor: 0, letGoMinor: 5_000 });
  });
});

describe('a full check', () => {
  it('finds two errors that offset each other, which the sums do not show', async () => {
    const [one, other] = await known(6);
    acts().dashboardReversal(one?.transfer ?? '', 5_000);
    await createAccountLook(deps())(one?.seller ?? '');
    await allLooked(database.db);
    acts().topUpSeller(one?.seller ?? '', 5_000, 'usd');
    await pass(8 * DAY_MS);
    acts().dashboardReversal(other?.transfer ?? '', 5_000);
    expect(await reconcile()).toMatchObject({ outcome: 'agrees', calls: 1 });

    expect(await reconcile('full')).toMatchObject({ outcome: 'found', read: 6 });
    expect((await lines()).toSorted((a, b) => a.account.localeCompare(b.account))).toEqual([
      { account: one?.seller, currency: 'usd', knownMinor: 5_000, foundMinor: 0 },
      { account: other?.seller, currency: 'usd', knownMinor: 0, foundMinor: 5_000 },
    ]);
    expect(await woken(database.db)).toEqual([`account:${one?.seller}`, `account:${other?.seller}`]);
  });

  it('leaves out whom the full scan has read lately, unless told otherwise, and reports what that found', async () => {
    const [one] = await known(6);
    acts().dashboardReversal(one?.transfer ?? '', 5_000);
    await pass(DAY_MS);
    expect((await sweepOnce(deps())).accounts).toMatchObject({ read: 6, found: 1 });
    await look();
    await pass(HOUR_MS);
    expect(await reconcile('full')).toMatchObject({ outcome: 'found', read: 0, calls: 1 });
    await pass(HOUR_MS);
    expect(await reconcile('full')).toMatchObject({ outcome: 'agrees', read: 0 });
    expect(await reconcileOnce(deps(), 'full', true)).toMatchObject({ outcome: 'agrees', read: 6 });
  });

  it('that breaks off says why, and keeps what it found', async () => {
    await known(3);
    await pass(8 * DAY_MS);
    running.simulator.faults.add({ kind: 'api-rate-limit', match: 'GET /v1/balance', times: 1 });
    const result = await reconcile('full');
    expect(result.failed).toEqual(expect.any(String));
    expect(await reconcile('full')).toMatchObject({ failed: null, outcome: 'agrees' });
  });
});
