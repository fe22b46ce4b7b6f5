import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { sweepOnce } from '../../../src/activities/sweep';
import { undeliveredOfAccounts } from '../../../src/activities/sweep/events';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { SWEEP_PARTS } from '../../../src/domain/sweep/parts';
import { defaultPolicy } from '../../../src/policy-file';
import { createAccountLook } from '../../../src/relay';
import { insertEvents } from '../../../src/store/events';
import { readSweeps } from '../../../src/store/sweeps';
import { CONNECT_EVENTS, PLATFORM_EVENTS } from '../../../src/stripe/webhook-events';
import { readEnvelope } from '../../../src/webhooks/envelope';
import { eventsOf, openCaseRow } from '../../relay/support';
import { startSimulator, type Running } from '../../simulator/http/support/simulator';
import { freshDatabase, type FreshDatabase } from '../../support/postgres';
import { allLooked, sweepDeps, woken } from './support';

/** Calls of a sweep to which nothing is new: six lists, whatever there is. */
const LISTS = 6;

let database: FreshDatabase;
let running: Running;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await sql`truncate events, wakes, settings, attention, accounts, cases, disputes, refunds, sweeps cascade`.execute(
    database.db,
  );
  running = await startSimulator();
});
afterEach(() => running.close());

const acts = () => running.simulator.world.acts;
const sweep = (flows = {}) => sweepOnce(sweepDeps(database.db, running, flows));
const pass = (ms: number) => running.simulator.advanceTo(running.simulator.world.nowMs + ms);

/** The relay's look at an account, for those that were woken. */
async function lookAtAccounts(): Promise<void> {
  const { db } = database;
  const look = createAccountLook({ ...sweepDeps(db, running), policy: defaultPolicy() });
  for (const target of await woken(db)) {
    if (target.startsWith('account:')) await look(target.slice('account:'.length));
  }
  await allLooked(db);
}

/** Sellers known to Recoup, paid out, with a sale of 40 000 each. */
async function knownSellers(count: number, fields: object = {}) {
  acts().topUpPlatform(1_000_000, 'usd');
  const sellers = Array.from({ length: count }, (_, n) => {
    const seller = acts().createSeller({ id: `acct_${n}`, country: 'US', ...fields });
    const sale = acts().sale({ model: 'destination', seller, amountMinor: 40_000, currency: 'usd' });
    acts().sellerPaysOut(seller, 'usd');
    return { seller, charge: sale.chargeId, transfer: sale.transferIds[0] ?? '' };
  });
  await sweep();
  await lookAtAccounts();
  await sweep();
  await lookAtAccounts();
  return sellers;
}

async function callsOf(work: () => Promise<unknown>): Promise<number> {
  let calls = 0;
  const count = () => (calls += 1);
  running.stripe.on('request', count);
  await work();
  running.stripe.off('request', count);
  return calls;
}

describe('what a sweep costs', () => {
  it('is six lists, and once a day a call for each account', async () => {
    await knownSellers(12, { capabilities: ['transfers'] });
    expect(await callsOf(sweep)).toBe(LISTS);
    await pass(HOUR_MS);
    expect(await callsOf(sweep)).toBe(LISTS);
    await pass(DAY_MS);
    expect(await callsOf(sweep)).toBe(LISTS + 12);
    expect(await woken(database.db)).toEqual([]);
  });

  it('is one more for an account that takes cards itself: its charges may be direct', async () => {
    await knownSellers(2);
    await pass(DAY_MS);
    expect(await callsOf(sweep)).toBe(LISTS + 2 * 2);
  });

  it('is counted as it was', async () => {
    await knownSellers(3);
    await pass(DAY_MS);
    let counted = 0;
    const made = await callsOf(async () => {
      const result = await sweep();
      counted = SWEEP_PARTS.reduce((sum, part) => sum + result[part].calls, 0);
    });
    expect(counted).toBe(made);
  });

  it('is two more for an account with an open case, and one for a dispute that is not final', async () => {
    const [first] = await knownSellers(2, { capabilities: ['transfers'] });
    await openCaseRow(database.db, first?.seller ?? '', 'usd');
    await database.db
      .updateTable('cases')
      .set({ summary: JSON.stringify({ availableMinor: 0 }) })
      .execute();
    await database.db
      .insertInto('disputes')
      .values({ dispute_id: 'dp_gone', workflow_id: 'dispute:dp_gone', status: 'won', state: 'open' })
      .execute();
    await pass(DAY_MS);
    expect(await callsOf(sweep)).toBe(LISTS + 2 + 2 + 1);
    expect(await woken(database.db)).toEqual([]);
  });
});

