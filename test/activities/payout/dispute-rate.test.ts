import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chargesThatClear, disputeRateOf } from '../../../src/activities/payout/dispute-rate';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { type AccountId, accountId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { defaultPolicy, sealPolicy } from '../../../src/policy-file';
import { writeMode } from '../../../src/store/door-state';
import { readTargetFacts } from '../../../src/store/target-facts';
import { type Driver, openDriver } from '../../simulation/driver';
import { disputed, movesOf, sale, seller } from '../dispute/seller';

const shipped = defaultPolicy();
/** A marketplace in small: two disputes and four charges tell something. */
const policy = sealPolicy({
  ...shipped,
  reserve: {
    ...shipped.reserve,
    disputeRate: { ...shipped.reserve.disputeRate, minimumDisputes: 2, minimumCharges: 4 },
  },
});

let driver: Driver;
let A: AccountId;
beforeEach(async () => {
  driver = await openDriver({ policy });
  A = await seller(driver, 'acct_A', 100_000);
});
afterEach(async () => driver.close());

const rate = (account = A) => disputeRateOf(driver.deps, account, 'account');
const counts = () => driver.db.selectFrom('charge_counts').select(['account', 'charges']).execute();

async function soldAndDisputed(sales: number, disputes: number): Promise<void> {
  const charges: string[] = [];
  for (let made = 0; made < sales; made += 1) charges.push(await sale(driver, A));
  for (const charge of charges.slice(0, disputes)) await driver.lookAtDispute(disputed(driver, charge));
}

describe('the dispute rate of an account that has its own charges', () => {
  test('is asked of nobody while its disputes tell nothing', async () => {
    await soldAndDisputed(4, 1);
    expect(await rate()).toBeNull();
    expect(await counts()).toEqual([]);
    expect(await rate(accountId('acct_nobody'))).toBeNull();
  });

  test('is its disputes over the charges that Stripe lists, counted once a day', async () => {
    await soldAndDisputed(5, 2);
    expect(await rate()).toEqual({ disputes: 2, charges: 5 });
    const { acts } = driver.simulator.world;
    acts.sale({ model: 'destination', seller: A, amountMinor: 10_000, currency: 'usd' });
    await driver.advance(HOUR_MS);
    expect(await rate()).toEqual({ disputes: 2, charges: 5 });
    await driver.advance(DAY_MS);
    expect(await rate()).toEqual({ disputes: 2, charges: 6 });
    expect(await counts()).toEqual([{ account: A, charges: 6 }]);
  });

  test('forgets charges, and the disputes of these, when their sixty days are over', async () => {
    await soldAndDisputed(4, 2);
    await driver.advance(70 * DAY_MS);
    expect(await rate()).toBeNull();
  });
});

test('charges are counted only until the rate reaches no row of the policy', () => {
  expect(chargesThatClear(3, shipped.reserve)).toBe(601);
  expect(chargesThatClear(1, { ...shipped.reserve, trustedBelowBasisPoints: 10_000 })).toBe(134);
  expect(chargesThatClear(3, { ...shipped.reserve, trustedBelowBasisPoints: 0 })).toBe(
    Number.MAX_SAFE_INTEGER,
  );
});

test('what a seller may still bear of a dispute is known while nothing is taken, and gone when it is', async () => {
  const exposed = async () => {
    const purse = { account: A, currency: currency('usd'), lies: 'platform' as const };
    const facts = await driver.db.transaction().execute((tx) => readTargetFacts(tx, purse, null));
    return facts.openDisputes;
  };
  await driver.db.transaction().execute((tx) => writeMode(tx, 'observe'));
  const dispute = disputed(driver, await sale(driver, A));
  await driver.lookAtDispute(dispute);
  expect(await exposed()).toEqual([{ dispute, sellerShareMinor: 10_000, expectedFeeMinor: 1_500 }]);
  await driver.db.transaction().execute((tx) => writeMode(tx, 'act'));
  await driver.advance(DAY_MS);
  await driver.lookAtDispute(dispute);
  expect(movesOf(driver).slice(-2)).toEqual(['account_debit 1500', 'reversal 10000']);
  expect(await exposed()).toEqual([]);
});
