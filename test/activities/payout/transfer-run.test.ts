import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { reissueRun, resumeRun, stopRun } from '../../../src/activities/payout/steer-run';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { disputeCause, disputeId, disputeWorkflowId, type AccountId } from '../../../src/domain/ids';
import { payoutDate } from '../../../src/domain/payout/run-id';
import { openAttention } from '../../../src/store/attention';
import { writeFrozen, writeMode } from '../../../src/store/door-state';
import { sellersOfCharge } from '../../../src/store/earnings';
import { readRun } from '../../../src/store/payout-runs';
import { openFlows } from '../../../src/store/sweep-reads';
import { ANA, createPayoutBench, eur, type PayoutBench } from './bench';

let bench: PayoutBench;
beforeEach(async () => {
  bench = await createPayoutBench();
  bench.simulator.world.acts.topUpPlatform(100_000, 'eur');
});
afterEach(async () => bench.close());

const at = () => ({ wallMs: bench.deps.wallNow(), clockMs: bench.deps.wallNow() });
const setFrozen = (frozen: boolean) => bench.fresh.db.transaction().execute((tx) => writeFrozen(tx, frozen));
const setMode = (mode: 'observe' | 'act') =>
  bench.fresh.db.transaction().execute((tx) => writeMode(tx, mode));

/** A claim for a dispute's fee, as its flow would have opened it. */
const owes = (account: AccountId, amountMinor: number, dispute = disputeId('dp_1')) =>
  bench.fresh.db.transaction().execute((tx) =>
    bench.deps.ledger.openClaim(tx, {
      form: 'fee',
      object: dispute,
      account,
      currency: eur,
      cause: disputeCause(dispute),
      part: 'fee',
      amountMinor,
      transfer: null,
      owner: disputeWorkflowId(dispute),
      sinceMs: at().clockMs,
      effectiveMs: at().clockMs,
      causeCurrency: eur,
      pairCauseMinor: amountMinor,
      pairClaimMinor: amountMinor,
    }),
  );
const openClaims = async (account: AccountId) =>
  (await bench.fresh.db.transaction().execute((tx) => bench.deps.ledger.openClaims(tx, account, eur))).map(
    ({ openMinor, reservedMinor }) => [openMinor, reservedMinor],
  );
const transfers = async () => (await bench.deps.stripe.transfers.list({ limit: 100 })).data.toReversed();
const attention = async () => (await openAttention(bench.fresh.db)).map(({ kind }) => kind);

