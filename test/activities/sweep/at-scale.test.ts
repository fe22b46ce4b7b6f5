import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { disputeMark } from '../../../src/activities/dispute/mark';
import { sweepOnce } from '../../../src/activities/sweep';
import type { FlowStatus } from '../../../src/activities/sweep/flow-status';
import { type Clock, DAY_MS, HOUR_MS, toClock, WALL_CLOCK } from '../../../src/domain/clock';
import { createAccountLook } from '../../../src/relay';
import { differencesOf } from '../../../src/store/reconciliations';
import { openCaseRow } from '../../relay/support';
import { startSimulator, type Running } from '../../simulator/http/support/simulator';
import { freshDatabase, type FreshDatabase } from '../../support/postgres';
import { allLooked, sweepDeps, woken } from './support';

let database: FreshDatabase;
let running: Running;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await sql`truncate events, wakes, settings, attention, accounts, cases, disputes, refunds, sweeps,
    reconciliation_lines cascade`.execute(database.db);
  running = await startSimulator();
});
afterEach(() => running.close());

const acts = () => running.simulator.world.acts;
const pass = (ms: number) => running.simulator.advanceTo(running.simulator.world.nowMs + ms);
const sweep = (flows: { readonly [workflowId: string]: FlowStatus } = {}, clock: Clock = WALL_CLOCK) =>
  sweepOnce({ ...sweepDeps(database.db, running, flows), clock });

const idOf = (n: number): string => `acct_${String(n).padStart(5, '0')}`;

/** Accounts that are there and known to have nothing, last in turn long ago. */
async function known(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    acts().createSeller({ id: idOf(n), country: 'US', capabilities: ['transfers'] });
  }
  const at = new Date(running.simulator.world.nowMs - 30 * DAY_MS);
  await sql`insert into accounts (account, losses, facts, first_seen_clock, looked_at)
    select account, 'platform', '{"availableMinor": {"usd": 0}, "cardPayments": "unrequested"}', ${at}, ${at}
    from unnest(${Array.from({ length: count }, (_, n) => idOf(n))}::text[]) account`.execute(database.db);
}

/** How many accounts had their turn at least once. */
async function scanned(): Promise<number> {
  const rows = await database.db.selectFrom('accounts').select('scanned_at').execute();
  return rows.filter(({ scanned_at: at }) => at !== null).length;
}

describe('the full scan', () => {
  it('begins with a day’s share, then reads so many an hour, those read longest ago first', async () => {
    await known(90);
    expect((await sweep()).accounts.read).toBe(90);
    await pass(22 * HOUR_MS);
    expect((await sweep()).accounts.read).toBe(0);
    await pass(2 * HOUR_MS);
    expect((await sweep()).accounts.read).toBe(84);
    await pass(HOUR_MS);
    expect((await sweep()).accounts.read).toBe(6);
    expect(await scanned()).toBe(90);
  });

  it('goes on with a turn that broke off, and reads nobody twice in it', async () => {
    await known(130);
    running.simulator.faults.add({ kind: 'api-rate-limit', match: 'GET /v1/balance', times: 1 });
    const broken = await sweep();
    expect(broken.accounts.failed).toEqual(expect.any(String));
    const before = await scanned();
    expect(before).toBeLessThan(130);
    expect((await sweep()).accounts).toMatchObject({ read: 130 - before, failed: null });
  });

  it('reads each account once a sweep where days are short', async () => {
    await known(40);
    const { nowMs } = running.simulator.world;
    const clock: Clock = { originMs: nowMs, msPerDay: 2_000 };
    expect(toClock(clock, nowMs)).toBe(nowMs);
    expect((await sweep({}, clock)).accounts).toMatchObject({ read: 40, calls: 40 });
    await pass(2_000);
    expect((await sweep({}, clock)).accounts).toMatchObject({ read: 40 });
  });

  it('writes down who was otherwise than known, in either direction', async () => {
    await known(2);
    await database.db
      .updateTable('accounts')
      .set({ facts: JSON.stringify({ availableMinor: { usd: -700 }, cardPayments: 'unrequested' }) })
      .where('account', '=', idOf(1))
      .execute();
    expect((await sweep()).accounts).toMatchObject({ read: 2, found: 1 });
    expect(await differencesOf(database.db, null, 10)).toEqual([
      { account: idOf(1), currency: 'usd', knownMinor: 700, foundMinor: 0 },
    ]);
    expect(await woken(database.db)).toEqual([`account:${idOf(1)}`]);
  });
});

