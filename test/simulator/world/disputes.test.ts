import { describe, expect, test } from '@jest/globals';
import type { World } from '../../../src/simulator/world/port';
import { amounts, aWorld, call, daysLater, list, postings, refusal, sellerWithSale } from './support/world';

/** Amount, net and category of a dispute's balance transactions. */
function rows(world: World, dispute = 'dp_1', account: string | null = null): string[] {
  const object = call(world, 'GET /v1/disputes/{dispute}', { dispute }, {}, account);
  const transactions = object['balance_transactions'] as unknown as readonly {
    amount: number;
    net: number;
    reporting_category: string;
  }[];
  return transactions.map((row) => `${row.reporting_category} ${row.amount} ${row.net}`);
}

const status = (world: World, dispute = 'dp_1') =>
  call(world, 'GET /v1/disputes/{dispute}', { dispute })['status'];

function heard(world: World): string[] {
  const types: string[] = [];
  world.onEvent((event) => types.push(`${event.account ?? 'platform'} ${event.type}`));
  return types;
}

describe('a dispute', () => {
  test('of a destination charge costs the platform amount and fee, at once', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    const types = heard(world);
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    expect(rows(world)).toEqual(['dispute -10000 -11500']);
    expect(amounts(world).available).toBe(101_000 - 11_500);
    expect(amounts(world, 'acct_A').available).toBe(9_000);
    expect(types).toEqual(['platform charge.dispute.created', 'platform charge.dispute.funds_withdrawn']);
    expect(call(world, 'GET /v1/disputes/{dispute}', { dispute: 'dp_1' })).toMatchObject({
      status: 'needs_response',
      is_charge_refundable: false,
      charge: 'ch_1',
    });
  });

  test('that is won returns the amount and the countered fee, and keeps the received fee', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    world.acts.contest('dp_1', 'seller', 1_500);
    expect(status(world)).toBe('under_review');
    world.acts.win('dp_1');
    expect(rows(world)).toEqual(['dispute -10000 -11500', 'dispute 0 -1500', 'dispute_reversal 10000 11500']);
    expect(status(world)).toBe('won');
    expect(amounts(world).available).toBe(101_000 - 1_500);
    world.audit();
  });

  test('can be won on appeal and lost again', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    world.acts.lose('dp_1');
    world.acts.appeal('dp_1');
    expect(status(world)).toBe('appeal_under_review');
    world.acts.win('dp_1');
    world.acts.withdraw('dp_1');
    expect(status(world)).toBe('lost');
    expect(rows(world)).toEqual([
      'dispute -10000 -11500',
      'dispute_reversal 10000 10000',
      'dispute -10000 -10000',
    ]);
  });

  test('can be partial, and reinstated in part although it is lost', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1', amountMinor: 4_000, feeMinor: 0 });
    world.acts.lose('dp_1');
    world.acts.reinstate('dp_1', 900);
    expect(rows(world)).toEqual(['dispute -4000 -4000', 'dispute_reversal 900 900']);
    expect(status(world)).toBe('lost');
  });

  test('keeps the countered fee through a part that comes back, and returns it when it is won', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1', feeMinor: 0 });
    world.acts.contest('dp_1', 'platform', 1_500);
    world.acts.reinstate('dp_1', 900);
    world.acts.win('dp_1');
    expect(rows(world)).toEqual([
      'dispute -10000 -10000',
      'dispute 0 -1500',
      'dispute_reversal 900 900',
      'dispute_reversal 9100 10600',
    ]);
  });

  test('in another currency is withdrawn at the rate of the day', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    world.acts.dispute({
      id: 'dp_1',
      charge: 'ch_1',
      currency: 'eur',
      amountMinor: 9_000,
      withdrawnMinor: 10_350,
    });
    const dispute = call(world, 'GET /v1/disputes/{dispute}', { dispute: 'dp_1' });
    expect(dispute).toMatchObject({ currency: 'eur', amount: 9_000 });
    expect(dispute['balance_transactions']).toMatchObject([
      { amount: -10_350, currency: 'usd', exchange_rate: 1.15 },
    ]);
    world.audit();
  });

  test('that is an inquiry moves nothing until it escalates', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1', inquiry: true });
    expect(rows(world)).toEqual([]);
    expect(call(world, 'GET /v1/disputes/{dispute}', { dispute: 'dp_1' })).toMatchObject({
      status: 'warning_needs_response',
      is_charge_refundable: true,
    });
    world.acts.withdraw('dp_1', { feeMinor: 1_500 });
    expect(status(world)).toBe('needs_response');
    expect(rows(world)).toEqual(['dispute -10000 -11500']);
  });

  test('that was an inquiry withdraws nothing once the payment is refunded in full', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1', inquiry: true });
    call(world, 'POST /v1/refunds', {}, { charge: 'ch_1' });
    expect(() => world.acts.withdraw('dp_1')).toThrow(/refunded in full/);
    world.acts.closeInquiry('dp_1');
    expect(status(world)).toBe('warning_closed');
    expect(rows(world)).toEqual([]);
  });

  test('resolved rapidly arrives lost, without a fee', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    const types = heard(world);
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1', rapid: true });
    expect(rows(world)).toEqual(['dispute -10000 -10000']);
    expect(call(world, 'GET /v1/disputes/{dispute}', { dispute: 'dp_1' })).toMatchObject({
      status: 'lost',
      payment_method_details: { card: { case_type: 'resolution' } },
    });
    expect(types.map((type) => type.split('.').at(-1))).toEqual(['created', 'funds_withdrawn', 'closed']);
  });

  test('may exceed the charge, through the exchange rate of the buyer’s bank', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1', amountMinor: 10_800, feeMinor: 0 });
    expect(rows(world)).toEqual(['dispute -10800 -10800']);
    expect(world.verdict().sellers).toMatchObject([{ fairMinor: 10_000 }]);
    world.audit();
  });

  test('won can be appealed by the buyer’s bank, and is lost again or stays won', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    world.acts.win('dp_1');
    world.acts.appeal('dp_1', 'bank');
    expect(status(world)).toBe('appeal_needs_response');
    world.acts.contest('dp_1', 'platform', 0);
    expect(status(world)).toBe('appeal_under_review');
    world.acts.win('dp_1');
    expect(status(world)).toBe('won');
    expect(rows(world)).toEqual(['dispute -10000 -11500', 'dispute_reversal 10000 10000']);
  });

  test('says when the day for evidence has gone by without any', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1', evidenceDueInDays: 3 });
    const details = () => call(world, 'GET /v1/disputes/{dispute}', { dispute: 'dp_1' })['evidence_details'];
    expect(details()).toMatchObject({ past_due: false });
    daysLater(world, 3);
    expect(details()).toMatchObject({ past_due: true, has_evidence: false });
  });

  test('of a direct charge is the account’s, and its fee the liable platform’s', () => {
    const world = aWorld();
    world.acts.createSeller({ id: 'acct_D', country: 'US', schedule: { interval: 'manual' } });
    world.acts.sale({ id: 'ch_d', model: 'direct', seller: 'acct_D', amountMinor: 10_000, currency: 'usd' });
    const types = heard(world);
    world.acts.dispute({ id: 'dp_d', charge: 'ch_d' });
    expect(amounts(world, 'acct_D').available).toBe(0);
    expect(amounts(world).available).toBe(98_500);
    expect(postings(world).at(-1)).toBe('stripe_fee -1500 usd');
    expect(rows(world, 'dp_d', 'acct_D')).toEqual(['dispute -10000 -10000']);
    expect(refusal(() => call(world, 'GET /v1/disputes/{dispute}', { dispute: 'dp_d' }))).toBe(
      'resource_missing',
    );
    expect(types).toEqual(['acct_D charge.dispute.created', 'acct_D charge.dispute.funds_withdrawn']);
    world.acts.win('dp_d');
    expect(amounts(world, 'acct_D').available).toBe(10_000);
  });

  test('forbids refunds of its charge', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    expect(refusal(() => call(world, 'POST /v1/refunds', {}, { charge: 'ch_1' }))).toBe('charge_disputed');
  });

  test('of a test card opens with the charge', () => {
    const world = aWorld();
    const charge = call(
      world,
      'POST /v1/charges',
      {},
      { amount: 700, currency: 'usd', source: 'tok_createDispute' },
    );
    expect(list(world, 'GET /v1/disputes', { charge: String(charge.id) })).toMatchObject([
      { amount: 700, status: 'needs_response' },
    ]);
  });
});

describe('a refund', () => {
  test('with reverse_transfer takes the seller’s part, and names itself', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    const refund = call(
      world,
      'POST /v1/refunds',
      {},
      { charge: 'ch_1', amount: 2_500, reverse_transfer: true },
    );
    expect(amounts(world, 'acct_A').available).toBe(6_500);
    expect(amounts(world).available).toBe(101_000);
    const [reversal] = list(world, 'GET /v1/transfers/{id}/reversals', {}, null, { id: 'tr_1' });
    expect(reversal).toMatchObject({ amount: 2_500, source_refund: refund.id });
  });

  test('that fails returns the money to the platform, not to the seller', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    const refund = world.acts.refund({ charge: 'ch_1', reverseTransfer: true });
    world.acts.failRefund(refund);
    expect(amounts(world, 'acct_A').available).toBe(-1_000);
    expect(amounts(world)).toMatchObject({ available: 110_000, reserved: 1_000 });
    world.audit();
  });
});