describe('undelivered events', () => {
  it('are put into the inbox as the receiver would have stored them, so that a late delivery is the same row', async () => {
    await sweep();
    running.simulator.faults.add({ kind: 'webhook-drop' });
    await running.stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/stripe', enabled_events: ['*'] });
    const [seller] = await knownSellers(1);
    acts().dispute({ charge: seller?.charge ?? '', id: 'dp_1' });
    await pass(HOUR_MS);
    const { events } = await sweep();
    const stored = await eventsOf(database.db);
    expect(events.found).toBeGreaterThan(1);
    expect(stored.map(({ type }) => type)).toContain('charge.dispute.created');
    expect(new Set(stored.map(({ source }) => source))).toEqual(new Set(['platform']));

    for (const { body } of stored) {
      await insertEvents(database.db, [readEnvelope('platform', Buffer.from(body))]);
    }
    const after = await eventsOf(database.db);
    expect(after).toHaveLength(stored.length);
    expect(new Set(after.map(({ deliveries }) => deliveries))).toEqual(new Set([2]));
    expect((await sweep()).events.found).toBe(0);
    expect((await eventsOf(database.db))[0]?.deliveries).toBe(2);
  });

  it('that Stripe lists no longer are missed loudly', async () => {
    await sweep();
    await pass(31 * DAY_MS);
    await sweep();
    const attention = await database.db.selectFrom('attention').select(['kind', 'subject']).execute();
    expect(attention).toEqual([{ kind: 'sweep_gap', subject: 'sweep:events' }]);
  });

  it('are asked for by at most twenty types, as many as Stripe takes', () => {
    expect(PLATFORM_EVENTS.length).toBeLessThanOrEqual(20);
    expect(undeliveredOfAccounts(CONNECT_EVENTS).length).toBeLessThanOrEqual(20);
    expect(undeliveredOfAccounts(CONNECT_EVENTS)).toEqual(
      expect.arrayContaining(['payout.failed', 'charge.dispute.created', 'account.updated']),
    );
  });
});

describe('disputes that nobody announced', () => {
  it('begin their flows, and are not woken again once a look has seen them as they are', async () => {
    const [seller] = await knownSellers(1);
    const dispute = acts().dispute({ charge: seller?.charge ?? '', id: 'dp_1' });
    expect((await sweep()).disputes.found).toBe(1);
    expect(await woken(database.db)).toEqual(['dispute:dp_1']);

    // No look has seen it yet: it is woken for as long.
    expect((await sweep()).disputes.found).toBe(1);
    const mark = async () => {
      const { disputeMark } = await import('../../../src/activities/dispute/mark');
      return disputeMark(await running.stripe.disputes.retrieve(dispute));
    };
    const row = { dispute_id: dispute, workflow_id: `dispute:${dispute}`, status: 'x', state: 'open' };
    await database.db
      .insertInto('disputes')
      .values({ ...row, facts: JSON.stringify({ mark: await mark() }) })
      .execute();
    await allLooked(database.db);
    await sweep();
    expect(await woken(database.db)).toEqual([]);

    await pass(40 * DAY_MS);
    acts().lose(dispute);
    expect((await sweep()).openDisputes).toMatchObject({ read: 1, found: 1 });
    expect(await woken(database.db)).toEqual(['dispute:dp_1']);
  });

  it('of direct charges are found on accounts that nobody has looked at yet', async () => {
    acts().createSeller({ id: 'acct_direct', country: 'US', type: 'standard' });
    const sale = acts().sale({ model: 'direct', seller: 'acct_direct', amountMinor: 9_000, currency: 'usd' });
    acts().dispute({ charge: sale.chargeId, id: 'dp_direct' });
    await sweep();
    expect(await woken(database.db)).toEqual(['account:acct_direct', 'dispute:dp_direct']);
  });

  it('of direct charges are found on their accounts', async () => {
    acts().createSeller({ id: 'acct_direct', country: 'US', type: 'standard' });
    const sale = acts().sale({ model: 'direct', seller: 'acct_direct', amountMinor: 9_000, currency: 'usd' });
    await sweep();
    await lookAtAccounts();
    acts().dispute({ charge: sale.chargeId, id: 'dp_direct' });
    await pass(DAY_MS);
    await sweep();
    const wakes = await database.db
      .selectFrom('wakes')
      .select('subject')
      .where('kind', '=', 'dispute')
      .execute();
    expect(wakes).toEqual([{ subject: { kind: 'dispute', dispute: 'dp_direct', account: 'acct_direct' } }]);
  });
});

