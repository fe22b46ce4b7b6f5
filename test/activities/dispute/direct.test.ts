import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DAY_MS } from '../../../src/domain/clock';
import { type AccountId, disputeId } from '../../../src/domain/ids';
import { type Driver, openDriver } from '../../simulation/driver';
import { seller } from './seller';

let driver: Driver;
let A: AccountId;
beforeEach(async () => {
  driver = await openDriver();
  A = await seller(driver, 'acct_A', 0);
});
afterEach(async () => driver.close());

const wakeOfAccount = async (): Promise<number> => {
  const row = await driver.db
    .selectFrom('wakes')
    .select('number')
    .where('target', '=', `account:${A}`)
    .executeTakeFirst();
  return row?.number ?? 0;
};

test('what Stripe takes on the account of a direct charge is reason to look at it, once for each time', async () => {
  const { acts } = driver.simulator.world;
  const { chargeId } = acts.sale({ model: 'direct', seller: A, amountMinor: 10_000, currency: 'usd' });
  const dispute = disputeId(acts.dispute({ charge: chargeId, feeMinor: 0 }));
  await driver.lookAtDispute(dispute, A);
  expect(await wakeOfAccount()).toBe(1);
  await driver.advance(DAY_MS);
  await driver.lookAtDispute(dispute, A);
  expect(await wakeOfAccount()).toBe(1);
  acts.win(dispute);
  await driver.advance(DAY_MS);
  await driver.lookAtDispute(dispute, A);
  expect(await wakeOfAccount()).toBe(2);
});
