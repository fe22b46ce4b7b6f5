import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DAY_MS, WALL_CLOCK } from '../../src/domain/clock';
import { importReport } from '../../src/import/report';
import { reportText } from '../../src/import/report-text';
import { awaitAdoption, scan } from '../../src/import/run-import';
import { createAccountLook } from '../../src/relay';
import type { Simulator } from '../../src/simulator';
import { type Mode, writeMode } from '../../src/store/door-state';
import { wakeOpenFlows } from '../../src/store/flow-wakes';
import { readImport } from '../../src/store/imports';
import { raiseWake } from '../../src/store/wakes';
import { openHouse, type House } from '../support/house';

const BEFORE_DAYS = 60;
const REVERSED_DAY = 5;

let house: House;
/** Of which somebody took a part back before Recoup came. */
let disputedTransfer: string;
beforeAll(async () => {
  house = await openHouse({ webhooks: 'none', before: { ms: BEFORE_DAYS * DAY_MS, act: whatWasThere } });
  await setMode('observe');
}, 60_000);
afterAll(() => house.close());

/** Two months of a platform that had nothing like Recoup. */
async function whatWasThere(simulator: Simulator): Promise<void> {
  const { acts } = simulator.world;
  const startMs = simulator.world.nowMs;
  const day = (n: number) => simulator.advanceTo(startMs + n * DAY_MS);
  acts.topUpPlatform(1_000_000, 'usd');
  const sellerWith = (id: string, fields: object = {}) => {
    acts.createSeller({ id, country: 'US', debitNegativeBalances: false, ...fields });
    const sale = acts.sale({ model: 'destination', seller: id, amountMinor: 40_000, currency: 'usd' });
    acts.sellerPaysOut(id, 'usd');
    return { charge: sale.chargeId, transfer: sale.transferIds[0] ?? '' };
  };
  const owes = sellerWith('acct_owes');
  const theirs = sellerWith('acct_theirs', { type: 'standard', losses: 'stripe' });
  sellerWith('acct_manual');
  acts.changeSchedule('acct_manual', { interval: 'manual' });
  await day(REVERSED_DAY);
  acts.dashboardReversal(owes.transfer, 15_000);
  acts.dashboardReversal(theirs.transfer, 8_000);
  await day(20);
  // A sale in between leaves it below zero: the clock goes on.
  acts.sale({ model: 'destination', seller: 'acct_owes', amountMinor: 2_000, currency: 'usd' });
  await day(50);
  const sold = sellerWith('acct_disputed');
  acts.dispute({ charge: sold.charge });
  acts.dashboardReversal(sold.transfer, 10_000);
  disputedTransfer = sold.transfer;
}

const setMode = (mode: Mode) =>
  house.db.transaction().execute(async (tx) => {
    await writeMode(tx, mode);
    await wakeOpenFlows(tx, raiseWake);
  });

async function takeUp() {
  const { db, stripe, policy } = house;
  const shared = { db, stripe, clock: WALL_CLOCK, wallNow: () => house.nowMs() };
  const deps = {
    ...shared,
    lookAtAccount: createAccountLook({ ...shared, policy }),
    whileActing: false,
    onProgress: () => undefined,
  };
  const row = await scan(deps, { backDays: 365, lostWithinDays: 0 });
  await house.settle();
  expect(await awaitAdoption(deps, row, 30_000)).toBe(0);
  const ended = await readImport(db, row.number);
  if (ended === null) throw new Error('the import has no row');
  return importReport(db, ended, house.nowMs());
}

/** When what was taken back counts, by Stripe's word: it put the seller below zero. */
async function takenMs(stripeAccount: string, amountMinor: number): Promise<number> {
  const { data } = await house.stripe.balanceTransactions.list({ limit: 100 }, { stripeAccount });
  const taken = data.find(({ amount }) => amount === -amountMinor);
  return Math.max(taken?.created ?? 0, taken?.available_on ?? 0) * 1_000;
}

const writes = () => house.stripeCalls.filter((call) => call.startsWith('POST'));

test('an import in observe takes up what was there with its true clocks, and act then recovers the rest', async () => {
  const report = await takeUp();
  const sinceMs = {
    owes: await takenMs('acct_owes', 15_000),
    disputed: await takenMs('acct_disputed', 10_000),
  };
  expect(Math.round((house.nowMs() - sinceMs.owes) / DAY_MS)).toBe(BEFORE_DAYS - REVERSED_DAY);

  expect(report).toMatchObject({
    phase: 'done',
    mode: 'observe',
    accountsRead: 4,
    waiting: 0,
    disputes: [{ currency: 'usd', count: 1, amountMinor: 40_000 }],
    takenBackBefore: [{ currency: 'usd', count: 1, amountMinor: 10_000 }],
    manualSchedules: { count: 1, first: ['acct_manual'] },
    unreadable: { count: 0 },
  });
  // Its own reversal put the disputed seller below zero as well, ten days ago.
  expect(report.cases).toEqual([
    {
      account: 'acct_owes',
      currency: 'usd',
      owedMinor: 13_000,
      negativeSinceMs: sinceMs.owes,
      clearsMs: sinceMs.owes + 180 * DAY_MS,
    },
    {
      account: 'acct_disputed',
      currency: 'usd',
      owedMinor: 10_000,
      negativeSinceMs: sinceMs.disputed,
      clearsMs: sinceMs.disputed + 180 * DAY_MS,
    },
  ]);
  expect(report.belowZero).toMatchObject([{ accounts: 2, owedMinor: 23_000, oldestSinceMs: sinceMs.owes }]);
  expect(report.wouldMove).toContainEqual({
    kind: 'reversal',
    currency: 'usd',
    count: 1,
    amountMinor: 30_000,
  });
  expect(report.saved[0]?.amountMinor).toBeGreaterThanOrEqual(30_000);
  expect(report.wouldSwitch).toContainEqual({ what: 'hold', accounts: 2 });
  expect(writes()).toEqual([]);

  const text = reportText(report, house.nowMs());
  expect(text).toContain('reverse transfers: 300.00 USD in 1 move');
  expect(text).toContain('(day 54)');
  expect(text).toContain('bin/recoup mode act');

  await setMode('act');
  await house.settle();
  const reversals = await house.stripe.transfers.listReversals(disputedTransfer);
  expect(reversals.data.map(({ amount }) => amount).sort((a, b) => a - b)).toEqual([10_000, 30_000]);
  const held = await house.stripe.balanceSettings.retrieve({}, { stripeAccount: 'acct_owes' });
  expect(held.payments.payouts?.schedule?.interval).toBe('manual');
}, 120_000);

test('a second import finds everything followed already, and changes nothing', async () => {
  await setMode('observe');
  await house.settle();
  const before = writes().length;
  const report = await takeUp();
  expect(report).toMatchObject({ import: 2, phase: 'done' });
  expect(report.takenBackBefore).toMatchObject([{ amountMinor: 10_000 }]);
  expect(writes().length).toBe(before);
}, 60_000);
