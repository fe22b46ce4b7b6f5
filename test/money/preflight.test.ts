import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/domain/clock';
import { createPreflight } from '../../src/money/preflight';
import { openAttention } from '../../src/store/attention';
import { readRecord } from '../../src/store/account-records';
import { openDisputeRow } from '../relay/support';
import { cause, createBench, DECISION, type Bench } from './bench';

let bench: Bench;
let reads: number;
beforeEach(async () => {
  bench = await createBench();
  reads = 0;
  bench.deps.stripe.on('request', ({ path }: Stripe.RequestEvent) => {
    if (path === `/v1/accounts/${bench.seller}`) reads += 1;
  });
});
afterEach(async () => bench.close());

const acts = () => bench.simulator.world.acts;
const halted = (...failed: readonly string[]) => ({
  kind: 'held',
  reason: { why: 'preflight', halted: true, failed: failed.map((text) => expect.stringContaining(text)) },
});
const decisions = async () =>
  (await bench.fresh.db.selectFrom('decisions').select(['verdict', 'inputs']).orderBy('seq').execute()).map(
    ({ verdict, inputs }) => ({ verdict, inputs }),
  );
const notices = () =>
  bench.fresh.db.selectFrom('notices').select(['template', 'audience', 'params']).execute();

async function taken(): Promise<void> {
  await bench.door.moveMoney(bench.reversal(), DECISION);
}

describe('a hard halt', () => {
  test('is a decision with what it saw, an attention item and a notice to the team, once', async () => {
    await taken();
    acts().setCapability(bench.seller, 'transfers', 'pending');
    const saw = 'capability transfers is pending, not active';
    expect(await bench.door.moveMoney(bench.giveBack(), DECISION)).toMatchObject(halted(saw));
    expect((await decisions()).at(-1)).toMatchObject({
      verdict: 'held',
      inputs: { held: { why: 'preflight' }, findings: [{ check: 'capability', severity: 'hard', saw }] },
    });
    expect(await bench.door.moveMoney(bench.giveBack(), DECISION)).toMatchObject(halted(saw));
    expect(await openAttention(bench.fresh.db)).toMatchObject([
      { kind: 'preflight_halt', key: `account:${bench.seller}:preflight:give_back` },
    ]);
    expect(await notices()).toMatchObject([
      { template: 'preflightHalt', audience: 'team', params: { saw: [saw] } },
    ]);
  });

  test('wakes the flow when a read shows that it is over, and settles what a person was asked', async () => {
    await taken();
    await openDisputeRow(bench.fresh.db, cause, 'acct_of_the_charge');
    acts().setCapability(bench.seller, 'transfers', 'inactive');
    await bench.door.moveMoney(bench.giveBack(), DECISION);
    const raised = await wakeNumber();
    acts().setCapability(bench.seller, 'transfers', 'active');
    await bench.pass(HOUR_MS);
    expect(await bench.door.moveMoney(bench.giveBack(), DECISION)).toMatchObject({ kind: 'moved' });
    expect(await openAttention(bench.fresh.db)).toEqual([]);
    expect(await wakeNumber()).toBeGreaterThan(raised);
  });

  test('names every failing check, not the first', async () => {
    await taken();
    acts().setCapability(bench.seller, 'transfers', 'inactive');
    acts().setRequirements(bench.seller, { disabledReason: 'listed' });
    expect(await bench.door.moveMoney(bench.giveBack(), DECISION)).toMatchObject(
      halted('transfers is inactive', 'disabled: listed'),
    );
  });

  test('of an account that left is known before its balance is asked for', async () => {
    await taken();
    acts().deauthorize(bench.seller);
    expect(await bench.door.moveMoney(bench.giveBack(), DECISION)).toMatchObject(halted('deauthorized'));
    expect(await readRecord(bench.fresh.db, bench.seller)).toMatchObject({ reachable: false });
  });

  const wakeNumber = async (): Promise<number> => {
    const row = await bench.fresh.db
      .selectFrom('wakes')
      .select('number')
      .where('target', '=', `dispute:${cause}`)
      .executeTakeFirst();
    return row?.number ?? 0;
  };
});

describe('what stops nothing', () => {
  test('a reversal is made of a rejected account: it brings money back', async () => {
    acts().reject(bench.seller, 'fraud');
    expect(await bench.door.moveMoney(bench.reversal(), DECISION)).toMatchObject({ kind: 'moved' });
  });

  test('and so is an account debit', async () => {
    acts().reject(bench.seller, 'fraud');
    expect(await bench.door.moveMoney(bench.debit(), DECISION)).toMatchObject({ kind: 'moved' });
  });

  test('nothing is read, and nobody told, while the door is shut', async () => {
    await bench.controls.freeze({ by: 'ana', reason: 'drill' });
    acts().setCapability(bench.seller, 'transfers', 'inactive');
    expect(await bench.door.moveMoney(bench.giveBack(), DECISION)).toMatchObject({
      reason: { why: 'frozen' },
    });
    expect([reads, await openAttention(bench.fresh.db)]).toEqual([0, []]);
  });
});

describe('the facts', () => {
  test('are read again only where they are older than the policy allows', async () => {
    const preflight = createPreflight(bench.deps);
    expect(await preflight(bench.giveBack())).toMatchObject({ kind: 'go' });
    await bench.pass(14 * MINUTE_MS);
    await preflight(bench.giveBack());
    expect(reads).toBe(1);
    await bench.pass(2 * MINUTE_MS);
    await preflight(bench.giveBack());
    expect(reads).toBe(2);
  });

  test('that cannot be read now are no reason to guess', async () => {
    bench.simulator.faults.add({ kind: 'api-error-before', match: 'GET /v1/accounts/*', times: 10 });
    expect(await bench.door.moveMoney(bench.giveBack(), DECISION)).toEqual({ kind: 'unavailable' });
  });
});

describe('a soft finding', () => {
  const dueSoon = () => {
    const byMs = bench.deps.wallNow() + 5 * DAY_MS;
    acts().setRequirements(bench.seller, { currentlyDue: ['individual.id_number'], deadlineMs: byMs });
  };

  test('passes where the policy says so, and stands in the decision', async () => {
    await taken();
    dueSoon();
    expect(await bench.door.moveMoney(bench.giveBack(), DECISION)).toMatchObject({ kind: 'moved' });
    expect((await decisions()).at(-1)).toMatchObject({
      verdict: 'acted',
      inputs: { preflight: 'go', findings: [{ check: 'currently_due', severity: 'soft' }] },
    });
    expect(await openAttention(bench.fresh.db)).toEqual([]);
  });

  test('holds where the policy says that', async () => {
    await taken();
    dueSoon();
    const policy = { ...bench.deps.policy, guard: { deadlineWindowDays: 14, softHalt: 'hold' as const } };
    const strict = bench.rebuilt({ policy, preflight: createPreflight({ ...bench.deps, policy }) });
    expect(await strict.door.moveMoney(bench.giveBack(), DECISION)).toMatchObject(
      halted('individual.id_number'),
    );
  });
});