describe('refunds that nobody announced', () => {
  it('begin their flows, and are woken again when a refund that is followed has come further', async () => {
    const [seller] = await knownSellers(1);
    const { id } = await running.stripe.refunds.create({ charge: seller?.charge ?? '', amount: 1_000 });
    expect((await sweep()).refunds.found).toBe(1);
    expect(await woken(database.db)).toEqual([`refund:${id}`]);

    await allLooked(database.db);
    const row = { subject: id, workflow_id: `refund:${id}`, refund_id: id, state: 'open' };
    await database.db
      .insertInto('refunds')
      .values({ ...row, status: 'succeeded', opened_clock: new Date() })
      .execute();
    await sweep();
    expect(await woken(database.db)).toEqual([]);

    await pass(DAY_MS);
    await database.db.updateTable('refunds').set({ status: 'pending' }).execute();
    expect((await sweep()).openRefunds).toMatchObject({ read: 1, found: 1 });
    expect(await woken(database.db)).toEqual([`refund:${id}`]);
  });
});

describe('accounts', () => {
  it('that nobody has told of are found in the list, and looked at', async () => {
    acts().createSeller({ id: 'acct_new', country: 'US' });
    expect((await sweep()).newAccounts.found).toBe(1);
    expect(await woken(database.db)).toEqual(['account:acct_new']);
  });

  it('below zero without a case are found, the others cost nothing more', async () => {
    const [first] = await knownSellers(3, { debitNegativeBalances: false });
    acts().dashboardReversal(first?.transfer ?? '', 5_000);
    await pass(DAY_MS);
    expect((await sweep()).accounts).toMatchObject({ read: 3, found: 1 });
    expect(await woken(database.db)).toEqual([`account:${first?.seller}`]);
  });

  it('whose losses Stripe bears owe nothing by their balance', async () => {
    const [first] = await knownSellers(1, { losses: 'stripe', debitNegativeBalances: false });
    acts().dashboardReversal(first?.transfer ?? '', 5_000);
    await pass(DAY_MS);
    expect((await sweep()).accounts).toMatchObject({ read: 1, found: 0 });
  });

  it('that a person took over are looked at once for what they owe, and again only when that changes', async () => {
    const [first] = await knownSellers(1, { debitNegativeBalances: false });
    const number = await openCaseRow(database.db, first?.seller ?? '', 'usd');
    await database.db
      .updateTable('cases')
      .set({ closed_clock: new Date(), close_reason: 'handled', handled_remainder_minor: 5_000 })
      .where('number', '=', number)
      .execute();
    acts().dashboardReversal(first?.transfer ?? '', 5_000);
    await pass(DAY_MS);
    expect((await sweep()).accounts.found).toBe(1);
    await lookAtAccounts();
    await pass(DAY_MS);
    expect((await sweep()).accounts.found).toBe(0);
    acts().dashboardReversal(first?.transfer ?? '', 1);
    await pass(DAY_MS);
    expect((await sweep()).accounts.found).toBe(1);
  });

  it('that answer no longer are looked at once', async () => {
    const [first] = await knownSellers(1);
    acts().deauthorize(first?.seller ?? '');
    await pass(DAY_MS);
    expect((await sweep()).accounts.found).toBe(1);
    await lookAtAccounts();
    await pass(DAY_MS);
    expect((await sweep()).accounts).toMatchObject({ read: 1, found: 0, failed: null });
  });

  it('with an open case are woken by another balance, and by a debit that has come further', async () => {
    const [first] = await knownSellers(1);
    const seller = first?.seller ?? '';
    await openCaseRow(database.db, seller, 'usd');
    const seen = (summary: object) =>
      database.db
        .updateTable('cases')
        .set({ summary: JSON.stringify(summary) })
        .execute();
    acts().setBankBehaviour(seller, 'usd', { kind: 'fails', codes: ['no_account'], when: 'before_paid' });
    acts().dashboardReversal(first?.transfer ?? '', 5_000);
    await seen({ availableMinor: 0 });
    await pass(DAY_MS);
    await sweep();
    expect(await woken(database.db)).toEqual([`case:${seller}:usd`]);

    await allLooked(database.db);
    const debit = async () => (await running.stripe.payouts.list({}, { stripeAccount: seller })).data[0];
    while ((await debit())?.amount !== -5_000) await pass(DAY_MS);
    const latest = { payout: (await debit())?.id, stage: 'attempted' };
    await seen({ availableMinor: -5_000, debit: { latest } });
    await sweep();
    expect(await woken(database.db)).toEqual([]);
    while ((await debit())?.status !== 'failed') await pass(DAY_MS);
    await sweep();
    expect(await woken(database.db)).toEqual([`case:${seller}:usd`]);
  });
});