describe('accounts with new events', () => {
  it('are read first where no look at them has answered, one sweep later', async () => {
    acts().topUpPlatform(1_000_000, 'usd');
    const seller = acts().createSeller({ id: 'acct_1', country: 'US', debitNegativeBalances: false });
    const sale = acts().sale({ model: 'destination', seller, amountMinor: 9_000, currency: 'usd' });
    acts().sellerPaysOut(seller, 'usd');
    await sweep();
    const { db } = database;
    await createAccountLook(sweepDeps(db, running))(seller);
    await allLooked(db);

    acts().dashboardReversal(sale.transferIds[0] ?? '', 5_000);
    const event = { source: 'connect' as const, object_id: null, body: '{}', livemode: false, error: null };
    await db
      .insertInto('events')
      .values({
        ...event,
        event_id: 'evt_1',
        type: 'charge.dispute.closed',
        account: seller,
        state: 'routed',
      })
      .execute();
    // Relays have one sweep's time to answer.
    expect((await sweep()).news.read).toBe(0);
    expect((await sweep()).news).toMatchObject({ read: 1, found: 1, calls: 1 });
    expect(await woken(db)).toContain(`account:${seller}`);
    expect((await sweep()).news.read).toBe(0);
  });

  it('that a look has answered, or that lower nothing, cost no call', async () => {
    await known(2);
    await sweep();
    const events = [
      { event_id: 'evt_1', type: 'payout.failed', account: idOf(0) },
      { event_id: 'evt_2', type: 'balance.available', account: idOf(1) },
    ];
    for (const event of events) {
      await database.db
        .insertInto('events')
        .values({ ...event, source: 'connect', object_id: null, livemode: false, body: '{}', error: null })
        .execute();
    }
    await sql`insert into wakes (target, kind, subject, number) values ('account:x', 'account', '{}', 1)`.execute(
      database.db,
    );
    await sql`insert into event_wakes (event_seq, target, number)
      select seq, 'account:x', 1 from events where event_id = 'evt_1'`.execute(database.db);
    await sweep();
    expect((await sweep()).news).toMatchObject({ read: 0, calls: 0 });
  });
});

describe('lost disputes', () => {
  it('are read again once a week for some months, and wake their flow where Stripe reinstates one late', async () => {
    acts().topUpPlatform(1_000_000, 'usd');
    const seller = acts().createSeller({ id: 'acct_1', country: 'US' });
    const sale = acts().sale({ model: 'destination', seller, amountMinor: 9_000, currency: 'usd' });
    const dispute = acts().dispute({ charge: sale.chargeId, id: 'dp_1' });
    acts().lose(dispute);
    await sweep();
    const mark = disputeMark(await running.stripe.disputes.retrieve(dispute));
    const closedAt = new Date(running.simulator.world.nowMs);
    await database.db
      .insertInto('disputes')
      .values({
        dispute_id: dispute,
        workflow_id: `dispute:${dispute}`,
        status: 'lost',
        state: 'settled',
        closed_clock: closedAt,
        facts: JSON.stringify({ mark }),
      })
      .execute();
    await allLooked(database.db);
    await pass(7 * DAY_MS);
    expect((await sweep()).lostDisputes).toMatchObject({ read: 1, found: 0, calls: 1 });
    acts().reinstate(dispute, 4_000);
    await pass(3 * DAY_MS);
    expect((await sweep()).lostDisputes.read).toBe(0);
    await pass(4 * DAY_MS);
    expect((await sweep()).lostDisputes).toMatchObject({ read: 1, found: 1 });
    expect(await woken(database.db)).toContain('dispute:dp_1');

    await pass(120 * DAY_MS);
    await sweep();
    await pass(7 * DAY_MS);
    expect((await sweep()).lostDisputes.read).toBe(0);
  });
});

describe('a workflow whose tasks fail again and again', () => {
  it('is a person’s, until it gets on', async () => {
    await openCaseRow(database.db, 'acct_a', 'usd');
    await openCaseRow(database.db, 'acct_b', 'usd');
    const open = () =>
      database.db
        .selectFrom('attention')
        .select(['subject', 'kind'])
        .where('settled_at', 'is', null)
        .execute();
    expect((await sweep({ 'case:acct_a:usd': 'stuck' })).flows).toMatchObject({ read: 2, found: 1 });
    await sweep({ 'case:acct_a:usd': 'stuck' });
    expect(await open()).toEqual([{ subject: 'case:acct_a:usd', kind: 'workflow_stuck' }]);
    expect(await woken(database.db)).toEqual([]);
    await sweep();
    expect(await open()).toEqual([]);
  });
});
