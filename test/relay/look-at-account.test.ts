import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { WALL_CLOCK } from '../../src/domain/clock';
import { accountId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { createAccountLook } from '../../src/relay';
import { caseOwes } from '../../src/relay/case-owes';
import { routeEvents } from '../../src/relay/route-events';
import { takeDueWakes } from '../../src/store/wakes';
import { clientFor, startSimulator, type Running } from '../simulator/http/support/simulator';
import { freshDatabase, type FreshDatabase } from '../support/postgres';
import { linksOf, openCaseRow, openClaimRow, openDisputeRow, receive, wakesOf, wallClock } from './support';

const ACCOUNT = 'acct_seller';
const usd = currency('usd');

let database: FreshDatabase;
let running: Running;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await sql`truncate events, wakes, cases, claims, disputes, postings, entries, accounts, attention cascade`.execute(
    database.db,
  );
  running = await startSimulator();
  running.simulator.world.acts.topUpPlatform(10_000_000, 'usd');
});
afterEach(() => running.close());

const look = (account = ACCOUNT) =>
  createAccountLook({ db: database.db, stripe: running.stripe, ...wallClock })(account);

/** A seller who paid out what was then taken back; answers a transfer of 1000 more that can still be reversed. */
function owingSeller(shortfallMinor: number, losses: 'application' | 'stripe' = 'application'): string {
  const { acts } = running.simulator.world;
  acts.createSeller({ id: ACCOUNT, country: 'US', type: 'express', losses });
  const [taken, left] = [shortfallMinor, 1_000].map((amountMinor) => {
    const { transferIds } = acts.sale({
      model: 'destination',
      seller: ACCOUNT,
      amountMinor,
      currency: 'usd',
    });
    const [transfer] = transferIds;
    if (transfer === undefined) throw new Error('the sale has no transfer');
    return transfer;
  });
  if (taken === undefined || left === undefined) throw new Error('the sales have no transfers');
  acts.sellerPaysOut(ACCOUNT, 'usd');
  acts.dashboardReversal(taken);
  return left;
}

const account = () => database.db.selectFrom('accounts').selectAll().executeTakeFirstOrThrow();
const attention = () => database.db.selectFrom('attention').select(['kind', 'settled_at']).execute();
const targets = async () => (await wakesOf(database.db)).map((wake) => wake.target);

