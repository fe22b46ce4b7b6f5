import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { type AccountId, refundSubject } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import type { Policy } from '../../../src/domain/policy/policy';
import { defaultPolicy, sealPolicy } from '../../../src/policy-file';
import { answerRefund } from '../../../src/store/refund-requests';
import { type Driver, openDriver } from '../../simulation/driver';
import { disputed, movesOf, openAttention, sale, seller } from '../dispute/seller';
import { asked, availableMinor, borneBy, openTransit } from './asked';

let driver: Driver;
let A: AccountId;
const USD = currency('usd');

async function open(refund: Partial<Policy['refund']> = {}): Promise<void> {
  const policy = defaultPolicy();
  driver = await openDriver({ policy: sealPolicy({ ...policy, refund: { ...policy.refund, ...refund } }) });
  A = await seller(driver, 'acct_A', 0);
}
afterEach(async () => driver.close());

/** Somebody refunds in the Dashboard. */
function refunded(charge: string, more: { amountMinor?: number; reverseTransfer?: boolean } = {}) {
  return refundSubject(driver.simulator.world.acts.refund({ charge, ...more }));
}

async function atRest(): Promise<void> {
  await driver.lookAtCase(A, USD);
  expect(await openTransit(driver)).toBe(0);
}

describe('a refund made in the Dashboard', () => {
  beforeEach(() => open());

  test('with the transfer is booked once, and nothing moves', async () => {
    const charge = await sale(driver, A);
    const refund = refunded(charge, { amountMinor: 3333, reverseTransfer: true });
    const state = await driver.lookAtRefund(refund);
    await driver.lookAtRefund(refund);
    expect(state.closed?.reason).toBe('taken');
    expect(movesOf(driver)).toEqual([]);
    expect(await borneBy(driver, A)).toBe(3333);
    await atRest();
    expect(await borneBy(driver, A)).toBe(3333);
  });

  test('is booked once where the account was read first', async () => {
    const charge = await sale(driver, A);
    driver.simulator.world.acts.sellerPaysOut(A, 'usd');
    const refund = refunded(charge, { reverseTransfer: true });
    await driver.lookAtCase(A, USD);
    const wake = await driver.db
      .selectFrom('wakes')
      .select('number')
      .where('target', '=', `refund:${refund}`)
      .executeTakeFirst();
    expect(wake?.number).toBe(1);
    await driver.lookAtRefund(refund);
    expect(await borneBy(driver, A)).toBe(10_000);
    await atRest();
  });

  test('without the transfer is taken by a reversal', async () => {
    const charge = await sale(driver, A);
    const state = await driver.lookAtRefund(refunded(charge, { amountMinor: 4000 }));
    expect(movesOf(driver)).toEqual(['reversal 4000']);
    expect(state.closed?.reason).toBe('taken');
    await atRest();
  });

  test('that stays under way is followed until it succeeds', async () => {
    const { acts } = driver.simulator.world;
    const charge = await sale(driver, A);
    const id = refundSubject(acts.refund({ charge, status: 'pending' }));
    expect((await driver.lookAtRefund(id)).closed).toBeNull();
    acts.succeedRefund(id);
    await driver.advance(HOUR_MS);
    expect((await driver.lookAtRefund(id)).closed?.reason).toBe('taken');
    expect(movesOf(driver)).toEqual(['reversal 10000']);
  });

  test('that is canceled, and one that fails weeks after it had succeeded, are given back', async () => {
    const { acts } = driver.simulator.world;
    const charge = await sale(driver, A);
    const first = refundSubject(acts.refund({ charge, amountMinor: 4000, status: 'requires_action' }));
    await driver.lookAtRefund(first);
    acts.cancelRefund(first);
    await driver.advance(HOUR_MS);
    expect((await driver.lookAtRefund(first)).closed?.reason).toBe('given_back');

    const second = refunded(charge, { amountMinor: 5000, reverseTransfer: true });
    expect((await driver.lookAtRefund(second)).closed?.reason).toBe('taken');
    await driver.advance(30 * DAY_MS);
    driver.forget(second);
    acts.failRefund(second);
    await driver.advance(HOUR_MS);
    expect((await driver.lookAtRefund(second)).closed?.reason).toBe('given_back');
    expect(movesOf(driver)).toEqual(['reversal 4000', 'give_back 4000', 'give_back 5000']);
    expect(await borneBy(driver, A)).toBe(0);
    await atRest();
  });

  test('after a dispute that took a part takes only what the transfer has left, and the rest is said', async () => {
    const { acts } = driver.simulator.world;
    acts.topUpSeller(A, 5000, 'usd');
    const charge = await sale(driver, A);
    const dispute = disputed(driver, charge, 6000);
    await driver.lookAtDispute(dispute);
    await driver.lookAtRefund(refunded(charge, { amountMinor: 5000 }));
    expect(movesOf(driver).slice(-1)).toEqual(['reversal 4000']);
    expect(await openAttention(driver)).toContain('above_cap');
    await atRest();
  });

  test('counts once for a dispute of the same charge, and no more when it was given back', async () => {
    const { acts } = driver.simulator.world;
    acts.topUpSeller(A, 5000, 'usd');
    const charge = await sale(driver, A);
    const refund = refunded(charge, { amountMinor: 4000, reverseTransfer: true });
    await driver.lookAtRefund(refund);
    const dispute = disputed(driver, charge);
    await driver.lookAtDispute(dispute);
    expect(movesOf(driver)).toEqual(['account_debit 1500', 'reversal 6000']);
    acts.failRefund(refund);
    await driver.advance(HOUR_MS);
    await driver.lookAtRefund(refund);
    await driver.advance(HOUR_MS);
    await driver.lookAtDispute(dispute);
    // What the failed refund gave back can be taken for the dispute: its give-back is reversed.
    expect(movesOf(driver).slice(2)).toEqual(['give_back 4000', 'reversal 4000']);
    await atRest();
  });

  test('and made again before the first was given back, is looked at once more when that has happened', async () => {
    const charge = await sale(driver, A);
    const first = refunded(charge, { reverseTransfer: true });
    await driver.lookAtRefund(first);
    driver.simulator.world.acts.failRefund(first);
    const second = refunded(charge);
    expect((await driver.lookAtRefund(second)).closed?.reason).toBe('platform_bears');
    await driver.advance(HOUR_MS);
    const wakes = (): Promise<readonly { readonly number: number }[]> =>
      driver.db.selectFrom('wakes').select('number').where('target', '=', `refund:${second}`).execute();
    const before = await wakes();
    await driver.lookAtRefund(first);
    expect(await wakes()).not.toEqual(before);
    expect((await driver.lookAtRefund(second)).closed?.reason).toBe('taken');
    expect(movesOf(driver)).toEqual(['give_back 10000', 'reversal 10000']);
    await atRest();
  });
});