describe('a run of transfers', () => {
  test('pays each line once, under its key, with its charges kept', async () => {
    const [anna, ben] = [await bench.seller(), await bench.seller()];
    const run = await bench.ask([`${anna},1500,eur,ch_1=1000;ch_2=500`, `${ben},700,eur,`]);
    expect(run).toBe('payout-run:2026-11-23:eur:transfer');
    expect(await bench.work(run)).toEqual({ kind: 'done' });
    expect(await bench.told(run)).toEqual([`${anna} paid 1500`, `${ben} paid 700`]);
    expect(
      (await transfers()).map((one) => [one.destination, one.amount, one.transfer_group, one.metadata]),
    ).toEqual(
      expect.arrayContaining([
        [anna, 1_500, run, { recoup_key: `recoup:v1:payout:${anna}:2026-11-23:eur:1` }],
        [ben, 700, run, { recoup_key: `recoup:v1:payout:${ben}:2026-11-23:eur:1` }],
      ]),
    );
    const [line] = await bench.lines(run);
    expect(await sellersOfCharge(bench.fresh.db, 'ch_2')).toEqual([
      { account: anna, currency: 'eur', amountMinor: 500, transfer: line?.stripe_id },
    ]);
    expect(await readRun(bench.fresh.db, run)).toMatchObject({
      status: 'done',
      ended_clock: expect.any(Number),
    });
    // Whatever asks for another page: nothing moves twice.
    await bench.page(run);
    expect(await transfers()).toHaveLength(2);
  });

  test('offsets what is owed, and books it as paid with the transfer', async () => {
    const anna = await bench.seller();
    await owes(anna, 400);
    const run = await bench.ask([`${anna},1000,eur,`]);
    await bench.work(run);
    expect(await bench.lines(run)).toMatchObject([
      { status: 'paid', gross_minor: 1_000, target_minor: 600, offset_minor: 400, withheld_minor: 0 },
    ]);
    expect(await openClaims(anna)).toEqual([]);
    expect(await bench.availableMinor(anna)).toBe(600);
    const parts = await bench.fresh.db
      .transaction()
      .execute((tx) => bench.deps.ledger.causeBooks(tx, disputeCause(disputeId('dp_1'))));
    expect(parts).toMatchObject([{ part: 'fee', takenMinor: 400, openClaimsMinor: 0 }]);
  });

  test('sends nothing where all of it is owed, and the claim is paid all the same, once', async () => {
    const anna = await bench.seller();
    await owes(anna, 5_000);
    const run = await bench.ask([`${anna},1000,eur,`]);
    await bench.work(run);
    expect(await bench.told(run)).toEqual([`${anna} paid 0 nothing`]);
    expect(await openClaims(anna)).toEqual([[4_000, 0]]);
    expect(await transfers()).toEqual([]);
  });

  test('withholds nothing of what the shortfall takes by itself (worked example 19c)', async () => {
    const anna = await bench.seller();
    const { acts } = bench.simulator.world;
    const { transferIds } = acts.sale({
      model: 'destination',
      seller: anna,
      amountMinor: 10_000,
      currency: 'eur',
    });
    acts.sellerPaysOut(anna, 'eur');
    acts.dashboardReversal(transferIds[0] ?? '');
    await owes(anna, 1_500);
    const run = await bench.ask([`${anna},8000,eur,`]);
    await bench.work(run);
    expect(await bench.told(run)).toEqual([`${anna} paid 8000`]);
    expect(await bench.availableMinor(anna)).toBe(-2_000);
    expect(await openClaims(anna)).toEqual([[1_500, 0]]);
  });

  test('holds a line whose account may not receive transfers, with what it saw, and pays the others', async () => {
    const [anna, ben] = [await bench.seller(), await bench.seller()];
    bench.simulator.world.acts.setCapability(anna, 'transfers', 'pending');
    await bench.look(anna);
    const run = await bench.ask([`${anna},1000,eur,`, `${ben},700,eur,`]);
    expect(await bench.work(run)).toEqual({ kind: 'done' });
    const [held, paid] = await bench.told(run);
    expect(held).toMatch(/held 1000 .*transfers.*pending/);
    expect(paid).toBe(`${ben} paid 700`);
    expect(await attention()).toContain('preflight_halt');

    bench.simulator.world.acts.setCapability(anna, 'transfers', 'active');
    await bench.look(anna);
    const again = await reissueRun(bench.deps, run, ANA, at());
    expect(again).toBe('payout-run:2026-11-23:eur:transfer:v2');
    await bench.work(again);
    expect(await bench.told(again)).toEqual([`${anna} paid 1000`]);
    expect((await transfers()).at(-1)?.metadata['recoup_key']).toBe(
      `recoup:v1:payout:${anna}:2026-11-23:eur:2`,
    );
    await expect(reissueRun(bench.deps, run, ANA, at())).rejects.toThrow('Nothing of');
  });

  test('reads of an account only what is old or matters: one call a line where nothing is kept back', async () => {
    const [anna, ben, cleo] = [await bench.seller(), await bench.seller(), await bench.seller()];
    await owes(anna, 100);
    const before = bench.calls.length;
    await bench.work(await bench.ask([anna, ben, cleo].map((one) => `${one},1000,eur,`)));
    expect(bench.calls.slice(before).toSorted()).toEqual([
      'GET /v1/balance',
      'GET /v1/balance',
      'POST /v1/transfers',
      'POST /v1/transfers',
      'POST /v1/transfers',
    ]);
  });

  test('releases what was reserved, when its time has come, with the next run', async () => {
    await bench.close();
    bench = await createPayoutBench({
      ...bench.deps.policy,
      reserve: {
        ...bench.deps.policy.reserve,
        byAge: [{ underDays: 10_000, basisPoints: 1_000, immediateBasisPoints: null }],
      },
    });
    bench.simulator.world.acts.topUpPlatform(100_000, 'eur');
    const anna = await bench.seller();
    const run = await bench.ask([`${anna},10000,eur,`]);
    await bench.work(run);
    expect(await bench.lines(run)).toMatchObject([{ target_minor: 9_000, reserved_minor: 1_000 }]);
    await bench.pass(91 * DAY_MS);
    await bench.look(anna);
    const next = await bench.ask([`${anna},2000,eur,`], { date: payoutDate('2027-02-22') });
    await bench.work(next);
    expect(await bench.lines(next)).toMatchObject([
      { gross_minor: 3_000, released_minor: 1_000, target_minor: 2_800, reserved_minor: 200 },
    ]);
  });

  test('carries what was too little to the next run, also where nothing was earned since', async () => {
    const anna = await bench.seller();
    const run = await bench.ask([`${anna},30,eur,`]);
    await bench.work(run);
    expect(await bench.told(run)).toEqual([`${anna} held 0 below_minimum`]);
    await expect(reissueRun(bench.deps, run, ANA, at())).rejects.toThrow('Nothing of');
    const ben = await bench.seller();
    const next = await bench.ask([`${ben},800,eur,`], { date: payoutDate('2026-11-24') });
    await bench.pass(DAY_MS);
    await bench.work(next);
    expect(await bench.lines(next)).toMatchObject([
      { account: ben, target_minor: 800 },
      { account: anna, carried_minor: 30, withheld_minor: 30 },
    ]);
  });
});

