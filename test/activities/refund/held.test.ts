import { afterEach, describe, expect, test } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { type AccountId, type RefundSubject, refundWorkflowId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { createControls } from '../../../src/money/controls';
import { createPreflight } from '../../../src/money/preflight';
import { defaultPolicy, sealPolicy } from '../../../src/policy-file';
import { openRequests } from '../../../src/store/approvals';
import { writeMode } from '../../../src/store/door-state';
import { type Driver, openDriver } from '../../simulation/driver';
import { movesOf, openAttention, sale, seller } from '../dispute/seller';
import { asked, availableMinor, borneBy, openTransit } from './asked';

let driver: Driver;
let A: AccountId;
afterEach(async () => driver.close());

async function open(twoFromMinor?: number): Promise<void> {
  const policy = defaultPolicy();
  const refund = twoFromMinor === undefined ? policy.fourEyes.refund : { usd: twoFromMinor };
  driver = await openDriver({
    policy: sealPolicy({ ...policy, fourEyes: { ...policy.fourEyes, refund } }),
    isUnavailable: () => false,
  });
  A = await seller(driver, 'acct_A', 0);
}

const controls = () =>
  createControls({
    ...driver.deps,
    platformAccount: driver.simulator.world.platformId,
    preflight: createPreflight(driver.deps),
  });

async function answer(approve: boolean): Promise<void> {
  const [request] = await openRequests(driver.db, driver.nowMs());
  const person = { by: 'ben', reason: 'looked at it' };
  await controls().answerApproval(request?.decision_id ?? '', approve, person);
  await driver.advance(HOUR_MS);
}

const wakesOf = async (subject: RefundSubject): Promise<number> => {
  const row = await driver.db
    .selectFrom('wakes')
    .select('number')
    .where('target', '=', refundWorkflowId(subject))
    .executeTakeFirst();
  return row?.number ?? 0;
};

describe('above the policy’s amount', () => {
  test('a second person approves, never the one who asked, and the flow is woken', async () => {
    await open(5000);
    const charge = await sale(driver, A);
    const subject = await asked(driver, charge, { by: 'ana' });
    expect((await driver.lookAtRefund(subject)).closed).toBeNull();
    expect(movesOf(driver)).toEqual(['refund 10000 held']);
    expect(await openAttention(driver)).toEqual(['held_for_a_person']);
    const [request] = await openRequests(driver.db, driver.nowMs());
    const own = { by: 'ana', reason: 'my own' };
    await expect(controls().answerApproval(request?.decision_id ?? '', true, own)).rejects.toThrow(
      'was asked for by ana',
    );
    const before = await wakesOf(subject);
    await answer(true);
    expect(await wakesOf(subject)).toBe(before + 1);
    expect((await driver.lookAtRefund(subject)).closed?.reason).toBe('taken');
    expect(await openAttention(driver)).toEqual([]);
  });

  test('declined, it is not made, now or later', async () => {
    await open(5000);
    const charge = await sale(driver, A);
    const subject = await asked(driver, charge);
    await driver.lookAtRefund(subject);
    await answer(false);
    expect((await driver.lookAtRefund(subject)).closed?.reason).toBe('not_made');
    expect(await openAttention(driver)).toEqual(['refund_not_made']);
    await driver.advance(30 * DAY_MS);
    await driver.lookAtRefund(subject);
    driver.forget(subject);
    await driver.lookAtRefund(subject);
    expect((await driver.stripe.charges.retrieve(charge)).amount_refunded).toBe(0);
  });

  test('below it one person is enough', async () => {
    await open(5000);
    const subject = await asked(driver, await sale(driver, A), {
      amountMinor: 4999,
      currency: currency('usd'),
    });
    expect((await driver.lookAtRefund(subject)).closed?.reason).toBe('taken');
  });
});

describe('while it only observes', () => {
  test('nothing is refunded, and it is when it acts', async () => {
    await open();
    await driver.db.transaction().execute((tx) => writeMode(tx, 'observe'));
    const charge = await sale(driver, A);
    const subject = await asked(driver, charge);
    expect((await driver.lookAtRefund(subject)).closed).toBeNull();
    expect((await driver.stripe.charges.retrieve(charge)).amount_refunded).toBe(0);
    await controls().changeMode('act', { by: 'ana', reason: 'go' });
    expect(await wakesOf(subject)).toBe(2);
    await driver.advance(HOUR_MS);
    expect((await driver.lookAtRefund(subject)).closed?.reason).toBe('taken');
  });
});

describe('an answer of Stripe’s that is lost', () => {
  test.each([['api-error-after'], ['api-timeout-after'], ['api-timeout-before']] as const)(
    'with %s is looked for among the charge’s refunds: one refund, booked once',
    async (kind) => {
      await open();
      const charge = await sale(driver, A);
      const subject = await asked(driver, charge);
      driver.simulator.faults.add({ kind, match: 'POST /v1/refunds', times: 1 });
      await driver.lookAtRefund(subject);
      await driver.advance(HOUR_MS);
      expect((await driver.lookAtRefund(subject)).closed?.reason).toBe('taken');
      expect((await driver.stripe.refunds.list({ charge })).data).toHaveLength(1);
      expect(await borneBy(driver, A)).toBe(10_000);
      await driver.lookAtCase(A, currency('usd'));
      expect(await openTransit(driver)).toBe(0);
    },
  );
});

describe('a direct charge', () => {
  test('is refunded on its account, which bears it by itself', async () => {
    await open();
    const { acts } = driver.simulator.world;
    const { chargeId } = acts.sale({ model: 'direct', seller: A, amountMinor: 10_000, currency: 'usd' });
    await driver.advance(DAY_MS);
    acts.sellerPaysOut(A, 'usd');
    acts.topUpSeller(A, 10_000, 'usd');
    await driver.advance(DAY_MS);
    const subject = await asked(driver, chargeId, {
      account: A,
      amountMinor: 4000,
      currency: currency('usd'),
    });
    const state = await driver.lookAtRefund(subject, A);
    expect(movesOf(driver)).toEqual(['refund 4000']);
    expect(state.closed?.reason).toBe('taken');
    expect(await availableMinor(driver, A)).toBe(6000);
    const wake = await driver.db
      .selectFrom('wakes')
      .select('number')
      .where('target', '=', `account:${A}`)
      .executeTakeFirst();
    expect(wake?.number).toBe(1);
  });
});
