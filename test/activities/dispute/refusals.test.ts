import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { nextStep } from '../../../src/domain/dispute/next-step';
import { disputeId } from '../../../src/domain/ids';
import { createAccountLook } from '../../../src/relay';
import { writeFrozen, writeMode } from '../../../src/store/door-state';
import { type Driver, openDriver } from '../../simulation/driver';
import { disputed, movesOf, openAttention, sale, seller } from './seller';

let driver: Driver;
beforeEach(async () => {
  driver = await openDriver({ isUnavailable: () => true });
});
afterEach(async () => driver.close());

const count = async (table: 'decisions' | 'notices' | 'money_moves'): Promise<number> =>
  (await driver.db.selectFrom(table).selectAll().execute()).length;

describe('a dispute goes on', () => {
  test('where Stripe bears the account’s losses: the fee is a claim, and what comes back goes to a person', async () => {
    const A = await seller(driver, 'acct_A', 20_000, { losses: 'stripe' });
    const dispute = disputed(driver, await sale(driver, A));
    await driver.lookAtDispute(dispute);
    expect(movesOf(driver)).toEqual(['account_debit 1500 refused', 'reversal 10000']);
    await driver.advance(HOUR_MS);
    driver.simulator.world.acts.win(dispute);
    const state = await driver.lookAtDispute(dispute);
    expect(movesOf(driver)).toHaveLength(2);
    expect(await openAttention(driver)).toEqual(['stripe_bears_losses']);
    expect(state.closed).toBeNull();
  });

  test('for an account that left: the fee is a claim, the transfer is reversed all the same', async () => {
    const A = await seller(driver, 'acct_A', 20_000);
    const dispute = disputed(driver, await sale(driver, A));
    driver.simulator.world.acts.deauthorize(A);
    const state = await driver.lookAtDispute(dispute);
    expect(movesOf(driver)).toEqual(['account_debit 1500 refused', 'reversal 10000']);
    expect(state.look?.facts.sellers[0]?.fee.openClaimsMinor).toBe(1500);
  });

  test('for an account that left before the dispute was won: what is due waits, and a person hears of it', async () => {
    const A = await seller(driver, 'acct_A', 20_000);
    await createAccountLook(driver.deps)(A);
    const dispute = disputed(driver, await sale(driver, A));
    await driver.lookAtDispute(dispute);
    await driver.advance(HOUR_MS);
    driver.simulator.world.acts.deauthorize(A);
    driver.simulator.world.acts.win(dispute);
    await driver.lookAtDispute(dispute);
    await driver.advance(HOUR_MS);
    const state = await driver.lookAtDispute(dispute);
    expect(
      movesOf(driver)
        .slice(2)
        .every((move) => move === 'give_back 10000 held'),
    ).toBe(true);
    expect(await openAttention(driver)).toEqual(['preflight_halt']);
    expect(state.closed).toBeNull();
  });

  test('while the platform’s balance is short: what is due to the seller is sent when it can be', async () => {
    const A = await seller(driver, 'acct_A', 20_000);
    const dispute = disputed(driver, await sale(driver, A));
    await driver.lookAtDispute(dispute);
    await driver.advance(HOUR_MS);
    const { acts } = driver.simulator.world;
    acts.win(dispute);
    const B = await seller(driver, 'acct_B', 0);
    const all = (await driver.stripe.balance.retrieve()).available[0]?.amount ?? 0;
    acts.dashboardTransfer(B, all - 100, 'usd');
    await driver.lookAtDispute(dispute);
    expect(movesOf(driver).at(-1)).toBe('give_back 10000 refused');
    acts.topUpPlatform(50_000, 'usd');
    await driver.advance(5 * DAY_MS);
    const state = await driver.lookAtDispute(dispute);
    expect(movesOf(driver).at(-1)).toBe('give_back 10000');
    expect(state.closed?.reason).toBe('given_back');
    expect(driver.simulator.world.verdict().clean).toBe(true);
  });

  test('in observe nothing moves and every decision is recorded; in act it moves', async () => {
    const A = await seller(driver, 'acct_A', 20_000);
    await driver.db.transaction().execute((tx) => writeMode(tx, 'observe'));
    const dispute = disputed(driver, await sale(driver, A));
    await driver.lookAtDispute(dispute);
    expect(movesOf(driver)).toEqual(['account_debit 1500 held', 'reversal 10000 held']);
    expect(await count('money_moves')).toBe(0);
    expect(await count('decisions')).toBe(2);
    await driver.db.transaction().execute((tx) => writeMode(tx, 'act'));
    await driver.lookAtDispute(dispute);
    expect(movesOf(driver).slice(2)).toEqual(['account_debit 1500', 'reversal 10000']);
  });

  test('after a freeze', async () => {
    const A = await seller(driver, 'acct_A', 20_000);
    await driver.db.transaction().execute((tx) => writeFrozen(tx, true));
    const dispute = disputed(driver, await sale(driver, A));
    await driver.lookAtDispute(dispute);
    expect(await count('money_moves')).toBe(0);
    await driver.db.transaction().execute((tx) => writeFrozen(tx, false));
    await driver.advance(HOUR_MS);
    await driver.lookAtDispute(dispute);
    expect(movesOf(driver).slice(1)).toEqual(['account_debit 1500', 'reversal 10000']);
  });

  test('after a 500 that hid the reversal: it is found and not made twice', async () => {
    const A = await seller(driver, 'acct_A', 20_000);
    const dispute = disputed(driver, await sale(driver, A));
    driver.simulator.faults.add({ kind: 'api-error-after', match: 'POST /v1/transfers/*', times: 1 });
    await driver.lookAtDispute(dispute);
    for (let hour = 0; hour < 3; hour += 1) {
      await driver.advance(HOUR_MS);
      await driver.lookAtDispute(dispute);
    }
    expect(driver.simulator.faults.fired('api-error-after')).toBe(1);
    expect(driver.simulator.world.verdict()).toMatchObject({ clean: true });
    const state = await driver.lookAtDispute(dispute);
    expect(state.look?.facts.sellers[0]?.principal.takenMinor).toBe(10_000);
    expect(await openAttention(driver)).toEqual([]);
  });

  test('from the books alone, when its run is lost after every step', async () => {
    const A = await seller(driver, 'acct_A', 500);
    const dispute = disputed(driver, await sale(driver, A));
    driver.simulator.world.acts.sellerPaysOut(A, 'usd', 9000);
    await driver.lookAtDispute(dispute);
    const before = [movesOf(driver).filter((one) => !one.includes('refused')), await count('notices')];
    for (let again = 0; again < 3; again += 1) {
      driver.forget(dispute);
      await driver.advance(HOUR_MS);
      await driver.lookAtDispute(dispute);
    }
    expect([movesOf(driver).filter((one) => !one.includes('refused')), await count('notices')]).toEqual(
      before,
    );
    expect(driver.simulator.world.verdict()).toMatchObject({ clean: true });
  });

  test('with attention for a dispute that Stripe does not know', async () => {
    const state = await driver.lookAtDispute(disputeId('dp_unknown'));
    expect(state.raised).toEqual(['dispute:dp_unknown:missing']);
    expect(nextStep(state, driver.nowMs())).toMatchObject({ untilMs: driver.nowMs() + DAY_MS });
    expect(state.closed).toBeNull();
  });
});

describe('a direct charge', () => {
  test('of an account whose losses Stripe bears pays its own fee: there is nothing to move', async () => {
    const A = await seller(driver, 'acct_A', 20_000, { losses: 'stripe', type: 'standard' });
    const { acts } = driver.simulator.world;
    const { chargeId } = acts.sale({ model: 'direct', seller: A, amountMinor: 10_000, currency: 'usd' });
    await driver.advance(DAY_MS);
    const dispute = disputed(driver, chargeId);
    acts.lose(dispute);
    const state = await driver.lookAtDispute(dispute, A);
    expect(movesOf(driver)).toEqual([]);
    expect(state.closed?.reason).toBe('taken');
    expect(state.look?.facts.sellers[0]).toMatchObject({
      principal: { takenMinor: 10_000 },
      fee: { takenMinor: 0 },
    });
  });
});
