import { afterEach, describe, expect, test } from '@jest/globals';
import { currency } from '../../../src/domain/money';
import { type AccountId, accountId, type DisputeId, disputeId } from '../../../src/domain/ids';
import type { CaseState } from '../../../src/domain/case/state';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { defaultPolicy } from '../../../src/policy-file';
import type { CollectionPlan } from '../../../src/simulator/world/acts-port';
import { type Driver, openDriver } from '../../simulation/driver';

const USD = currency('usd');

let driver: Driver;
let seller: AccountId;
let dispute: DisputeId;

/** A seller who owes by a dispute, and whose bank nobody debits. */
async function owes(amountMinor: number, plan: CollectionPlan = {}): Promise<CaseState> {
  const policy = defaultPolicy();
  driver = await openDriver({ policy: { ...policy, debit: { ...policy.debit, createdAfterDays: {} } } });
  const { acts } = driver.simulator.world;
  acts.topUpPlatform(500_000, 'usd');
  seller = accountId(
    acts.createSeller({ country: 'US', schedule: { interval: 'manual' }, debitNegativeBalances: false }),
  );
  acts.planCollection(seller, plan);
  const sale = acts.sale({ model: 'destination', seller, amountMinor: 50_000, currency: 'usd' });
  await driver.advance(3 * DAY_MS);
  acts.sellerPaysOut(seller, 'usd');
  await driver.advance(DAY_MS);
  dispute = disputeId(acts.dispute({ charge: sale.chargeId, amountMinor, feeMinor: 0 }));
  await driver.advance(HOUR_MS);
  await driver.lookAtDispute(dispute);
  return driver.lookAtCase(seller, USD);
}

async function pass(days: number): Promise<CaseState> {
  await driver.advance(days * DAY_MS);
  return driver.lookAtCase(seller, USD);
}

afterEach(() => driver.close());

describe('Stripe’s clearing', () => {
  test('in part leaves the rest below zero, and the rest is cleared or asked for', async () => {
    await owes(20_000, { percent: 40, restAfterDays: 30 });
    const cleared = await pass(181);
    expect(cleared.facts).toMatchObject({
      availableMinor: -12_000,
      shortfallMinor: 12_000,
      claims: [{ form: 'cleared', openMinor: 8_000 }],
    });
    expect(cleared.raised).not.toContain('clearing_late');
    expect((await pass(14)).raised).toContain('clearing_late');
    const whole = await pass(20);
    expect(whole.facts).toMatchObject({ availableMinor: 0, shortfallMinor: 0 });
    expect(whole.facts?.claims.map(({ form, openMinor }) => [form, openMinor])).toEqual([
      ['cleared', 8_000],
      ['cleared', 12_000],
    ]);
    expect(whole.raised).not.toContain('clearing_late');
    expect(driver.simulator.world.verdict()).toMatchObject({ clean: true });
  });

  test('that is late is asked for on day 194, and booked when it comes', async () => {
    await owes(20_000, { lateDays: 20 });
    expect((await pass(193)).raised).not.toContain('clearing_late');
    expect((await pass(2)).raised).toContain('clearing_late');
    const late = await pass(8);
    expect(late.facts).toMatchObject({ shortfallMinor: 0, claims: [{ form: 'cleared', openMinor: 20_000 }] });
    expect(late.raised).not.toContain('clearing_late');
  });

  test('that comes weeks early is a claim all the same, and the case goes on', async () => {
    await owes(20_000, { lateDays: -40 });
    const early = await pass(141);
    expect(early.facts).toMatchObject({
      shortfallMinor: 0,
      claims: [{ form: 'cleared', openMinor: 20_000 }],
    });
    expect(early.told.some((rung) => rung.startsWith('cleared-'))).toBe(true);
    expect(early.closed).toBeNull();
  });

  test('of a small amount is written off by itself, and ends the case as let go', async () => {
    await owes(2_400);
    const state = await pass(181);
    expect(state.closed).toMatchObject({ reason: 'let_go' });
    const row = await driver.db.selectFrom('cases').select('summary').executeTakeFirstOrThrow();
    expect(row.summary).toMatchObject({ letGoMinor: 2_400 });
  });

  test('leaves a claim that is stated, proposed to be written off a year later, and paid by sales even then', async () => {
    await owes(20_000);
    await pass(181);
    await pass(31);
    await pass(60);
    const kept = await pass(275);
    expect(kept.raised).toContain('claims_old');
    const told = await driver.db.selectFrom('notices').select(['rung', 'audience']).execute();
    expect(told).toEqual(
      expect.arrayContaining([
        { rung: 'statement-30', audience: 'seller' },
        { rung: 'statement-90', audience: 'seller' },
        { rung: 'write-off-proposed', audience: 'finance' },
      ]),
    );
    const sale = { model: 'destination', seller, amountMinor: 25_000, currency: 'usd' } as const;
    driver.simulator.world.acts.sale(sale);
    expect((await pass(3)).closed).toMatchObject({ reason: 'recovered' });
    expect(driver.simulator.world.verdict()).toMatchObject({ clean: true });
  });
});
