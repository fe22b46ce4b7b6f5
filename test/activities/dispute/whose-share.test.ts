import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR_MS } from '../../../src/domain/clock';
import type { AccountId, DisputeId } from '../../../src/domain/ids';
import { type Driver, openDriver } from '../../simulation/driver';
import { disputed, movesOf, openAttention, seller } from './seller';

let driver: Driver;
let A: AccountId;
let B: AccountId;
beforeEach(async () => {
  driver = await openDriver();
  A = await seller(driver, 'acct_A', 20_000);
  B = await seller(driver, 'acct_B', 20_000);
});
afterEach(async () => driver.close());

/** A sale of 10000 by two sellers, who get 5000 and 3000; nothing ties the transfers to the charge but the group. */
function saleInGroup(group: string): string {
  return driver.simulator.world.acts.sale({
    model: 'separate',
    amountMinor: 10_000,
    currency: 'usd',
    transferGroup: group,
    parts: [
      { seller: A, amountMinor: 5000, sourced: false },
      { seller: B, amountMinor: 3000, sourced: false },
    ],
  }).chargeId;
}

const attributionOf = async (dispute: DisputeId): Promise<unknown> => {
  const row = await driver.db
    .selectFrom('disputes')
    .select('facts')
    .where('dispute_id', '=', dispute)
    .executeTakeFirstOrThrow();
  return (row.facts as { attribution?: string }).attribution;
};

describe('whose share a dispute is', () => {
  test('is by the transfers whose source is the charge, whatever group they are in', async () => {
    const { chargeId } = driver.simulator.world.acts.sale({
      model: 'separate',
      amountMinor: 10_000,
      currency: 'usd',
      transferGroup: 'batch_7',
      parts: [
        { seller: A, amountMinor: 5000 },
        { seller: B, amountMinor: 3000 },
      ],
    });
    saleInGroup('batch_7');
    const dispute = disputed(driver, chargeId);
    await driver.lookAtDispute(dispute);
    expect(await attributionOf(dispute)).toBe('source_transaction');
    expect(movesOf(driver)).toEqual([
      'account_debit 937',
      'account_debit 562',
      'reversal 5000',
      'reversal 3000',
    ]);
  });

  test('is by the transfer group where it belongs to this charge alone', async () => {
    const dispute = disputed(driver, saleInGroup('order_1'));
    await driver.lookAtDispute(dispute);
    expect(await attributionOf(dispute)).toBe('group');
    expect(movesOf(driver)).toHaveLength(4);
  });

  test('goes to a person where two charges share the group, until the platform names the transfers', async () => {
    const charge = saleInGroup('batch_7');
    saleInGroup('batch_7');
    const dispute = disputed(driver, charge);
    await driver.lookAtDispute(dispute);
    expect(await attributionOf(dispute)).toBe('unknown');
    expect(movesOf(driver)).toEqual([]);
    expect(await openAttention(driver)).toEqual(['whose_share']);

    const [, transfer] = (await driver.stripe.transfers.list({ destination: A })).data;
    driver.simulator.world.core.change(charge, { metadata: { recoup_transfers: transfer?.id ?? '' } });
    await driver.advance(HOUR_MS);
    await driver.lookAtDispute(dispute);
    expect(await attributionOf(dispute)).toBe('metadata');
    expect(movesOf(driver)).toEqual(['account_debit 1500', 'reversal 5000']);
    expect(await openAttention(driver)).toEqual([]);
  });

  test('is nobody’s where the platform says that the sale was its own', async () => {
    const { acts } = driver.simulator.world;
    const { chargeId } = acts.sale({
      model: 'separate',
      amountMinor: 10_000,
      currency: 'usd',
      parts: [],
      metadata: { recoup_transfers: 'none' },
    });
    const dispute = disputed(driver, chargeId);
    acts.lose(dispute);
    const state = await driver.lookAtDispute(dispute);
    expect(state.closed?.reason).toBe('platform_bears');
    expect(movesOf(driver)).toEqual([]);
  });
});
