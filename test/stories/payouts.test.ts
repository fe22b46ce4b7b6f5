import { afterEach, expect, test } from '@jest/globals';
import { askForRuns } from '../../src/activities/payout/ask-run';
import { reissueRun } from '../../src/activities/payout/steer-run';
import { DAY_MS, HOUR_MS, WALL_CLOCK } from '../../src/domain/clock';
import { accountId, chargeId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { payoutDate, type RunId } from '../../src/domain/payout/run-id';
import { openAttention } from '../../src/store/attention';
import { readLines } from '../../src/store/payout-lines';
import { readRun } from '../../src/store/payout-runs';
import { raiseWake } from '../../src/store/wakes';
import type { payoutSchedule } from '../../src/workflows';
import { PAYOUT_SCHEDULED, TASK_QUEUE } from '../../src/workflows/messages';
import { openPolicy } from '../activities/payout/bench';
import { type House, openHouse } from '../support/house';

const usd = currency('usd');

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

test('sellers are paid what is theirs, what one owes stays back, and nobody is paid while the platform is under water', async () => {
  const here = await openHouse({ policy: openPolicy() });
  house = here;
  const { db } = here;
  const { acts } = here.simulator.world;
  const at = () => ({ wallMs: here.nowMs(), clockMs: here.nowMs() });
  const seller = () => accountId(acts.createSeller({ country: 'US', schedule: { interval: 'manual' } }));
  const earn = (account: string, amountMinor: number) =>
    acts.sale({
      model: 'separate',
      amountMinor,
      currency: 'usd',
      parts: [{ seller: account, amountMinor, later: true }],
    }).chargeId;
  const ask = async (
    earned: readonly (readonly [account: string, charge: string, amountMinor: number])[],
  ) => {
    const earnings = earned.map(([account, charge, amountMinor], index) => ({
      line: index + 2,
      account: accountId(account),
      currency: usd,
      amountMinor,
      charges: [{ charge: chargeId(charge), amountMinor }],
    }));
    const asked = {
      wish: { mode: 'transfer' as const, earnings },
      date: payoutDate(new Date(here.nowMs()).toISOString().slice(0, 10)),
      dryRun: false,
      by: 'ana',
      idempotencyKey: null,
    };
    const { runs } = await askForRuns({ db, raiseWake }, asked, at());
    await here.settle();
    return runs[0] ?? ('' as RunId);
  };
  const told = async (run: RunId) =>
    (await readLines(db, run)).map((line) => [
      line.account,
      line.status,
      line.target_minor,
      line.offset_minor,
    ]);
  const attention = async () => (await openAttention(db)).map(({ kind }) => kind);

  // Ben's capability slides in the middle of the week, and nothing announces it.
  const [anna, ben] = [seller(), seller()];
  const [first, other] = [earn(anna, 9_000), earn(ben, 5_000)];
  await here.pass(2 * DAY_MS);
  acts.setCapability(ben, 'transfers', 'pending', { silently: true });
  const run = await ask([
    [anna, first, 9_000],
    [ben, other, 5_000],
  ]);
  expect(await told(run)).toEqual([
    [anna, 'paid', 9_000, 0],
    [ben, 'held', 5_000, 0],
  ]);
  expect(await attention()).toContain('preflight_halt');

  // Anna takes her money out, the sale is disputed, and the platform pays: it is below zero with its own money gone.
  acts.sellerPaysOut(anna, 'usd');
  const second = earn(anna, 20_000);
  await here.pass(DAY_MS);
  acts.platformPaysOut('usd');
  acts.dispute({ charge: first });
  await here.settle();
  const next = await ask([[anna, second, 20_000]]);
  expect(await readRun(db, next)).toMatchObject({ status: 'under_water' });
  expect(await told(next)).toEqual([[anna, 'planned', null, null]]);
  expect(await attention()).toContain('payout_run_under_water');

  // Money comes, and the run goes on by itself: the shortfall is paid by what is sent, the fee's claim stays back.
  acts.topUpPlatform(100_000, 'usd');
  await here.pass(2 * HOUR_MS);
  expect(await told(next)).toEqual([[anna, 'paid', 18_500, 1_500]]);
  expect(await readRun(db, next)).toMatchObject({ status: 'done' });
  expect(await attention()).not.toContain('payout_run_under_water');
  const claims = await db
    .selectFrom('postings')
    .select((row) => row.fn.sum<number>('amount_minor').as('open'))
    .where('book', '=', 'claim')
    .where('account', '=', anna)
    .executeTakeFirst();
  expect(claims?.open ?? 0).toBe(0);

  acts.setCapability(ben, 'transfers', 'active');
  await here.pass(HOUR_MS);
  const again = await reissueRun({ db, raiseWake }, run, { by: 'ana', reason: 'active again' }, at());
  await here.settle();
  expect(await told(again)).toEqual([[ben, 'paid', 5_000, 0]]);
  await here.pass(DAY_MS);
  expect(here.simulator.world.verdict()).toMatchObject({ clean: true, unexplained: [] });
}, 120_000);

test('a schedule has the accounts paid that are paid out by hand, once a day', async () => {
  const policy = openPolicy();
  const payouts = { ...policy.payouts, schedule: 'payout', hour: 0, currencies: [usd] } as const;
  const here = await openHouse({ policy: { ...policy, payouts } });
  house = here;
  const { acts } = here.simulator.world;
  const anna = acts.createSeller({ country: 'US', schedule: { interval: 'manual' } });
  acts.topUpPlatform(10_000, 'usd');
  acts.sale({ model: 'destination', seller: anna, amountMinor: 9_000, currency: 'usd' });
  await here.pass(2 * DAY_MS);
  const begin = async (): Promise<readonly RunId[]> => {
    const runs = await here.temporal.client.workflow.execute<typeof payoutSchedule>(PAYOUT_SCHEDULED, {
      workflowId: `${PAYOUT_SCHEDULED}-${here.nowMs()}`,
      taskQueue: TASK_QUEUE,
      args: [{ clock: WALL_CLOCK }],
    });
    await here.settle();
    return runs;
  };
  const [run, ...others] = await begin();
  if (run === undefined) throw new Error('no run was asked for');
  expect(others).toEqual([]);
  expect(await readRun(here.db, run)).toMatchObject({ mode: 'payout', asked_by: 'schedule' });
  expect(await readLines(here.db, run)).toMatchObject([
    { account: anna, status: 'sent', target_minor: 9_000 },
  ]);
  await here.pass(HOUR_MS);
  expect(await begin()).toEqual([]);
}, 90_000);