describe('the platform', () => {
  test('below zero or below its exposure begins nothing, and goes on when there is money', async () => {
    const anna = await bench.seller();
    const { acts } = bench.simulator.world;
    const sale = acts.sale({ model: 'separate', amountMinor: 1_000, currency: 'eur', parts: [] });
    acts.platformPaysOut('eur');
    acts.dispute({ charge: sale.chargeId });
    const run = await bench.ask([`${anna},1000,eur,`]);
    expect(await bench.work(run)).toMatchObject({
      kind: 'waits',
      why: expect.stringMatching(/balance is -/),
    });
    expect(await readRun(bench.fresh.db, run)).toMatchObject({ status: 'under_water' });
    expect(await attention()).toEqual(['payout_run_under_water']);
    expect(await transfers()).toEqual([]);
    acts.topUpPlatform(50_000, 'eur');
    expect(await bench.work(run)).toEqual({ kind: 'done' });
    expect(await bench.told(run)).toEqual([`${anna} paid 1000`]);
    expect(await attention()).toEqual([]);
  });

  test('that would fall below its exposure between two lines stops there', async () => {
    const sellers = [await bench.seller(), await bench.seller(), await bench.seller()];
    await bench.fresh.db
      .insertInto('disputes')
      .values({
        dispute_id: 'dp_open',
        account: null,
        charge_id: 'ch_open',
        workflow_id: 'dispute:dp_open',
        currency: 'eur',
        amount_minor: 40_000,
        status: 'warning_needs_response',
        reason: null,
        state: 'open',
      })
      .execute();
    const run = await bench.ask(sellers.map((one) => `${one},25000,eur,`));
    expect(await bench.work(run)).toMatchObject({
      kind: 'waits',
      why: expect.stringContaining('400.00 EUR open disputes not yet withdrawn'),
    });
    expect(await bench.availableMinor(null)).toBe(50_000);
    const statuses = (await bench.lines(run)).map(({ status }) => status).toSorted();
    expect(statuses).toEqual(['paid', 'paid', 'planned']);
  });
});

describe('people', () => {
  test('stop a run, and have it go on', async () => {
    const anna = await bench.seller();
    const run = await bench.ask([`${anna},1000,eur,`]);
    await stopRun(bench.deps, run, ANA, at());
    expect(await bench.work(run)).toEqual({ kind: 'waits', untilMs: null, why: 'stopped: ana: tried out' });
    expect(await transfers()).toEqual([]);
    await resumeRun(bench.deps, run, ANA, at());
    await bench.work(run);
    expect(await bench.told(run)).toEqual([`${anna} paid 1000`]);
    await expect(stopRun(bench.deps, run, ANA, at())).rejects.toThrow('has ended');
  });

  test('freeze the door: the run waits, and its lines stay planned', async () => {
    const anna = await bench.seller();
    const run = await bench.ask([`${anna},1000,eur,`]);
    await setFrozen(true);
    expect(await bench.work(run)).toMatchObject({ kind: 'waits', why: 'the door is frozen' });
    await setFrozen(false);
    await bench.work(run);
    expect(await bench.told(run)).toEqual([`${anna} paid 1000`]);
  });

  test('observe: each line is decided and held, and paid by a re-issue', async () => {
    const anna = await bench.seller();
    await setMode('observe');
    const run = await bench.ask([`${anna},1000,eur,ch_1=1000`]);
    expect(await bench.work(run)).toEqual({ kind: 'done' });
    expect(await bench.told(run)).toEqual([`${anna} held 1000 observe`]);
    await setMode('act');
    const again = await reissueRun(bench.deps, run, ANA, at());
    await bench.work(again);
    expect(await bench.told(again)).toEqual([`${anna} paid 1000`]);
    const [line] = await bench.lines(again);
    expect(await sellersOfCharge(bench.fresh.db, 'ch_1')).toMatchObject([{ transfer: line?.stripe_id }]);
  });

  test('rehearse: the same decisions, nothing moves, and the run itself may follow', async () => {
    const [anna, ben] = [await bench.seller(), await bench.seller()];
    await owes(anna, 400);
    const csv = [`${anna},1000,eur,ch_1=1000`, `${ben},900,eur,`];
    bench.simulator.world.acts.setCapability(ben, 'transfers', 'pending');
    await bench.look(ben);
    const rehearsal = await bench.ask(csv, { dryRun: true });
    expect(rehearsal).toBe('dry-run:2026-11-23:eur:transfer');
    expect(await bench.work(rehearsal)).toEqual({ kind: 'done' });
    const [would, wouldNot] = await bench.told(rehearsal);
    expect(would).toBe(`${anna} held 600 dry run: it would be sent`);
    expect(wouldNot).toMatch(/held 900 dry run: .*pending/);
    expect(await transfers()).toEqual([]);
    expect(await openClaims(anna)).toEqual([[400, 0]]);
    const decisions = await bench.fresh.db
      .selectFrom('decisions')
      .select(['verdict', 'inputs'])
      .where('subject', '=', rehearsal)
      .where('kind', '=', 'payout_line')
      .execute();
    expect(decisions).toMatchObject([
      { verdict: 'held', inputs: { held: { why: 'dry_run' } } },
      { verdict: 'held', inputs: { held: { why: 'dry_run' } } },
    ]);
    const run = await bench.ask(csv);
    await bench.work(run);
    expect((await bench.told(run))[0]).toBe(`${anna} paid 600`);
  });

  test('ask for a day ahead: nothing is paid before it', async () => {
    const anna = await bench.seller();
    const run = await bench.ask([`${anna},1000,eur,`], { date: payoutDate('2026-11-25') });
    expect(await bench.work(run)).toEqual({
      kind: 'waits',
      untilMs: Date.UTC(2026, 10, 25),
      why: 'its day has not come',
    });
    // The sweep sees that its workflow runs.
    expect(await openFlows(bench.fresh.db, '', 10)).toEqual([run]);
    await bench.pass(2 * DAY_MS - 9 * HOUR_MS);
    await bench.look(anna);
    await bench.work(run);
    expect(await bench.told(run)).toEqual([`${anna} paid 1000`]);
  });
});

