import { describe, expect, test } from '@jest/globals';
import type { World } from '../../../src/simulator/world/port';
import { aWorld, call, disputed, laterSale, product, sellerWithSale } from './support/world';

describe('what nobody can explain', () => {
  const why = (world: World): string[] => world.verdict().unexplained.map((one) => one.why);

  test('is a transfer with neither key nor sale', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    call(world, 'POST /v1/transfers', {}, { amount: 5, currency: 'usd', destination: 'acct_A' });
    expect(why(world)).toEqual([expect.stringMatching(/neither a recoup_key nor a charge/)]);
    expect(world.verdict().totals).toMatchObject([{ currency: 'usd', unexplainedMinor: 5 }]);
  });

  test('is a reversal where nobody undid the sale', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    call(world, 'POST /v1/transfers/{id}/reversals', { id: 'tr_1' }, { amount: 5 });
    expect(why(world)).toEqual([expect.stringMatching(/nobody undid/)]);
  });

  test('is a reversal for the dispute of another sale', () => {
    const world = aWorld();
    disputed(world);
    world.acts.sale({
      id: 'ch_2',
      model: 'destination',
      seller: 'acct_A',
      amountMinor: 500,
      currency: 'usd',
      transferId: 'tr_2',
    });
    product.reverse(world, 'dp_1', 'tr_2', 500);
    expect(why(world)).toEqual([expect.stringMatching(/not about the sale of tr_2/)]);
  });

  test('is a debit for a dispute that does not exist, and one in which the account has no part', () => {
    const world = aWorld();
    disputed(world);
    world.acts.createSeller({ id: 'acct_B', country: 'US' });
    laterSale(world, 'acct_B', 5_000);
    product.debit(world, 'dp_none', 'acct_A', 5);
    product.debit(world, 'dp_1', 'acct_B', 5);
    expect(why(world)).toEqual([
      expect.stringMatching(/no known cause/),
      expect.stringMatching(/has no part/),
    ]);
  });

  test('is a second effect of one key', () => {
    const world = aWorld();
    disputed(world);
    const metadata = { recoup_key: 'recoup:v1:reversal:dp_1:tr_1:0' };
    for (const amount of [4_000, 6_000])
      call(world, 'POST /v1/transfers/{id}/reversals', { id: 'tr_1' }, { amount, metadata });
    expect(why(world)).toEqual([expect.stringMatching(/had already moved money/)]);
  });

  test('is not what people do in the Dashboard', () => {
    const world = aWorld();
    disputed(world);
    world.acts.dashboardReversal('tr_1', 4_000);
    world.acts.dashboardTransfer('acct_A', 100, 'usd');
    expect(world.verdict()).toMatchObject({ clean: true, sellers: [{ takenMinor: 4_000 }] });
  });
});
