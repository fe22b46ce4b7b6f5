import { describe, expect, test } from '@jest/globals';
import type { PayoutSchedule } from '../../../src/simulator/world/acts-port';
import type { World } from '../../../src/simulator/world/port';
import {
  amounts,
  aWorld,
  call,
  daysLater,
  laterSale,
  list,
  product,
  refusal,
  sellerWithSale,
  START_MS,
  field,
} from './support/world';

function seller(world: World, schedule: PayoutSchedule): string {
  const account = world.acts.createSeller({ id: 'acct_P', country: 'US', schedule });
  laterSale(world, account, 5_000);
  return account;
}

const made = (world: World, account: string): string[] =>
  list(world, 'GET /v1/payouts', {}, account)
    .reverse()
    .map(
      (payout) =>
        `day ${Math.floor((Number(payout['created']) * 1000 - START_MS) / 86_400_000 + 1)} ${field(payout, 'amount')} ${field(payout, 'status')}`,
    );

describe('ordinary payouts', () => {
  test('leave by the schedule and arrive two business days later', () => {
    const world = aWorld();
    const account = seller(world, { interval: 'daily' });
    daysLater(world, 1);
    expect(made(world, account)).toEqual(['day 1 5000 pending']);
    expect(amounts(world, account).available).toBe(0);
    daysLater(world, 2);
    expect(made(world, account)).toEqual(['day 1 5000 paid']);
  });

  test('of a weekly schedule wait for their day', () => {
    const world = aWorld();
    const account = seller(world, { interval: 'weekly', weekly_payout_days: ['thursday'] });
    daysLater(world, 2);
    expect(made(world, account)).toEqual([]);
    daysLater(world, 1);
    expect(made(world, account)).toHaveLength(1);
  });

  test('stop on a manual schedule, where the seller can still pay out', () => {
    const world = aWorld();
    const account = seller(world, { interval: 'daily' });
    call(
      world,
      'POST /v1/balance_settings',
      {},
      { payments: { payouts: { schedule: { interval: 'manual' } } } },
      account,
    );
    daysLater(world, 10);
    expect(made(world, account)).toEqual([]);
    world.acts.sellerPaysOut(account, 'usd', 2_000);
    expect(amounts(world, account).available).toBe(3_000);
  });

  test('are blocked while the account is negative in any currency', () => {
    const world = aWorld();
    const account = sellerWithSale(world, { paidOut: true });
    world.acts.replaceBank(account, { currency: 'eur' });
    world.acts.topUpPlatform(50_000, 'eur');
    world.acts.sale({
      model: 'separate',
      amountMinor: 700,
      currency: 'eur',
      parts: [{ seller: account, amountMinor: 700 }],
    });
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    world.acts.changeSchedule(account, { interval: 'daily' });
    daysLater(world, 2);
    expect(amounts(world, account, 'eur').available).toBe(700);
    daysLater(world, 8);
    expect(amounts(world, account, 'eur').available).toBe(0);
  });

  test('come back from a closed bank', () => {
    const world = aWorld();
    const account = seller(world, { interval: 'daily' });
    world.acts.setBankBehaviour(account, 'usd', { kind: 'closed' });
    daysLater(world, 10);
    expect(made(world, account)).toEqual(['day 1 5000 failed']);
    expect(amounts(world, account).available).toBe(5_000);
    world.audit();
  });

  test('that were paid can be asked back, in the US', () => {
    const world = aWorld();
    const account = seller(world, { interval: 'daily' });
    daysLater(world, 4);
    const [payout] = list(world, 'GET /v1/payouts', {}, account);
    world.acts.changeSchedule(account, { interval: 'manual' });
    const back = call(
      world,
      'POST /v1/payouts/{payout}/reverse',
      { payout: String(payout?.id) },
      {},
      account,
    );
    expect(back).toMatchObject({ amount: -5_000, original_payout: payout?.id, automatic: false });
    daysLater(world, 4);
    expect(amounts(world, account).available).toBe(5_000);
    expect(
      refusal(() =>
        call(world, 'POST /v1/payouts/{payout}/reverse', { payout: String(payout?.id) }, {}, account),
      ),
    ).toBeNull();
    world.audit();
  });
});

describe('a platform below zero', () => {
  test('is debited itself on the next business day', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    call(world, 'POST /v1/payouts', {}, { amount: 101_000, currency: 'usd' });
    world.acts.dispute({ charge: 'ch_1' });
    expect(amounts(world).available).toBe(-11_500);
    expect(refusal(() => product.giveBack(world, 'dp_1', 'acct_A', 1))).toBe('balance_insufficient');
    daysLater(world, 1);
    expect(amounts(world).available).toBe(0);
    expect(list(world, 'GET /v1/payouts')[0]).toMatchObject({ amount: -11_500, automatic: true });
    world.audit();
  });
});