describe('what cannot be paid as it was asked for is refused whole:', () => {
  test('an account that nobody knows, with its line', async () => {
    const anna = await bench.seller();
    await expect(bench.ask([`${anna},1000,eur,`, 'acct_nobody,5,eur,'])).rejects.toThrow(
      'never read these accounts: acct_nobody (line 3)',
    );
    expect(await bench.fresh.db.selectFrom('payout_lines').selectAll().execute()).toEqual([]);
    expect(await bench.fresh.db.selectFrom('payout_runs').selectAll().execute()).toEqual([]);
  });

  test('a currency that the account does not hold', async () => {
    const anna = await bench.seller();
    await expect(bench.ask([`${anna},1000,usd,`])).rejects.toThrow(`${anna} (line 2) holds eur`);
  });

  test('a charge that was paid, and a day that was run', async () => {
    const anna = await bench.seller();
    const run = await bench.ask([`${anna},1000,eur,ch_1=1000`]);
    await expect(bench.ask([`${anna},5,eur,ch_9=5`])).rejects.toThrow(`already: ${run}`);
    await expect(
      bench.ask([`${anna},1000,eur,ch_1=1000`], { date: payoutDate('2026-11-24') }),
    ).rejects.toThrow(`ch_1 for ${anna} (${run})`);
  });

  test('another wish under the same key; the same wish is the same run', async () => {
    const anna = await bench.seller();
    const key = { idempotencyKey: 'k1' };
    const run = await bench.ask([`${anna},1000,eur,`], key);
    expect(await bench.ask([`${anna},1000,eur,`], key)).toBe(run);
    await expect(bench.ask([`${anna},1001,eur,`], key)).rejects.toThrow('used for another run');
  });

  test('a day more than a year ahead', async () => {
    const anna = await bench.seller();
    await expect(bench.ask([`${anna},1,eur,`], { date: payoutDate('2036-11-23') })).rejects.toThrow(
      'year ahead',
    );
  });
});

describe('what comes back', () => {
  test('a transfer that somebody reverses fails its line, and is paid again', async () => {
    const anna = await bench.seller();
    const run = await bench.ask([`${anna},1000,eur,`]);
    await bench.work(run);
    const [line] = await bench.lines(run);
    bench.simulator.world.acts.stripeReverses(line?.stripe_id ?? '');
    await bench.lookAtLine(line?.line_id ?? 0);
    expect(await bench.told(run)).toEqual([`${anna} failed 1000 transfer_reversed`]);
    expect(await attention()).toEqual(['payout_failed']);
    const again = await reissueRun(bench.deps, run, ANA, at());
    await bench.work(again);
    expect(await bench.told(again)).toEqual([`${anna} paid 1000`]);
    expect(await attention()).toEqual([]);
  });
});
