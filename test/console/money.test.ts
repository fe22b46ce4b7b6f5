import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readCurrencies } from '../../src/console/queries/money';
import { DAY_MS, HOUR_MS } from '../../src/domain/clock';
import { type AccountId, accountId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { type Driver, openDriver } from '../simulation/driver';

const USD = currency('usd');

let driver: Driver;
let seller: AccountId;

/** A seller who owes 200.00 and whose bank is not debited. */
beforeEach(async () => {
  driver = await openDriver();
  const { acts } = driver.simulator.world;
  acts.topUpPlatform(500_000, 'usd');
  seller = accountId(
    acts.createSeller({ country: 'US', schedule: { interval: 'manual' }, debitNegativeBalances: false }),
  );
  const { transferIds } = acts.sale({ model: 'destination', seller, amountMinor: 50_000, currency: 'usd' });
  acts.sellerPaysOut(seller, 'usd');
  await driver.advance(DAY_MS);
  acts.dashboardReversal(transferIds[0] ?? '', 20_000);
  await driver.advance(HOUR_MS);
  await driver.lookAtCase(seller, USD);
});
afterEach(() => driver.close());

async function say(message: { outcome: 'forgive' | 'paidOutside'; amountMinor: number; reference?: string }) {
  await driver.advance(HOUR_MS);
  await driver.sayToCase(seller, USD, { by: 'ana@example.com', ...message }, `u-${message.outcome}`);
  const [figures] = await readCurrencies(driver.db);
  return Object.fromEntries(
    (figures?.recovered ?? []).map(({ method, amountMinor }) => [method, amountMinor]),
  );
}

test('what the platform credited is not counted as won', async () => {
  expect(await say({ outcome: 'forgive', amountMinor: 20_000 })).toEqual({ credit: 20_000 });
});

test('what the seller paid outside counts as that', async () => {
  const paid = { outcome: 'paidOutside', amountMinor: 12_000, reference: 'bank 7' } as const;
  expect(await say(paid)).toEqual({ paid_outside: 12_000 });
});
