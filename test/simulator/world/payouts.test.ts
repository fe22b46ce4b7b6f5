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

describe('a payout by the API', () => {
  const payOut = (world: World, account: string, amount = 5_000): string =>
    String(
      call(
        world,
        'POST /v1/payouts',
        {},
        { amount, currency: 'usd', metadata: { recoup_key: `recoup:v1:payout:${account}:2026-01-05:usd:1` } },
        account,
      ).id,
    );
  const statusOf = (world: World, account: string, payout: string): string =>
    field(call(world, 'GET /v1/payouts/{payout}', { payout }, {}, account), 'status');

  test('that the bank sends back on arrival has failed, and the bank gets no more until it is replaced', () => {
    const world = aWorld();
    const account = seller(world, { interval: 'manual' });
    world.acts.setBankBehaviour(account, 'usd', { kind: 'sends_back', code: 'account_frozen' });
    const payout = payOut(world, account);
    daysLater(world, 3);
    expect(call(world, 'GET /v1/payouts/{payout}', { payout }, {}, account)).toMatchObject({
      status: 'failed',
      failure_code: 'account_frozen',
    });
    expect(amounts(world, account).available).toBe(5_000);
    expect(refusal(() => payOut(world, account))).toBeNull();
    world.acts.replaceBank(account, {});
    const again = payOut(world, account);
    daysLater(world, 5);
    expect(statusOf(world, account, again)).toBe('paid');
  });

  test('may be paid and come back days later', () => {
    const world = aWorld();
    const account = seller(world, { interval: 'manual' });
    const code = 'could_not_process' as const;
    world.acts.setBankBehaviour(account, 'usd', { kind: 'sends_back', code, afterPaidBusinessDays: 3 });
    const told: string[] = [];
    world.onEvent(({ type }) => told.push(type));
    const payout = payOut(world, account);
    daysLater(world, 2);
    expect(statusOf(world, account, payout)).toBe('paid');
    daysLater(world, 5);
    expect(statusOf(world, account, payout)).toBe('failed');
    expect(told).toEqual([
      'payout.created',
      'payout.paid',
      'payout.failed',
      'account.external_account.updated',
    ]);
    world.audit();
  });

  test('is refused below the smallest amount, without a bank account in the currency, and from a shut account', () => {
    const world = aWorld({ smallestPayoutMinor: 100 });
    const account = seller(world, { interval: 'manual' });
    expect(refusal(() => payOut(world, account, 99))).toBe('amount_too_small');
    expect(refusal(() => payOut(world, account, 5_001))).toBe('balance_insufficient');
    world.acts.setRequirements(account, { pastDue: ['company.tax_id'] });
    expect(refusal(() => payOut(world, account))).toBe('payouts_not_allowed');
    const bankless = world.acts.createSeller({ id: 'acct_N', country: 'US', banks: [] });
    laterSale(world, bankless, 5_000);
    expect(refusal(() => payOut(world, bankless))).toBeNull();
  });
});

describe('a platform below zero', () => {
  /** 1,000.00 are the platform's; all of it is paid out, and a dispute takes 90.00 more with its fee. */
  function underWater(platformDebitAfterDays: number): World {
    const world = aWorld({ platformDebitAfterDays });
    sellerWithSale(world, { paidOut: true });
    world.acts.platformPaysOut('usd');
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1', feeMinor: 1_500 });
    expect(amounts(world).available).toBe(-11_500);
    return world;
  }

  test('is debited by its own bank on the next business day', () => {
    const world = underWater(0);
    daysLater(world, 1);
    expect(amounts(world).available).toBe(0);
    expect(list(world, 'GET /v1/payouts').map((one) => field(one, 'amount'))).toContain('-11500');
    world.audit();
  });

  test('stays so for as long as the switch says', () => {
    const world = underWater(3);
    daysLater(world, 3);
    expect(amounts(world).available).toBe(-11_500);
    daysLater(world, 1);
    expect(amounts(world).available).toBe(0);
  });

  test('cannot pay out by hand what it has not', () => {
    const world = aWorld();
    expect(() => world.acts.platformPaysOut('usd', 100_001)).toThrow('100000 is available');
    expect(world.acts.platformPaysOut('usd', 100_000)).toMatch(/^po_/);
    expect(world.acts.platformPaysOut('usd')).toBeNull();
  });
});
