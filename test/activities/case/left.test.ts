import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR_MS, WALL_CLOCK } from '../../../src/domain/clock';
import type { AccountId, DisputeId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { createAccountLook } from '../../../src/relay';
import { caseOwes } from '../../../src/relay/case-owes';
import { type Driver, openDriver } from '../../simulation/driver';
import { disputed, openAttention, sale, seller } from '../dispute/seller';

const USD = currency('usd');

let driver: Driver;
let account: AccountId;
let dispute: DisputeId;
beforeEach(async () => {
  driver = await openDriver({ isUnavailable: () => true });
  account = await seller(driver, 'acct_A', 0);
  const charge = await sale(driver, account);
  driver.simulator.world.acts.sellerPaysOut(account, 'usd');
  dispute = disputed(driver, charge);
});
afterEach(async () => driver.close());

const look = () => createAccountLook(driver.deps)(account);
const owes = () => caseOwes(driver.db, account, USD, WALL_CLOCK);

describe('an account that left', () => {
  test('and whose transfer is reversed after that has a case for what was taken: what it had may be paid out', async () => {
    const { acts } = driver.simulator.world;
    acts.topUpSeller(account, 4_000, 'usd');
    expect(await look()).toEqual([]);
    acts.deauthorize(account);
    expect([await look(), await owes()]).toEqual([[], false]);
    await driver.lookAtDispute(dispute);
    expect([await look(), await owes()]).toEqual([['usd'], true]);
    const gone = await driver.lookAtCase(account, USD);
    expect(gone.facts).toMatchObject({ reachable: false, shortfallMinor: 10_000, letGoMinor: 0 });
    expect(gone.closed).toBeNull();
    expect(await openAttention(driver)).toContain('unreachable');
  });

  test('owes what the books had seen, once', async () => {
    const { acts } = driver.simulator.world;
    await driver.lookAtDispute(dispute);
    await driver.lookAtCase(account, USD);
    acts.deauthorize(account);
    await driver.advance(HOUR_MS);
    const gone = await driver.lookAtCase(account, USD);
    expect(gone.facts).toMatchObject({ reachable: false, availableMinor: -10_000, shortfallMinor: 10_000 });
  });

  test('owes what the last look saw, where the books never did', async () => {
    const { acts } = driver.simulator.world;
    await driver.lookAtDispute(dispute);
    await driver.advance(HOUR_MS);
    expect(await look()).toEqual(['usd']);
    acts.deauthorize(account);
    expect([await look(), await owes()]).toEqual([['usd'], true]);
    await driver.advance(HOUR_MS);
    const gone = await driver.lookAtCase(account, USD);
    expect(gone.facts).toMatchObject({ reachable: false, shortfallMinor: 10_000 });
  });

  test('and from which nothing was taken has no case', async () => {
    const { acts } = driver.simulator.world;
    await look();
    acts.deauthorize(account);
    await driver.advance(HOUR_MS);
    expect([await look(), await owes()]).toEqual([[], false]);
  });
});