describe('where the platform is short of money', () => {
  beforeEach(() => open());

  test('a give-back is tried again until it arrives, and is heard of', async () => {
    const { acts } = driver.simulator.world;
    const charge = await sale(driver, A);
    const refund = refunded(charge, { reverseTransfer: true });
    await driver.lookAtRefund(refund);
    acts.failRefund(refund);
    await driver.advance(HOUR_MS);
    await spendAllBut(9000);
    const waiting = await driver.lookAtRefund(refund);
    expect(waiting.closed).toBeNull();
    expect(movesOf(driver)).toEqual(['give_back 10000 refused']);
    expect(await openAttention(driver)).toEqual([]);
    await driver.advance(3 * DAY_MS);
    await driver.lookAtRefund(refund);
    expect(await openAttention(driver)).toEqual(['give_back_late']);
    acts.topUpPlatform(5000, 'usd');
    await driver.advance(10 * DAY_MS);
    expect((await driver.lookAtRefund(refund)).closed?.reason).toBe('given_back');
    expect(await openAttention(driver)).toEqual([]);
    await atRest();
  });

  test('a refund that was asked for waits, and is made when there is money', async () => {
    const charge = await sale(driver, A);
    await spendAllBut(9000);
    const subject = await asked(driver, charge);
    expect((await driver.lookAtRefund(subject)).closed).toBeNull();
    expect(movesOf(driver)).toEqual(['refund 10000 refused']);
    driver.simulator.world.acts.topUpPlatform(5000, 'usd');
    await driver.advance(10 * DAY_MS);
    expect((await driver.lookAtRefund(subject)).closed?.reason).toBe('taken');
    expect(movesOf(driver).slice(-1)).toEqual(['refund 10000']);
  });

  async function spendAllBut(restMinor: number): Promise<void> {
    const other = await seller(driver, 'acct_B', 0);
    const amount = (await availableMinor(driver, null)) - restMinor;
    await driver.stripe.transfers.create({ amount, currency: 'usd', destination: other });
  }
});

