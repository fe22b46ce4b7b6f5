import { afterEach, describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../../src/domain/clock';
import type { DisputeStep } from '../../../src/domain/dispute/steps';
import { disputeId, type DisputeId } from '../../../src/domain/ids';
import { defaultPolicy, sealPolicy } from '../../../src/policy-file';
import { type Driver, openDriver } from '../../simulation/driver';
import { answered, openAttention } from './seller';

let driver: Driver;
const steps: DisputeStep[] = [];
afterEach(async () => {
  steps.length = 0;
  await driver.close();
});

async function open(sellersPerDispute: number): Promise<void> {
  const { hash: _hash, ...policy } = defaultPolicy();
  driver = await openDriver({
    policy: sealPolicy({ ...policy, caps: { ...policy.caps, sellersPerDispute } }),
    onDisputeStep: (step) => steps.push(step),
  });
}

/** One charge over so many sellers, 100 each; every third has paid out. Answers the dispute of the whole. */
async function disputedOver(sellers: number): Promise<DisputeId> {
  const { acts } = driver.simulator.world;
  const names = Array.from({ length: sellers }, (_, index) => `acct_${index}`);
  for (const id of names) acts.createSeller({ id, country: 'US', schedule: { interval: 'manual' } });
  acts.topUpPlatform(100_000, 'usd');
  await driver.advance(10 * DAY_MS);
  const { chargeId } = acts.sale({
    model: 'separate',
    amountMinor: sellers * 100 + 1000,
    currency: 'usd',
    parts: names.map((seller) => ({ seller, amountMinor: 100 })),
  });
  await driver.advance(DAY_MS);
  for (const [index, seller] of names.entries()) {
    if (index % 3 === 0) acts.sellerPaysOut(seller, 'usd');
    else acts.topUpSeller(seller, 5000, 'usd');
  }
  await driver.advance(10 * DAY_MS);
  const dispute = disputeId(acts.dispute({ charge: chargeId, feeMinor: sellers * 30 }));
  acts.lose(dispute);
  return dispute;
}

const count = (kind: DisputeStep['kind']): number => steps.filter((step) => step.kind === kind).length;
const moved = (kind: string): number =>
  driver.moves.filter(({ move, outcome }) => move.kind === kind && outcome.kind === 'moved').length;

describe('a charge that is fanned out to many sellers', () => {
  test('takes from fifty with a few looks, and each bears their share once', async () => {
    await open(50);
    const dispute = await disputedOver(50);
    const state = await driver.lookAtDispute(dispute);
    expect(state.closed?.reason).toBe('claimed');
    expect([moved('account_debit'), moved('reversal')]).toEqual([33, 50]);
    expect(count('look')).toBeLessThanOrEqual(5);
    expect(steps.length).toBeLessThanOrEqual(40);
    const claims = await driver.db.selectFrom('claims').select('claim_id').execute();
    expect(claims).toHaveLength(17);
    expect(driver.simulator.world.verdict()).toMatchObject({ clean: true, unexplained: [] });
  }, 60_000);

  test('above the policy’s number nothing is taken until a person says so', async () => {
    await open(3);
    const dispute = await disputedOver(5);
    const waiting = await driver.lookAtDispute(dispute);
    expect(await openAttention(driver)).toEqual(['many_sellers']);
    expect([driver.moves, waiting.closed]).toEqual([[], null]);

    await answered(driver, dispute, { question: 'sellers', account: null, answer: 'take' });
    const state = await driver.lookAtDispute(dispute);
    expect(state.closed?.reason).toBe('claimed');
    expect(moved('reversal')).toBe(5);
    expect(await openAttention(driver)).toEqual([]);
    const decisions = await driver.db
      .selectFrom('decisions')
      .select(['actor', 'reason'])
      .where('kind', '=', 'dispute_answer')
      .execute();
    expect(decisions).toEqual([{ actor: 'ana', reason: 'told them' }]);
  });

  test('and where a person leaves it to the platform, nobody is taken from', async () => {
    await open(3);
    const dispute = await disputedOver(5);
    await driver.lookAtDispute(dispute);
    await answered(driver, dispute, { question: 'sellers', account: null, answer: 'leave' });
    const state = await driver.lookAtDispute(dispute);
    expect([driver.moves, state.closed?.reason]).toEqual([[], 'platform_bears']);
  });
});
