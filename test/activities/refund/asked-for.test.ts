import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { type AccountId, refundSubject } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { type Driver, openDriver } from '../../simulation/driver';
import { disputed, movesOf, openAttention, sale, seller } from '../dispute/seller';
import { asked, availableMinor, borneBy, openTransit } from './asked';

let driver: Driver;
let A: AccountId;
beforeEach(async () => {
  driver = await openDriver();
  A = await seller(driver, 'acct_A', 0);
});
afterEach(async () => driver.close());

async function refundOf(charge: string): Promise<string> {
  const { data } = await driver.stripe.refunds.list({ charge });
  return data[0]?.id ?? '';
}

describe('a refund that somebody asked for', () => {
  test('takes the seller’s part with the same call, and the books have it once', async () => {
    const charge = await sale(driver, A);
    const state = await driver.lookAtRefund(await asked(driver, charge));
    expect(movesOf(driver)).toEqual(['refund 10000']);
    expect(state.closed?.reason).toBe('taken');
    expect(await availableMinor(driver, A)).toBe(0);
    expect(await borneBy(driver, A)).toBe(10_000);
    await driver.lookAtCase(A, currency('usd'));
    expect(await openTransit(driver)).toBe(0);
    expect(await borneBy(driver, A)).toBe(10_000);
  });

  test('is made once for one key, however often it is looked at', async () => {
    const charge = await sale(driver, A);
    const subject = await asked(driver, charge, { amountMinor: 4000, currency: currency('usd') });
    await driver.lookAtRefund(subject);
    driver.forget(subject);
    await driver.advance(HOUR_MS);
    await driver.lookAtRefund(subject);
    expect(movesOf(driver)).toEqual(['refund 4000']);
    expect((await driver.stripe.charges.retrieve(charge)).amount_refunded).toBe(4000);
    expect(await borneBy(driver, A)).toBe(4000);
  });

  test('that fails after its reversal is given back, the balance negative in between', async () => {
    const { acts } = driver.simulator.world;
    const charge = await sale(driver, A);
    acts.sellerPaysOut(A, 'usd');
    const subject = await asked(driver, charge);
    await driver.lookAtRefund(subject);
    await driver.lookAtCase(A, currency('usd'));
    expect(await availableMinor(driver, A)).toBe(-10_000);
    acts.topUpSeller(A, 6000, 'usd');
    await driver.advance(DAY_MS);
    acts.failRefund(await refundOf(charge));
    await driver.advance(HOUR_MS);
    const state = await driver.lookAtRefund(subject);
    expect(movesOf(driver)).toEqual(['refund 10000', 'give_back 10000']);
    expect(state.closed?.reason).toBe('given_back');
    await driver.lookAtCase(A, currency('usd'));
    expect(await borneBy(driver, A)).toBe(0);
    expect(await openTransit(driver)).toBe(0);
    expect(await availableMinor(driver, A)).toBe(6000);
  });

  test('of a separate charge is taken from each seller by a reversal', async () => {
    const B = await seller(driver, 'acct_B', 0);
    const { acts } = driver.simulator.world;
    const { chargeId } = acts.sale({
      model: 'separate',
      amountMinor: 10_000,
      currency: 'usd',
      parts: [
        { seller: A, amountMinor: 6000 },
        { seller: B, amountMinor: 3000 },
      ],
    });
    await driver.advance(DAY_MS);
    const subject = await asked(driver, chargeId, { amountMinor: 5000, currency: currency('usd') });
    const state = await driver.lookAtRefund(subject);
    expect(movesOf(driver)).toEqual(['refund 5000', 'reversal 3000', 'reversal 1500']);
    expect(state.closed?.reason).toBe('taken');
  });

  test('waits while a dispute forbids it, and is made when the dispute was won', async () => {
    const charge = await sale(driver, A, {});
    driver.simulator.world.acts.topUpSeller(A, 20_000, 'usd');
    const dispute = disputed(driver, charge);
    await driver.lookAtDispute(dispute);
    const subject = await asked(driver, charge);
    const waiting = await driver.lookAtRefund(subject);
    expect(waiting.closed).toBeNull();
    expect(await openAttention(driver)).toEqual(['refund_locked']);

    driver.simulator.world.acts.win(dispute);
    await driver.advance(HOUR_MS);
    await driver.lookAtDispute(dispute);
    const wake = await driver.db
      .selectFrom('wakes')
      .select('number')
      .where('target', '=', `refund:${subject}`)
      .executeTakeFirst();
    expect(wake?.number).toBeGreaterThan(1);
    await driver.advance(HOUR_MS);
    const state = await driver.lookAtRefund(subject);
    // The transfer was reversed for the dispute: what was given back is what can be taken now.
    expect(movesOf(driver).slice(-2)).toEqual(['refund 10000', 'reversal 10000']);
    expect(state.closed?.reason).toBe('taken');
    expect(await openAttention(driver)).toEqual([]);
  });

  test('of a charge that a lost dispute took is not made', async () => {
    const charge = await sale(driver, A);
    const dispute = disputed(driver, charge);
    driver.simulator.world.acts.lose(dispute);
    const state = await driver.lookAtRefund(await asked(driver, charge));
    expect(movesOf(driver)).toEqual([]);
    expect(state.closed?.reason).toBe('not_made');
    expect(await openAttention(driver)).toEqual(['refund_not_made']);
  });
});

describe('what cannot be refunded', () => {
  test.each([
    ['more than is left', { amountMinor: 10_001, currency: currency('usd') }],
    ['another currency', { amountMinor: 100, currency: currency('eur') }],
  ])('%s is said to a person and moves nothing', async (_what, wish) => {
    const charge = await sale(driver, A);
    const subject = await asked(driver, charge, wish);
    const state = await driver.lookAtRefund(subject);
    expect(state.closed?.reason).toBe('not_made');
    expect(movesOf(driver)).toEqual([]);
    expect(await openAttention(driver)).toEqual(['refund_not_made']);
    // A hint later begins nothing.
    await driver.lookAtRefund(subject);
    expect(movesOf(driver)).toEqual([]);
    expect(await openAttention(driver)).toEqual(['refund_not_made']);
  });

  test('a charge that Stripe does not know', async () => {
    const state = await driver.lookAtRefund(await asked(driver, 'ch_nobody'));
    expect(state.closed?.reason).toBe('not_made');
    expect(await openAttention(driver)).toEqual(['refund_not_made']);
  });

  test('a refund that Stripe does not know ends, said to a person', async () => {
    const state = await driver.lookAtRefund(refundSubject('re_nobody'));
    expect(state.closed?.reason).toBe('not_made');
    expect(await openAttention(driver)).toEqual(['refund_missing']);
  });
});
