import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR_MS } from '../../../src/domain/clock';
import { caseWorkflowId, disputeCause } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { settleAttention } from '../../../src/store/attention';
import { type Driver, openDriver } from '../../simulation/driver';
import { answered, disputed, movesOf, openAttention, sale, seller } from './seller';

let driver: Driver;
beforeEach(async () => {
  driver = await openDriver();
});
afterEach(async () => driver.close());

/** Settled by a person, as by "recoup attention settle". */
async function settled(key: string | undefined): Promise<void> {
  const at = { wallMs: driver.nowMs(), clockMs: driver.nowMs() };
  await settleAttention(driver.db, key ?? '', 'ana', at);
  await driver.advance(HOUR_MS);
}

describe('what is due to an account whose losses Stripe bears', () => {
  /** Won after the reversal; the fee is a claim, because such an account cannot be debited. */
  async function waiting() {
    const account = await seller(driver, 'acct_A', 20_000, { losses: 'stripe' });
    const dispute = disputed(driver, await sale(driver, account));
    await driver.lookAtDispute(dispute);
    await driver.advance(HOUR_MS);
    driver.simulator.world.acts.win(dispute);
    await driver.lookAtDispute(dispute);
    return { account, dispute };
  }

  test('is sent when a person says so, less the fee that it still owes', async () => {
    const { account, dispute } = await waiting();
    const [open] = await driver.db.selectFrom('attention').select('command').execute();
    expect(open?.command).toBe(
      `bin/recoup dispute answer --dispute ${dispute} --account ${account} --give-back send --by YOUR_NAME`,
    );
    await answered(driver, dispute, { question: 'giveBack', account, answer: 'send' });
    const state = await driver.lookAtDispute(dispute);
    expect(movesOf(driver).at(-1)).toBe('give_back 8500');
    expect([state.closed?.reason, await openAttention(driver)]).toEqual(['given_back', []]);
  });

  test('is kept when a person says so, and is not asked about again', async () => {
    const { account, dispute } = await waiting();
    await answered(driver, dispute, { question: 'giveBack', account, answer: 'keep' });
    const state = await driver.lookAtDispute(dispute);
    expect(movesOf(driver)).toEqual(['account_debit 1500 refused', 'reversal 10000']);
    expect(state.closed?.reason).toBe('claimed');
    driver.forget(dispute);
    await driver.advance(HOUR_MS);
    await driver.lookAtDispute(dispute);
    expect(await openAttention(driver)).toEqual([]);
  });

  test('is sent after all when a person thinks better of it', async () => {
    const { account, dispute } = await waiting();
    await answered(driver, dispute, { question: 'giveBack', account, answer: 'keep' });
    await driver.lookAtDispute(dispute);
    await answered(driver, dispute, { question: 'giveBack', account, answer: 'send' });
    await driver.lookAtDispute(dispute);
    expect(movesOf(driver).at(-1)).toBe('give_back 8500');
  });
});

describe('what lies above what the seller can bear', () => {
  /** 4000 of the transfer were reversed for something else before the whole was disputed. */
  async function above() {
    const { acts } = driver.simulator.world;
    const account = await seller(driver, 'acct_A', 20_000);
    const charge = await sale(driver, account);
    const { transfer } = await driver.stripe.charges.retrieve(charge);
    acts.dashboardReversal(typeof transfer === 'string' ? transfer : '', 4000);
    await driver.advance(HOUR_MS);
    const dispute = disputed(driver, charge);
    acts.lose(dispute);
    const state = await driver.lookAtDispute(dispute);
    return { account, dispute, state };
  }

  test('becomes a claim when a person makes it the seller’s', async () => {
    const { account, dispute } = await above();
    expect(await openAttention(driver)).toEqual(['above_cap']);
    await answered(driver, dispute, { question: 'above', account, answer: 'seller' });
    const state = await driver.lookAtDispute(dispute);
    expect(state.closed?.reason).toBe('claimed');
    expect(state.look?.facts.sellers[0]?.principal).toMatchObject({
      takenMinor: 6000,
      openClaimsMinor: 4000,
      claims: [{ form: 'rest' }],
    });
    expect(await openAttention(driver)).toEqual([]);
  });

  test('stays the platform’s when a person settles it: it is not raised again', async () => {
    const { dispute, state } = await above();
    await settled(state.raised[0]);
    driver.forget(dispute);
    await driver.lookAtDispute(dispute);
    expect(await openAttention(driver)).toEqual([]);
  });
});

test('a direct charge: forgiven and then won is a person’s, and settling it lets the seller keep it', async () => {
  const { acts } = driver.simulator.world;
  const account = await seller(driver, 'acct_A', 20_000);
  const { chargeId } = acts.sale({ model: 'direct', seller: account, amountMinor: 10_000, currency: 'usd' });
  await driver.advance(HOUR_MS);
  const dispute = disputed(driver, chargeId);
  await driver.lookAtDispute(dispute, account);
  await driver.db.transaction().execute(async (tx) => {
    // Stripe cleared it, and the claim that this became was let go.
    const claim = await driver.deps.ledger.openClaim(tx, {
      form: 'cleared',
      object: 'ct_1',
      account,
      currency: currency('usd'),
      cause: disputeCause(dispute),
      part: 'principal',
      amountMinor: 10_000,
      transfer: null,
      owner: caseWorkflowId(account, currency('usd')),
      sinceMs: driver.nowMs(),
      effectiveMs: driver.nowMs(),
      causeCurrency: currency('usd'),
      pairCauseMinor: 10_000,
      pairClaimMinor: 10_000,
    });
    await driver.deps.ledger.writeOff(tx, 'let-go', claim, 10_000, driver.nowMs());
  });
  acts.win(dispute);
  await driver.advance(HOUR_MS);
  const won = await driver.lookAtDispute(dispute, account);
  expect(await openAttention(driver)).toEqual(['forgiven_then_won']);
  expect(movesOf(driver)).toEqual(['account_debit 1500']);
  await settled(won.raised[0]);
  driver.forget(dispute);
  await driver.lookAtDispute(dispute, account);
  expect(await openAttention(driver)).toEqual([]);
});
