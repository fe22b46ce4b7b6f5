import { describe, expect, test } from '@jest/globals';
import { amounts, aWorld, call, list, postings, product, refusal, sellerWithSale } from './support/world';

describe('transfers', () => {
  test('a destination charge reaches the seller whole, less the application fee', () => {
    const world = aWorld();
    const account = sellerWithSale(world, { paidOut: false });
    expect(amounts(world, account).available).toBe(9_000);
    expect(amounts(world).available).toBe(101_000);
    const [payment] = list(world, 'GET /v1/balance_transactions', {}, account);
    expect(payment).toMatchObject({ type: 'payment', amount: 10_000, fee: 1_000, net: 9_000 });
    const transfer = call(world, 'GET /v1/transfers/{transfer}', { transfer: 'tr_1' });
    expect(payment?.['source']).toBe(transfer['destination_payment']);
    expect(call(world, 'GET /v1/charges/{charge}', { charge: 'ch_1' })['transfer']).toBe('tr_1');
  });

  test('a platform without the money is refused', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    const send = (amount: number) => () =>
      call(
        world,
        'POST /v1/transfers',
        {},
        { amount, currency: 'usd', destination: 'acct_A', transfer_group: 'g' },
      );
    expect(refusal(send(101_001))).toBe('balance_insufficient');
    send(101_000)();
    expect(amounts(world).available).toBe(0);
  });

  test('a transfer with a source needs no other money, and never more than the source', () => {
    const world = aWorld();
    world.acts.createSeller({ id: 'acct_A', country: 'US' });
    world.acts.sale({
      id: 'ch_s',
      model: 'separate',
      amountMinor: 5_000,
      currency: 'usd',
      availableNow: false,
      parts: [],
    });
    const send = (amount: number) => () =>
      call(
        world,
        'POST /v1/transfers',
        {},
        { amount, currency: 'usd', destination: 'acct_A', source_transaction: 'ch_s' },
      );
    send(3_000)();
    expect(amounts(world, 'acct_A')).toMatchObject({ available: 0, pending: 3_000 });
    expect(refusal(send(2_001))).toBe('balance_insufficient');
    world.advanceTo(world.nowMs + 7 * 86_400_000);
    world.audit();
    expect(amounts(world).available).toBe(102_000);
  });

  test('a reversal may take an account below zero, and holds the platform’s reserve', () => {
    const world = aWorld();
    const account = sellerWithSale(world, { paidOut: true });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    const reversal = product.reverse(world, 'dp_1', 'tr_1', 10_000);
    expect(amounts(world, account).available).toBe(-10_000);
    expect(amounts(world)).toMatchObject({ available: 89_500, reserved: 10_000 });
    expect(postings(world, account).at(-1)).toBe('payment_refund -10000 usd');
    const [posted] = list(world, 'GET /v1/balance_transactions', {}, account);
    expect(posted?.['source']).toBe(reversal['destination_payment_refund']);
    expect(refusal(() => product.reverse(world, 'dp_1', 'tr_1', 1))).toBeNull();
    world.audit();
  });

  test('with reserves off a reversal needs the seller’s money', () => {
    const world = aWorld({ reversalBelowZero: false });
    sellerWithSale(world, { paidOut: true });
    expect(refusal(() => product.reverse(world, 'dp_1', 'tr_1', 10_000))).toBe('balance_insufficient');
    expect(amounts(world, 'acct_A').available).toBe(0);
  });

  test('a reversal with its application fee takes what the seller had', () => {
    const world = aWorld();
    const account = sellerWithSale(world, { paidOut: false });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1', amountMinor: 5_000 });
    product.reverse(world, 'dp_1', 'tr_1', 5_000, { refund_application_fee: true });
    expect(amounts(world, account).available).toBe(4_500);
    expect(postings(world).slice(-2)).toEqual([
      'transfer_refund 5000 usd',
      'application_fee_refund -500 usd',
    ]);
  });

  test('an account debit never takes more than there is, and only in the default currency', () => {
    const world = aWorld();
    const account = sellerWithSale(world, { paidOut: false });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    expect(refusal(() => product.debit(world, 'dp_1', account, 9_001))).toBe('balance_insufficient');
    expect(refusal(() => product.debit(world, 'dp_1', account, 1, 'eur'))).toBe('transfers_not_allowed');
    product.debit(world, 'dp_1', account, 1_500);
    expect(amounts(world, account).available).toBe(7_500);
    expect(postings(world, account).at(-1)).toBe('transfer -1500 usd');
    expect(postings(world).at(-1)).toBe('payment 1500 usd');
    world.acts.setAccountDebitConsent(account, false);
    expect(refusal(() => product.debit(world, 'dp_1', account, 1))).toBe('debit_not_authorized');
  });

  test('account debits stay in their region and with accounts the platform is liable for', () => {
    const world = aWorld();
    world.acts.createSeller({ id: 'acct_DE', country: 'DE' });
    world.acts.createSeller({ id: 'acct_S', country: 'US', type: 'standard' });
    expect(refusal(() => product.debit(world, 'dp_1', 'acct_DE', 1, 'eur'))).toBe('transfers_not_allowed');
    expect(refusal(() => product.debit(world, 'dp_1', 'acct_S', 1))).toBe('transfers_not_allowed');
  });

  test('a rejected account takes nothing in, a deauthorized one does not answer', () => {
    const world = aWorld();
    const account = sellerWithSale(world, { paidOut: false });
    const send = () => product.giveBack(world, 'dp_1', account, 100);
    world.acts.setCapability(account, 'transfers', 'inactive');
    expect(refusal(send)).toBe('capability_not_active');
    world.acts.reject(account, 'fraud');
    expect(refusal(send)).toBe('transfers_not_allowed');
    world.acts.deauthorize(account);
    expect(refusal(() => call(world, 'GET /v1/balance', {}, {}, account))).toBe('account_invalid');
    expect(refusal(send)).toBe('resource_missing');
    product.reverse(world, 'dp_1', 'tr_1', 100);
  });

  test.each([401, 403] as const)('a deauthorized account answers %d where the switch says so', (status) => {
    const world = aWorld({ deauthorizedStatus: status });
    world.acts.createSeller({ id: 'acct_A', country: 'US' });
    world.acts.deauthorize('acct_A');
    expect(() => call(world, 'GET /v1/balance', {}, {}, 'acct_A')).toThrow(
      expect.objectContaining({ status, code: 'account_invalid' }),
    );
  });

  test('one rate serves both directions, and none at all is the story’s mistake', () => {
    const world = aWorld();
    world.acts.topUpPlatform(1_000, 'gbp');
    world.acts.createSeller({ id: 'acct_E', country: 'DE', schedule: { interval: 'manual' } });
    const send = (currency: string) => () => product.credit(world, 'other:acct_E', 'acct_E', 920, currency);
    world.acts.setRate('eur', 'usd', 1.15);
    send('usd')();
    expect(amounts(world, 'acct_E', 'eur').available).toBe(800);
    expect(send('gbp')).toThrow(/no rate from gbp to eur: set one/);
  });

  test('a transfer into another currency is exchanged, and reversed at the rate of that day', () => {
    const world = aWorld();
    world.acts.setRate('usd', 'eur', 0.92);
    world.acts.createSeller({ id: 'acct_E', country: 'DE', schedule: { interval: 'manual' } });
    world.acts.sale({
      id: 'ch_e',
      model: 'separate',
      amountMinor: 10_000,
      currency: 'usd',
      parts: [{ seller: 'acct_E', amountMinor: 10_000, id: 'tr_e' }],
    });
    expect(amounts(world, 'acct_E', 'eur').available).toBe(9_200);
    world.acts.setRate('usd', 'eur', 0.931);
    product.reverse(world, 'dp_1', 'tr_e', 10_000);
    expect(amounts(world, 'acct_E', 'eur').available).toBe(-110);
    expect(amounts(world, null, 'eur').reserved).toBe(110);
    world.audit();
  });
});

describe('a reversal by Stripe itself', () => {
  test('takes the transfer back without a key, tells of it, and is nobody’s fault', () => {
    const world = aWorld();
    const account = sellerWithSale(world, { paidOut: true });
    const told: string[] = [];
    world.onEvent(({ type }) => told.push(type));
    world.acts.stripeReverses('tr_1', 4_000);
    world.acts.stripeReverses('tr_1');
    expect(amounts(world, account).available).toBe(-10_000);
    expect(call(world, 'GET /v1/transfers/{transfer}', { transfer: 'tr_1' })).toMatchObject({
      amount_reversed: 10_000,
      metadata: {},
      reversed: true,
    });
    expect(told).toEqual(['transfer.reversed', 'transfer.reversed']);
    expect(world.verdict()).toMatchObject({ clean: true, unexplained: [] });
    world.audit();
  });
});