describe('workflows of what is open', () => {
  it('are started again where they are gone, and left alone where they run or were handed to a person', async () => {
    for (const account of ['acct_a', 'acct_b', 'acct_c']) await openCaseRow(database.db, account, 'usd');
    await database.db
      .insertInto('disputes')
      .values({ dispute_id: 'dp_1', workflow_id: 'dispute:dp_1', status: 'lost', state: 'open' })
      .execute();
    const { flows } = await sweep({
      'case:acct_a:usd': 'gone',
      'case:acct_b:usd': 'cancelled',
      'dispute:dp_1': 'gone',
    });
    expect(flows).toMatchObject({ read: 4, found: 2, calls: 0 });
    expect(await woken(database.db)).toEqual(['case:acct_a:usd', 'dispute:dp_1']);
  });
});

describe('a sweep that cannot do its work', () => {
  it('says which part, why, and what to do, and takes it back when it can', async () => {
    const { accounts } = running.stripe;
    // As a key without the permission would be answered: this list is refused, and no other.
    const refused = Object.assign(Object.create(running.stripe), {
      accounts: { list: () => accounts.list({ limit: 1_000 }) },
    });
    const result = await sweepOnce({ ...sweepDeps(database.db, running), stripe: refused });
    expect(result.newAccounts.failed).toContain('less than or equal to 100');
    expect(result.accounts.failed).toBeNull();
    const open = () =>
      database.db
        .selectFrom('attention')
        .select(['key', 'kind', 'message', 'command'])
        .where('settled_at', 'is', null)
        .execute();
    const [attention, ...others] = await open();
    expect(others).toEqual([]);
    expect(attention).toMatchObject({ key: 'sweep:newAccounts:failed', kind: 'sweep_failed' });
    expect(attention?.message).toContain('did not get through new accounts');

    await sweep();
    expect(await open()).toEqual([]);
  });

  it('goes on where Stripe was away for a while: nothing is skipped', async () => {
    acts().createSeller({ id: 'acct_new', country: 'US' });
    running.simulator.faults.add({ kind: 'api-rate-limit', match: 'GET /v1/accounts*', times: 1 });
    expect((await sweep()).newAccounts).toMatchObject({ found: 0, failed: expect.any(String) });
    expect((await sweep()).newAccounts).toMatchObject({ found: 1, failed: null });
  });

  it('keeps its results, the latest first', async () => {
    await sweep();
    await sweep();
    const rows = await readSweeps(database.db, 10);
    expect(rows.map(({ number }) => number)).toEqual([2, 1].map((n) => (rows[0]?.number ?? 0) - 2 + n));
    expect(rows[0]).toMatchObject({ ended_at: running.simulator.world.nowMs });
    expect(Object.keys(rows[0]?.result ?? {}).toSorted()).toEqual([...SWEEP_PARTS].toSorted());
  });
});
