import { afterEach, describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../src/domain/clock';
import type { CaseState } from '../../src/domain/case/state';
import { type House, openHouse } from '../support/house';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

const casesOf = (db: House['db']) => db.selectFrom('cases').selectAll().orderBy('number').execute();

describe('a dispute', () => {
  test('that is lost after the seller was paid out is taken back from the bank, and its fee from later sales', async () => {
    house = await openHouse();
    const { acts } = house.simulator.world;
    acts.topUpPlatform(100_000, 'usd');
    const seller = acts.createSeller({ country: 'US' });
    const sale = acts.sale({
      model: 'destination',
      seller,
      amountMinor: 10_000,
      applicationFeeMinor: 1_000,
      currency: 'usd',
    });
    acts.sellerPaysOut(seller, 'usd');
    await house.pass(3 * DAY_MS);
    const dispute = acts.dispute({ charge: sale.chargeId });
    await house.pass(20 * DAY_MS);
    acts.lose(dispute);
    await house.pass(20 * DAY_MS);

    const moves = await house.db.selectFrom('money_moves').selectAll().orderBy('created_at').execute();
    expect(moves.map(({ kind, state, amount_minor }) => [kind, state, amount_minor])).toEqual([
      ['account_debit', 'refused', 1_500],
      ['reversal', 'moved', 10_000],
    ]);
    const waiting = await house.state<CaseState>(`case:${seller}:usd`);
    expect(waiting.facts?.claims).toMatchObject([{ form: 'fee', openMinor: 1_500 }]);

    acts.sale({ model: 'destination', seller, amountMinor: 5_000, currency: 'usd' });
    await house.pass(3 * DAY_MS);
    expect(await casesOf(house.db)).toMatchObject([{ close_reason: 'recovered' }]);
    expect(house.simulator.world.verdict()).toMatchObject({ clean: true, unexplained: [] });
  }, 60_000);

  test('that is won, lost again and won gives back, takes and gives back the same amount', async () => {
    house = await openHouse();
    const { acts } = house.simulator.world;
    acts.topUpPlatform(100_000, 'usd');
    const seller = acts.createSeller({ country: 'US', schedule: { interval: 'manual' } });
    const sale = acts.sale({ model: 'destination', seller, amountMinor: 10_000, currency: 'usd' });
    acts.sale({ model: 'destination', seller, amountMinor: 10_000, currency: 'usd' });
    await house.pass(2 * DAY_MS);
    const dispute = acts.dispute({ charge: sale.chargeId });
    await house.pass(5 * DAY_MS);
    acts.win(dispute);
    await house.pass(5 * DAY_MS);
    acts.appeal(dispute);
    acts.withdraw(dispute);
    await house.pass(5 * DAY_MS);
    acts.win(dispute);
    await house.pass(5 * DAY_MS);

    const moves = await house.db.selectFrom('money_moves').selectAll().orderBy('created_at').execute();
    expect(moves.map(({ kind, state, amount_minor }) => [kind, state, amount_minor])).toEqual([
      ['account_debit', 'moved', 1_500],
      ['reversal', 'moved', 10_000],
      ['give_back', 'moved', 10_000],
      ['reversal', 'moved', 10_000],
      ['give_back', 'moved', 10_000],
    ]);
    expect(house.simulator.world.verdict()).toMatchObject({ clean: true, unexplained: [] });
  }, 60_000);
});