describe('a look at an account', () => {
  it('keeps what Stripe says of it: ids, states and amounts, nothing personal', async () => {
    owingSeller(10_000);
    await look();
    const row = await account();
    expect(row).toMatchObject({
      account: ACCOUNT,
      country: 'US',
      kind: 'express',
      losses: 'platform',
      default_currency: 'usd',
      reachable: true,
      looked_at: expect.any(Number),
      facts: { availableMinor: { usd: -10_000 }, cardPayments: 'active' },
      standing: { capabilities: { transfers: { word: 'active' } }, payoutsEnabled: true },
    });
    expect(JSON.stringify([row.facts, row.standing])).not.toMatch(/@|email|name|phone|address/i);
  });

  it('wakes the case of each currency that owes, now', async () => {
    owingSeller(10_000);
    expect(await look()).toEqual(['usd']);
    expect(await wakesOf(database.db)).toMatchObject([
      {
        target: `case:${ACCOUNT}:usd`,
        subject: { kind: 'case', account: ACCOUNT, currency: 'usd' },
        number: 1,
      },
    ]);
    expect(await caseOwes(database.db, accountId(ACCOUNT), usd, WALL_CLOCK)).toBe(true);
    expect(await caseOwes(database.db, accountId(ACCOUNT), currency('eur'), WALL_CLOCK)).toBe(false);
  });

  it('wakes nobody where nothing is owed', async () => {
    running.simulator.world.acts.createSeller({ id: ACCOUNT, country: 'US' });
    expect(await look()).toEqual([]);
    expect(await targets()).toEqual([]);
    expect(await caseOwes(database.db, accountId(ACCOUNT), usd, WALL_CLOCK)).toBe(false);
  });

  it('wakes every open case of the account, whatever its balance', async () => {
    running.simulator.world.acts.createSeller({ id: ACCOUNT, country: 'US' });
    await openCaseRow(database.db, ACCOUNT, 'eur');
    await openCaseRow(database.db, ACCOUNT, 'usd');
    expect(await look()).toEqual(['eur', 'usd']);
  });

  it('wakes a case for open claims alone', async () => {
    running.simulator.world.acts.createSeller({ id: ACCOUNT, country: 'US' });
    await openClaimRow(database.db, ACCOUNT, 1_500);
    expect(await look()).toEqual(['usd']);
  });

  it('leaves a balance whose loss Stripe bears to Stripe, but not the claims', async () => {
    owingSeller(10_000, 'stripe');
    expect(await look()).toEqual([]);
    expect(await caseOwes(database.db, accountId(ACCOUNT), usd, WALL_CLOCK)).toBe(false);
    await openClaimRow(database.db, ACCOUNT, 1_500);
    expect(await look()).toEqual(['usd']);
  });

  it('opens nothing for what was handled by hand, until the shortfall exceeds it', async () => {
    const transfer = owingSeller(10_000);
    const number = await openCaseRow(database.db, ACCOUNT, 'usd');
    await sql`update cases set closed_clock = now(), handled_remainder_minor = 12000`.execute(database.db);
    const remainder = async () => {
      const row = await database.db
        .selectFrom('cases')
        .select('handled_remainder_minor')
        .where('number', '=', number)
        .executeTakeFirstOrThrow();
      return row.handled_remainder_minor;
    };
    expect(await look()).toEqual([]);
    expect(await remainder()).toBe(10_000);
    expect(await caseOwes(database.db, accountId(ACCOUNT), usd, WALL_CLOCK)).toBe(false);
    running.simulator.world.acts.topUpSeller(ACCOUNT, 4_000, 'usd');
    expect(await look()).toEqual([]);
    expect(await remainder()).toBe(6_000);
    running.simulator.world.acts.dashboardReversal(transfer);
    expect(await look()).toEqual(['usd']);
    expect(await remainder()).toBe(6_000);
  });

  it('forgets what was handled by hand when the balance is whole again', async () => {
    const transfer = owingSeller(4_000);
    running.simulator.world.acts.topUpSeller(ACCOUNT, 4_000, 'usd');
    await openCaseRow(database.db, ACCOUNT, 'usd');
    await sql`update cases set closed_clock = now(), handled_remainder_minor = 5000`.execute(database.db);
    await look();
    running.simulator.world.acts.dashboardReversal(transfer);
    expect(await look()).toEqual(['usd']);
  });

  it('keeps the last figures of an account that was deauthorized, and goes on waking its open cases', async () => {
    owingSeller(10_000);
    await look();
    await openCaseRow(database.db, ACCOUNT, 'usd');
    running.simulator.world.acts.deauthorize(ACCOUNT);
    expect(await look()).toEqual(['usd']);
    expect(await account()).toMatchObject({ reachable: false, facts: { availableMinor: { usd: -10_000 } } });
    expect(await attention()).toEqual([]);
  });

  it('raises attention for an account that nobody knows, and settles it when it can be read', async () => {
    expect(await look('acct_stranger')).toEqual([]);
    expect(await look('acct_stranger')).toEqual([]);
    expect(await attention()).toEqual([{ kind: 'unknown_account', settled_at: null }]);
    running.simulator.world.acts.createSeller({ id: 'acct_stranger', country: 'US' });
    await look('acct_stranger');
    expect(await attention()).toEqual([{ kind: 'unknown_account', settled_at: expect.any(Number) }]);
    expect(await account()).toMatchObject({ reachable: true });
  });

  it('does not take a wrong key of the platform for a deauthorized account', async () => {
    owingSeller(10_000);
    await look();
    const stripe = clientFor(running.simulator, 'sk_live_wrong_key');
    const wrong = createAccountLook({ db: database.db, stripe, ...wallClock });
    await expect(wrong(ACCOUNT)).rejects.toMatchObject({ statusCode: 401 });
    expect(await account()).toMatchObject({ reachable: true });
  });

  it('answers its wake in the same transaction, and passes the events behind it on to the cases', async () => {
    owingSeller(10_000);
    const deps = { db: database.db, livemode: false, ...wallClock };
    await receive(database.db, 'evt_1', { type: 'account.updated', source: 'connect', account: ACCOUNT });
    await receive(database.db, 'evt_2', { type: 'topup.created', source: 'connect', account: ACCOUNT });
    await routeEvents(deps);
    const [wake] = await takeDueWakes(database.db, ['account'], { limit: 1, leaseMs: 60_000, lookGapMs: 0 });
    await receive(database.db, 'evt_3', { type: 'account.updated', source: 'connect', account: ACCOUNT });
    await routeEvents(deps);
    await createAccountLook({ db: database.db, stripe: running.stripe, ...wallClock })(ACCOUNT, wake);
    const links = (await linksOf(database.db)).map((link) => [
      link.target,
      link.number,
      link.handled_at !== null,
    ]);
    expect(links).toEqual([
      [`account:${ACCOUNT}`, 1, true],
      [`case:${ACCOUNT}:usd`, 1, false],
      [`account:${ACCOUNT}`, 2, true],
      [`case:${ACCOUNT}:usd`, 1, false],
      [`account:${ACCOUNT}`, 3, false],
    ]);
    expect(await wakesOf(database.db)).toMatchObject([
      { target: `account:${ACCOUNT}`, number: 3, sent: 2 },
      { target: `case:${ACCOUNT}:usd`, number: 1, sent: 0 },
    ]);
  });

  it('wakes whoever follows the account when its findings change, and nobody while they stay', async () => {
    const { acts } = running.simulator.world;
    acts.createSeller({ id: ACCOUNT, country: 'US', type: 'express' });
    await look();
    await openDisputeRow(database.db, 'dp_of_a_direct_charge', ACCOUNT);
    await openDisputeRow(database.db, 'dp_of_somebody_else', 'acct_other');
    acts.setCapability(ACCOUNT, 'transfers', 'pending');
    await look();
    expect(await targets()).toEqual(['dispute:dp_of_a_direct_charge', `review:${ACCOUNT}`]);
    // The review that it opened hears of every look at the account.
    await look();
    expect(await wakesOf(database.db)).toMatchObject([{ number: 1 }, { number: 2 }]);
    acts.setCapability(ACCOUNT, 'transfers', 'active');
    await look();
    expect(await wakesOf(database.db)).toMatchObject([{ number: 2 }, { number: 3 }]);
    expect(await database.db.selectFrom('account_changes').select(['what', 'after']).execute()).toEqual([
      { what: 'capability:transfers', after: 'pending' },
      { what: 'capability:transfers', after: 'active' },
    ]);
  });
});
