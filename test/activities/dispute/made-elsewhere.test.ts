import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR_MS } from '../../../src/domain/clock';
import type { AccountId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { settleAttention } from '../../../src/store/attention';
import { type Driver, openDriver } from '../../simulation/driver';
import { disputed, movesOf, openAttention, sale, seller } from './seller';

let driver: Driver;
let A: AccountId;
beforeEach(async () => {
  driver = await openDriver();
  A = await seller(driver, 'acct_A', 0);
});
afterEach(async () => driver.close());

const transferOf = async (charge: string): Promise<string> => {
  const found = await driver.stripe.charges.retrieve(charge);
  return typeof found.transfer === 'string' ? found.transfer : '';
};

async function openTransit(): Promise<number> {
  const rows = await driver.db
    .selectFrom('postings')
    .select('amount_minor')
    .where('book', '=', 'transit')
    .execute();
  return rows.reduce((sum, row) => sum + row.amount_minor, 0);
}

describe('what somebody did in the Dashboard', () => {
  test('a reversal since the dispute was opened counts, and only the rest is reversed', async () => {
    const { acts } = driver.simulator.world;
    const charge = await sale(driver, A);
    acts.sellerPaysOut(A, 'usd');
    const dispute = disputed(driver, charge);
    acts.dashboardReversal(await transferOf(charge), 4000);
    await driver.advance(HOUR_MS);
    await driver.lookAtDispute(dispute);
    expect(movesOf(driver)).toEqual(['account_debit 1500 refused', 'reversal 6000']);

    // The account's own balance shows both, and each is one entry of the same cause.
    await driver.lookAtCase(A, currency('usd'));
    expect(await openTransit()).toBe(0);
    const owed = await driver.db
      .transaction()
      .execute((tx) => driver.deps.ledger.balanceBook(tx, A, currency('usd')));
    expect(owed.owed.map((one) => [one.cause, one.amountMinor])).toEqual(
      expect.arrayContaining([[dispute, 6000]]),
    );
    expect(owed.owed.reduce((sum, one) => sum + one.amountMinor, 0)).toBe(10_000);
    expect(new Set(owed.owed.map((one) => one.cause))).toEqual(new Set([dispute]));
  });

  test('a reversal from before the dispute is another cause: the seller bears it once', async () => {
    const { acts } = driver.simulator.world;
    const charge = await sale(driver, A);
    acts.dashboardReversal(await transferOf(charge), 4000);
    await driver.advance(HOUR_MS);
    const dispute = disputed(driver, charge);
    acts.lose(dispute);
    const state = await driver.lookAtDispute(dispute);
    expect(movesOf(driver)).toEqual(['account_debit 1500', 'reversal 6000']);
    expect(await openAttention(driver)).toEqual(['above_cap']);
    expect(state.closed?.reason).toBe('taken');
  });

  test('two disputes of one charge take no more than the transfer together', async () => {
    const charge = await sale(driver, A);
    driver.simulator.world.acts.topUpSeller(A, 20_000, 'usd');
    const first = disputed(driver, charge, 6000);
    await driver.lookAtDispute(first);
    await driver.advance(HOUR_MS);
    const second = disputed(driver, charge, 7000);
    await driver.lookAtDispute(second);
    expect(movesOf(driver)).toEqual([
      'account_debit 1500',
      'reversal 6000',
      'account_debit 1500',
      'reversal 4000',
    ]);
    expect(await openAttention(driver)).toEqual(['above_cap']);

    // What one of them gives back, the other may take: it is told to look again.
    const wakes = async (): Promise<number> => {
      const wake = driver.db.selectFrom('wakes').select('number').where('target', '=', `dispute:${second}`);
      return (await wake.executeTakeFirst())?.number ?? 0;
    };
    const before = await wakes();
    driver.simulator.world.acts.win(first);
    await driver.advance(HOUR_MS);
    await driver.lookAtDispute(first);
    expect(await wakes()).toBeGreaterThan(before);
    await driver.lookAtDispute(second);
    expect(movesOf(driver).slice(-2)).toEqual(['give_back 6000', 'reversal 3000']);
    expect(await openAttention(driver)).toEqual([]);
  });

  test('a transfer to the seller since the money came back is attention first, and a person lets it pass', async () => {
    const { acts } = driver.simulator.world;
    const charge = await sale(driver, A);
    acts.topUpSeller(A, 20_000, 'usd');
    const dispute = disputed(driver, charge);
    await driver.lookAtDispute(dispute);
    await driver.advance(HOUR_MS);
    acts.win(dispute);
    await driver.advance(HOUR_MS);
    acts.dashboardTransfer(A, 500, 'usd');
    const waiting = await driver.lookAtDispute(dispute);
    expect(movesOf(driver)).toEqual(['account_debit 1500', 'reversal 10000']);
    expect(await openAttention(driver)).toEqual(['transfer_elsewhere']);
    expect(waiting.closed).toBeNull();

    const [key] = waiting.raised;
    const at = { wallMs: driver.nowMs(), clockMs: driver.nowMs() };
    await settleAttention(driver.db, key ?? '', 'ana@example.com', at);
    await driver.advance(HOUR_MS);
    const state = await driver.lookAtDispute(dispute);
    expect(movesOf(driver).at(-1)).toBe('give_back 10000');
    expect(state.closed?.reason).toBe('given_back');
  });
});
