import { afterEach, expect, test } from '@jest/globals';
import { DAY_MS } from '../../src/domain/clock';
import { type House, openHouse } from '../support/house';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

test('a part of a charge is disputed: each of its two sellers bears their share, and gets it back', async () => {
  house = await openHouse();
  const { acts } = house.simulator.world;
  acts.topUpPlatform(100_000, 'usd');
  const createSeller = () => acts.createSeller({ country: 'US', schedule: { interval: 'manual' } });
  const larger = createSeller();
  const smaller = createSeller();
  const both = (large: number, small: number) => [
    { seller: larger, amountMinor: large },
    { seller: smaller, amountMinor: small },
  ];
  const sale = acts.sale({
    model: 'separate',
    amountMinor: 10_000,
    currency: 'usd',
    parts: both(6_000, 3_000),
  });
  acts.sale({ model: 'separate', amountMinor: 10_000, currency: 'usd', parts: both(5_000, 4_000) });
  await house.pass(2 * DAY_MS);
  const dispute = acts.dispute({ charge: sale.chargeId, amountMinor: 4_500 });
  await house.pass(3 * DAY_MS);

  const moved = async (db: House['db']) => {
    const rows = await db.selectFrom('money_moves').selectAll().where('state', '=', 'moved').execute();
    return rows
      .map(({ account, kind, part, amount_minor }) => [account, kind, part, amount_minor] as const)
      .sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
  };
  const taken = await moved(house.db);
  const of = (seller: string, kind: string) =>
    taken.filter(([account, what]) => account === seller && what === kind).map(([, , , minor]) => minor);
  // 4 500 of 10 000 is withdrawn; the sellers had 6 000 and 3 000 of it.
  expect(of(larger, 'reversal')).toEqual([2_700]);
  expect(of(smaller, 'reversal')).toEqual([1_350]);
  expect(of(larger, 'account_debit')).toEqual([1_000]);
  expect(of(smaller, 'account_debit')).toEqual([500]);
  expect(taken).toHaveLength(4);

  acts.win(dispute);
  await house.pass(3 * DAY_MS);
  const back = (await moved(house.db)).filter(([, kind]) => kind === 'give_back');
  expect(back.map(([account, , , minor]) => [account, minor])).toEqual([
    [larger, 2_700],
    [smaller, 1_350],
  ]);
  expect(house.simulator.world.verdict()).toMatchObject({ clean: true, unexplained: [] });
}, 60_000);
