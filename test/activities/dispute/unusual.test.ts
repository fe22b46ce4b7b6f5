import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { nextStep } from '../../../src/domain/dispute/next-step';
import { disputeId } from '../../../src/domain/ids';
import { type Driver, openDriver } from '../../simulation/driver';
import { disputed, movesOf, openAttention, sale, seller } from './seller';

let driver: Driver;
beforeEach(async () => {
  driver = await openDriver();
});
afterEach(async () => driver.close());

const noticesOf = async (template: string) =>
  driver.db.selectFrom('notices').select(['audience', 'params']).where('template', '=', template).execute();

describe('an inquiry', () => {
  test('moves nothing and proposes a refund, until it is closed', async () => {
    const { acts } = driver.simulator.world;
    const charge = await sale(driver, await seller(driver, 'acct_A', 0));
    const dispute = disputeId(acts.dispute({ charge, inquiry: true, reason: 'duplicate' }));
    const open = await driver.lookAtDispute(dispute);
    expect([movesOf(driver), open.closed]).toEqual([[], null]);
    const [item] = await driver.db.selectFrom('attention').select(['kind', 'message', 'command']).execute();
    expect(item).toMatchObject({
      kind: 'inquiry',
      command: `bin/recoup refund --charge ${charge} --reason duplicate --by YOUR_NAME`,
    });
    expect(item?.message).toContain(new Date(open.look?.facts.evidenceDueMs ?? 0).toISOString());
    acts.closeInquiry(dispute);
    await driver.advance(HOUR_MS);
    const state = await driver.lookAtDispute(dispute);
    expect([state.closed?.reason, await openAttention(driver)]).toEqual(['nothing_to_bear', []]);
  });

  test('that escalates proposes nothing any more, and is taken like any dispute', async () => {
    const { acts } = driver.simulator.world;
    const charge = await sale(driver, await seller(driver, 'acct_A', 20_000));
    const dispute = disputeId(acts.dispute({ charge, inquiry: true }));
    await driver.lookAtDispute(dispute);
    acts.withdraw(dispute, { feeMinor: 1500 });
    await driver.advance(HOUR_MS);
    await driver.lookAtDispute(dispute);
    expect(movesOf(driver)).toEqual(['account_debit 1500', 'reversal 10000']);
    expect(await openAttention(driver)).toEqual([]);
  });
});

test('one that is prevented moves nothing and ends', async () => {
  const { acts } = driver.simulator.world;
  const charge = await sale(driver, await seller(driver, 'acct_A', 0));
  const dispute = disputeId(acts.dispute({ charge, inquiry: true }));
  acts.prevent(dispute);
  const state = await driver.lookAtDispute(dispute);
  expect([state.closed?.reason, movesOf(driver)]).toEqual(['nothing_to_bear', []]);
});

describe('fees', () => {
  test('rapid resolution: lost at once and without one; the seller is told that it cannot be contested', async () => {
    const { acts } = driver.simulator.world;
    const charge = await sale(driver, await seller(driver, 'acct_A', 20_000));
    const dispute = disputeId(acts.dispute({ charge, rapid: true }));
    const state = await driver.lookAtDispute(dispute);
    expect([movesOf(driver), state.closed?.reason]).toEqual([['reversal 10000'], 'taken']);
    const [told] = await noticesOf('disputeTaken');
    expect(told?.params).toMatchObject({ rapid: true, feeMinor: 0 });
  });

  test.each([
    ['seller', ['reversal 10000', 'account_debit 1500', 'give_back 1500', 'give_back 10000']],
    ['platform', ['reversal 10000', 'give_back 10000']],
  ] as const)('a countered fee without a received one follows the %s who contests', async (by, moves) => {
    const { acts } = driver.simulator.world;
    const charge = await sale(driver, await seller(driver, 'acct_A', 20_000));
    const dispute = disputeId(acts.dispute({ charge, feeMinor: 0 }));
    await driver.lookAtDispute(dispute);
    await driver.advance(DAY_MS);
    acts.contest(dispute, by, 1500);
    await driver.stripe.disputes.update(dispute, { metadata: { recoup_contested_by: by } });
    await driver.lookAtDispute(dispute);
    await driver.advance(DAY_MS);
    acts.win(dispute);
    await driver.advance(HOUR_MS);
    const state = await driver.lookAtDispute(dispute);
    expect([movesOf(driver), state.closed?.reason]).toEqual([moves, 'given_back']);
  });
});

describe('currencies', () => {
  test('a dispute in another currency than its charge and balance: those decide, and words name its own', async () => {
    const { acts } = driver.simulator.world;
    const account = await seller(driver, 'acct_A', 20_000);
    const charge = await sale(driver, account);
    acts.setRate('cad', 'usd', 0.74);
    const input = { charge, currency: 'cad', amountMinor: 13_514, withdrawnMinor: 10_000 };
    const dispute = disputeId(acts.dispute(input));
    await driver.lookAtDispute(dispute);
    expect(movesOf(driver)).toEqual(['account_debit 1500', 'reversal 10000']);
    const [created] = await noticesOf('disputeCreated');
    expect(created?.params).toMatchObject({ currency: 'cad', amountMinor: 13_514 });
  });

  test('three of them (dispute, charge, balance): nothing moves, and a person is asked', async () => {
    const { acts } = driver.simulator.world;
    const account = await seller(driver, 'acct_A', 20_000);
    acts.setRate('eur', 'usd', 1.1);
    acts.setRate('cad', 'usd', 0.74);
    acts.setRate('cad', 'eur', 0.67);
    const { chargeId } = acts.sale({
      model: 'separate',
      amountMinor: 10_000,
      currency: 'eur',
      settlesIn: 'usd',
      parts: [{ seller: account, amountMinor: 9000 }],
    });
    const dispute = disputed(driver, chargeId);
    const other = disputeId(acts.dispute({ charge: chargeId, currency: 'cad', amountMinor: 1000 }));
    await driver.lookAtDispute(other);
    expect(await openAttention(driver)).toEqual(['exchange_rate']);
    expect(movesOf(driver)).toEqual([]);
    await driver.lookAtDispute(dispute);
    expect(movesOf(driver)).toContain('reversal 9000');
  });
});

describe('a direct charge whose account left', () => {
  test('keeps its last figures, says so, and is looked for every day', async () => {
    const { acts } = driver.simulator.world;
    const account = await seller(driver, 'acct_A', 20_000);
    const sold = acts.sale({ model: 'direct', seller: account, amountMinor: 10_000, currency: 'usd' });
    await driver.advance(DAY_MS);
    const dispute = disputed(driver, sold.chargeId);
    const before = await driver.lookAtDispute(dispute, account);
    acts.deauthorize(account);
    await driver.advance(HOUR_MS);
    const state = await driver.lookAtDispute(dispute, account);
    expect(await openAttention(driver)).toEqual(['unreachable']);
    expect([state.closed, state.look?.facts]).toEqual([null, before.look?.facts]);
    expect(nextStep(state, driver.nowMs())).toMatchObject({ untilMs: driver.nowMs() + DAY_MS });
  });
});