describe('what the policy says of a refund that did not take the sellers’ part', () => {
  test('claim: it is owed, and no transfer is reversed', async () => {
    await open({ notReversed: 'claim' });
    const charge = await sale(driver, A);
    const state = await driver.lookAtRefund(refunded(charge, { amountMinor: 4000 }));
    expect(movesOf(driver)).toEqual([]);
    expect(state.closed?.reason).toBe('claimed');
    expect(await borneBy(driver, A)).toBe(4000);
    // A dispute of the rest knows of the claim (R5).
    const dispute = disputed(driver, charge);
    await driver.lookAtDispute(dispute);
    expect(movesOf(driver).slice(-1)).toEqual(['reversal 6000']);
  });

  test('keep: the platform bears it', async () => {
    await open({ notReversed: 'keep' });
    const state = await driver.lookAtRefund(refunded(await sale(driver, A)));
    expect(state.closed?.reason).toBe('platform_bears');
    expect(movesOf(driver)).toEqual([]);
  });

  test('ask: a person is asked, and their answer is done', async () => {
    await open({ notReversed: 'ask' });
    const refund = refunded(await sale(driver, A));
    expect((await driver.lookAtRefund(refund)).closed).toBeNull();
    expect(await openAttention(driver)).toEqual(['refund_not_reversed']);
    const at = { wallMs: driver.nowMs(), clockMs: driver.nowMs() };
    await driver.db
      .transaction()
      .execute((tx) =>
        answerRefund(
          tx,
          driver.deps.raiseWake,
          refund,
          { sellers: 'reverse', giveBack: null },
          { by: 'ben', reason: 'their mistake' },
          at,
        ),
      );
    await driver.advance(HOUR_MS);
    expect((await driver.lookAtRefund(refund)).closed?.reason).toBe('taken');
    expect(movesOf(driver)).toEqual(['reversal 10000']);
    expect(await openAttention(driver)).toEqual([]);
  });
});

describe('the application fee', () => {
  const withFee = { applicationFeeMinor: 1000 };

  test('goes back to the seller where the policy says so, and taken is net of it', async () => {
    await open({ applicationFee: 'return' });
    const charge = await sale(driver, A, withFee);
    const subject = await asked(driver, charge);
    await driver.lookAtRefund(subject);
    expect(await borneBy(driver, A)).toBe(9000);
    expect(await availableMinor(driver, A)).toBe(0);
    await atRest();
    const [refund] = (await driver.stripe.refunds.list({ charge })).data;
    driver.simulator.world.acts.failRefund(refund?.id ?? '');
    await driver.advance(HOUR_MS);
    await driver.lookAtRefund(subject);
    expect(movesOf(driver).slice(-1)).toEqual(['give_back 9000']);
    await atRest();
  });

  test('comes back with the last part as it is at Stripe, which the unit rounded off before is in', async () => {
    await open({ applicationFee: 'return' });
    const charge = await sale(driver, A, withFee);
    const failing = refunded(charge, { amountMinor: 3333 });
    await driver.lookAtRefund(failing);
    driver.simulator.world.acts.failRefund(failing);
    await driver.advance(HOUR_MS);
    await driver.lookAtRefund(failing);
    const refund = refunded(charge);
    await driver.lookAtRefund(refund);
    // Foreseen were 6001 net of the transfer's last part, and 6000 it was.
    await atRest();
    await driver.lookAtRefund(refund);
    await atRest();
    expect(movesOf(driver).slice(-3)).toEqual(['reversal 6667', 'reversal 2999', 'reversal 1']);
    expect(await borneBy(driver, A)).toBe(9000);
    expect(await availableMinor(driver, A)).toBe(0);
  });

  test('stays with the platform by default', async () => {
    await open();
    const charge = await sale(driver, A, withFee);
    await driver.lookAtRefund(await asked(driver, charge));
    expect(await borneBy(driver, A)).toBe(10_000);
    expect(await availableMinor(driver, A)).toBe(-1000);
  });
});

describe('a payment that fails after its transfer', () => {
  test('is taken back from the seller, below zero if need be', async () => {
    await open();
    const { acts } = driver.simulator.world;
    const { chargeId } = acts.sale({
      model: 'destination',
      seller: A,
      amountMinor: 10_000,
      currency: 'usd',
      paidBy: 'bank_debit',
    });
    await driver.advance(DAY_MS);
    acts.sellerPaysOut(A, 'usd');
    acts.failPayment(chargeId);
    await driver.advance(HOUR_MS);
    const state = await driver.lookAtRefund(refundSubject(chargeId));
    expect(movesOf(driver)).toEqual(['reversal 10000']);
    expect(state.closed?.reason).toBe('taken');
    expect(await availableMinor(driver, A)).toBe(-10_000);
    const notice = await driver.db
      .selectFrom('notices')
      .select(['template', 'params'])
      .where('subject', '=', `refund:${chargeId}`)
      .execute();
    expect(notice).toMatchObject([{ template: 'refundTaken', params: { what: 'failed_payment' } }]);
    await atRest();
  });

  test('one that stands takes nothing, whatever the event said', async () => {
    await open();
    const charge = await sale(driver, A);
    const state = await driver.lookAtRefund(refundSubject(charge));
    expect(state.closed?.reason).toBe('nothing_to_bear');
    expect(movesOf(driver)).toEqual([]);
  });
});
