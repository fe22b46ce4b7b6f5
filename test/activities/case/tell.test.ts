import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DAY_MS } from '../../../src/domain/clock';
import { currency } from '../../../src/domain/money';
import { defaultPolicy } from '../../../src/policy-file';
import { type Driver, openDriver } from '../../simulation/driver';
import { sale, seller } from '../dispute/seller';

const USD = currency('usd');

let driver: Driver;
beforeEach(async () => {
  driver = await openDriver();
});
afterEach(async () => driver.close());

test('the gate becomes louder each time that it is asked; other days speak to the first of the role', async () => {
  const { acts } = driver.simulator.world;
  const account = await seller(driver, 'acct_A', 0);
  const charge = await sale(driver, account);
  acts.sellerPaysOut(account, 'usd');
  const { transfer } = await driver.stripe.charges.retrieve(charge);
  acts.dashboardReversal(typeof transfer === 'string' ? transfer : '', 4_000);
  const { facts } = await driver.lookAtCase(account, USD);
  const number = facts?.number;
  if (number == null) throw new Error('no case was opened');
  const nowMs = driver.nowMs();
  for (const day of [120, 150, 160, 170, 175]) {
    await driver.activities.tellCase(
      { account, currency: USD, number },
      {
        rung: `day-${day}`,
        day,
        audiences: ['decider'],
        about: null,
        attend: { raise: [], settle: [] },
      },
      {
        shortfallMinor: 4_000,
        owedMinor: 4_000,
        availableMinor: -4_000,
        negativeSinceMs: nowMs,
        clearsAtMs: nowMs + 180 * DAY_MS,
        lookedAtMs: nowMs,
        policyHash: defaultPolicy().hash,
      },
    );
  }
  const rows = await driver.db
    .selectFrom('notices')
    .select(['rung', 'level'])
    .where('audience', '=', 'decider')
    .orderBy('notice_id')
    .execute();
  expect(rows).toEqual([
    { rung: 'day-120', level: 0 },
    { rung: 'day-150', level: 0 },
    { rung: 'day-160', level: 1 },
    { rung: 'day-170', level: 2 },
    { rung: 'day-175', level: 3 },
  ]);
});
