import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { reissueRun } from '../../../src/activities/payout/steer-run';
import { DAY_MS } from '../../../src/domain/clock';
import { disputeCause, disputeId, disputeWorkflowId, type AccountId } from '../../../src/domain/ids';
import { payoutDate } from '../../../src/domain/payout/run-id';
import { openAttention } from '../../../src/store/attention';
import { readRun } from '../../../src/store/payout-runs';
import { ANA, createPayoutBench, eur, type PayoutBench } from './bench';

let bench: PayoutBench;
beforeEach(async () => {
  bench = await createPayoutBench();
});
afterEach(async () => bench.close());

const at = () => ({ wallMs: bench.deps.wallNow(), clockMs: bench.deps.wallNow() });
const manual = async (earnedMinor: number): Promise<AccountId> => {
  const account = await bench.seller({ schedule: 'manual' });
  const { acts } = bench.simulator.world;
  acts.sale({ model: 'destination', seller: account, amountMinor: earnedMinor, currency: 'eur' });
  await bench.look(account);
  return account;
};
const payouts = async (account: AccountId) =>
  (await bench.deps.stripe.payouts.list({ limit: 100 }, { stripeAccount: account })).data.map(
    ({ amount, metadata }) => [amount, metadata?.['recoup_key']],
  );
const attention = async () => (await openAttention(bench.fresh.db)).map(({ kind }) => kind);

describe('a run of payouts', () => {
  test('pays out what lies on accounts that are paid out by hand, and follows it to the bank', async () => {
    const anna = await manual(9_000);
    const ben = await bench.seller({ schedule: 'daily' });
    const run = await bench.askForPayout();
    expect(run).toBe('payout-run:2026-11-23:eur:payout');
    const calls = bench.calls.length;
    expect(await bench.work(run)).toMatchObject({
      kind: 'waits',
      why: '1 lines are on their way to the bank',
    });
    expect(bench.calls.slice(calls)).toEqual(['GET /v1/balance', 'GET /v1/balance', 'POST /v1/payouts']);
    expect(await bench.told(run)).toEqual([`${anna} sent 9000`]);
    expect(await payouts(anna)).toEqual([[9_000, `recoup:v1:payout:${anna}:2026-11-23:eur:1`]]);
    expect(await payouts(ben)).toEqual([]);

    await bench.pass(3 * DAY_MS);
    await bench.work(run);
    const [line] = await bench.lines(run);
    const wake = await bench.fresh.db
      .selectFrom('wakes')
      .select('target')
      .where('target', '=', `payout_line:${line?.line_id ?? 0}`)
      .executeTakeFirst();
    expect(wake).toBeDefined();
    await bench.lookAtLine(line?.line_id ?? 0);
    expect(await bench.work(run)).toEqual({ kind: 'done' });
    expect(await bench.told(run)).toEqual([`${anna} paid 9000`]);
  });

  test('leaves on the account what is owed, for its case to collect', async () => {
    const anna = await manual(9_000);
    const fee = {
      cause: disputeCause(disputeId('dp_1')),
      account: anna,
      currency: eur,
      part: 'fee' as const,
    };
    await bench.fresh.db.transaction().execute((tx) =>
      bench.deps.ledger.openClaim(tx, {
        ...fee,
        form: 'fee',
        object: 'dp_1',
        amountMinor: 400,
        transfer: null,
        owner: disputeWorkflowId(disputeId('dp_1')),
        sinceMs: at().clockMs,
        effectiveMs: at().clockMs,
        causeCurrency: eur,
        pairCauseMinor: 400,
        pairClaimMinor: 400,
      }),
    );
    const run = await bench.askForPayout({}, [anna]);
    await bench.work(run);
    expect(await bench.lines(run)).toMatchObject([{ target_minor: 8_600, offset_minor: 0 }]);
    expect(await bench.availableMinor(anna)).toBe(400);
  });

  test('that a bank sends back fails its line, needs a person, and is paid again', async () => {
    const anna = await manual(9_000);
    const { acts } = bench.simulator.world;
    acts.setBankBehaviour(anna, 'eur', { kind: 'sends_back', code: 'account_closed' });
    const run = await bench.askForPayout();
    await bench.work(run);
    await bench.pass(4 * DAY_MS);
    const [line] = await bench.lines(run);
    await bench.lookAtLine(line?.line_id ?? 0);
    expect(await bench.told(run)).toEqual([`${anna} failed 9000 account_closed`]);
    expect(await attention()).toContain('payout_failed');
    expect(await bench.availableMinor(anna)).toBe(9_000);
    expect(await bench.work(run)).toEqual({ kind: 'done' });

    acts.replaceBank(anna, { currency: 'eur' });
    await bench.look(anna);
    const again = await reissueRun(bench.deps, run, ANA, at());
    await bench.work(again);
    expect(await bench.told(again)).toEqual([`${anna} sent 9000`]);
    expect((await payouts(anna))[0]).toEqual([9_000, `recoup:v1:payout:${anna}:2026-11-23:eur:2`]);
    expect(await attention()).not.toContain('payout_failed');
  });

  test('sends nothing where nothing lies', async () => {
    const anna = await manual(100);
    bench.simulator.world.acts.sellerPaysOut(anna, 'eur');
    const run = await bench.askForPayout();
    expect(await bench.work(run)).toEqual({ kind: 'done' });
    expect(await bench.told(run)).toEqual([`${anna} held 0 nothing`]);
  });

  test('holds a share of new money once, and pays it when its time has come', async () => {
    await bench.close();
    const { policy } = bench.deps;
    const byAge = [{ underDays: 10_000, basisPoints: 1_000, immediateBasisPoints: null }];
    bench = await createPayoutBench({ ...policy, reserve: { ...policy.reserve, byAge } });
    const anna = await manual(10_000);
    const first = await bench.askForPayout();
    await bench.work(first);
    expect(await bench.lines(first)).toMatchObject([{ target_minor: 9_000, reserved_minor: 1_000 }]);
    await bench.pass(91 * DAY_MS);
    await bench.look(anna);
    const second = await bench.askForPayout({ date: payoutDate('2027-02-22') });
    await bench.work(second);
    expect(await bench.lines(second)).toMatchObject([
      { gross_minor: 1_000, target_minor: 1_000, reserved_minor: 0 },
    ]);
  });

  test('begins nothing while the platform is below zero, though its own balance pays none of it', async () => {
    await manual(9_000);
    const { acts } = bench.simulator.world;
    const sale = acts.sale({ model: 'separate', amountMinor: 1_000, currency: 'eur', parts: [] });
    acts.platformPaysOut('eur');
    acts.dispute({ charge: sale.chargeId });
    const run = await bench.askForPayout();
    expect(await bench.work(run)).toMatchObject({ kind: 'waits' });
    expect(await readRun(bench.fresh.db, run)).toMatchObject({ status: 'under_water' });
  });

  test('of accounts that Stripe pays out by itself is refused', async () => {
    const ben = await bench.seller({ schedule: 'daily' });
    await expect(bench.askForPayout()).rejects.toThrow('No account that Recoup knows is paid out by hand');
    await manual(100);
    await expect(bench.askForPayout({}, [ben])).rejects.toThrow(ben);
  });
});
