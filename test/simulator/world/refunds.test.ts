import { describe, expect, test } from '@jest/globals';
import type { SaleInput } from '../../../src/simulator/world/acts-port';
import type { World } from '../../../src/simulator/world/port';
import {
  amounts,
  aWorld,
  call,
  daysLater,
  faults,
  field,
  laterSale,
  list,
  product,
  refusal,
  sellerWithSale,
} from './support/world';

const heard = (world: World): string[] => {
  const types: string[] = [];
  world.onEvent((event) => types.push(event.type));
  return types;
};
const refund = (world: World, params: Record<string, string | number | boolean> = {}): string =>
  field(call(world, 'POST /v1/refunds', {}, { charge: 'ch_1', ...params }), 'id');
const read = (world: World, id: string) => call(world, 'GET /v1/refunds/{refund}', { refund: id });

/** As `sellerWithSale`, with a sale whose refunds go another way. */
function saleWith(more: Partial<SaleInput>): World {
  const world = aWorld();
  const seller = world.acts.createSeller({ id: 'acct_A', country: 'US', schedule: { interval: 'manual' } });
  const sale: SaleInput = {
    id: 'ch_1',
    model: 'destination',
    seller,
    transferId: 'tr_1',
    amountMinor: 10_000,
    currency: 'usd',
    applicationFeeMinor: 1_000,
  };
  world.acts.sale({ ...sale, ...more } as SaleInput);
  return world;
}

describe('a refund', () => {
  test('that is under way has left the platform already, and ends some days later', () => {
    const world = saleWith({ refunds: 'succeeds_later' });
    const before = amounts(world).available;
    const id = refund(world);
    expect(read(world, id)).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    expect(amounts(world).available).toBe(before - 10_000);
    const types = heard(world);
    daysLater(world, 6);
    expect(read(world, id)['status']).toBe('succeeded');
    expect('pending_reason' in read(world, id)).toBe(false);
    expect(types.filter((type) => type.includes('refund'))).toEqual([
      'refund.updated',
      'charge.refund.updated',
    ]);
  });

  test('that succeeded may still be sent back: the money returns to the platform, not to the seller', () => {
    const world = saleWith({ refunds: 'fails_later' });
    laterSale(world, 'acct_A', 5_000);
    const id = refund(world, { reverse_transfer: true });
    expect(read(world, id)['status']).toBe('succeeded');
    const [platform, seller] = [amounts(world).available, amounts(world, 'acct_A').available];
    const types = heard(world);
    daysLater(world, 6);
    expect(read(world, id)).toMatchObject({ status: 'failed', failure_reason: 'lost_or_stolen_card' });
    expect(amounts(world).available).toBe(platform + 10_000);
    expect(amounts(world, 'acct_A').available).toBe(seller);
    expect(types).toEqual(
      expect.arrayContaining(['refund.updated', 'charge.refund.updated', 'refund.failed']),
    );
    world.audit();
  });

  test('that waits for the customer can be canceled, and no other', () => {
    const world = saleWith({ refunds: 'needs_customer' });
    const before = amounts(world).available;
    const id = refund(world, { amount: 4_000 });
    expect(read(world, id)['status']).toBe('requires_action');
    expect(call(world, 'POST /v1/refunds/{refund}/cancel', { refund: id })['status']).toBe('canceled');
    expect(amounts(world).available).toBe(before);
    expect(call(world, 'GET /v1/charges/{charge}', { charge: 'ch_1' })['amount_refunded']).toBe(0);
    expect(() => call(world, 'POST /v1/refunds/{refund}/cancel', { refund: id })).toThrow(/is canceled/);
    world.audit();
  });

  test('under way fails when the payment is disputed', () => {
    const world = saleWith({ refunds: 'succeeds_later' });
    const id = refund(world, { amount: 2_000 });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    expect(read(world, id)).toMatchObject({
      status: 'failed',
      failure_reason: 'charge_for_pending_refund_disputed',
    });
    daysLater(world, 10);
    expect(read(world, id)['status']).toBe('failed');
  });

  test('does not take back a transfer that there is not, nor below zero where reserves are off', () => {
    const world = aWorld({ reversalBelowZero: false });
    sellerWithSale(world, { paidOut: true });
    expect(refusal(() => refund(world, { reverse_transfer: true }))).toBe('balance_insufficient');
    world.acts.sale({ id: 'ch_2', model: 'separate', amountMinor: 500, currency: 'usd', parts: [] });
    expect(() => refund(world, { charge: 'ch_2', reverse_transfer: true })).toThrow(/associated transfer/);
    expect(list(world, 'GET /v1/refunds')).toEqual([]);
  });

  test('of a direct charge returns the application fee in proportion where that is asked for', () => {
    const world = aWorld();
    world.acts.createSeller({ id: 'acct_A', country: 'US' });
    world.acts.sale({
      id: 'ch_1',
      model: 'direct',
      seller: 'acct_A',
      amountMinor: 10_000,
      currency: 'usd',
      applicationFeeMinor: 1_000,
    });
    const params = { charge: 'ch_1', amount: 5_000, refund_application_fee: true };
    call(world, 'POST /v1/refunds', {}, params, 'acct_A');
    expect(amounts(world, 'acct_A').available).toBe(9_000 - 5_000 + 500);
    expect(amounts(world).available).toBe(100_000 + 1_000 - 500);
    world.audit();
  });

  test('is judged whoever made it: one that fails leaves the seller without what was taken', () => {
    const world = saleWith({});
    const id = refund(world, { reverse_transfer: true });
    expect(faults(world)).toEqual({ overpaid: 0, twice: 0 });
    world.acts.failRefund(id);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 10_000 });
    product.giveBack(world, id, 'acct_A', 10_000);
    expect(world.verdict().clean).toBe(true);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 0 });
  });

  test('may be spoken of by the request that made it', () => {
    const world = saleWith({});
    const id = field(
      call(
        world,
        'POST /v1/refunds',
        {},
        { charge: 'ch_1', metadata: { recoup_key: 'recoup:v1:refund:req-7:ch_1:0' } },
      ),
      'id',
    );
    product.reverse(world, 'req-7', 'tr_1', 10_000);
    expect(world.verdict()).toMatchObject({ clean: true, unexplained: [] });
    world.acts.failRefund(id);
    product.giveBack(world, 'req-7', 'acct_A', 10_000);
    expect(world.verdict().clean).toBe(true);
  });
});

describe('an early fraud warning', () => {
  const warning = (world: World) => list(world, 'GET /v1/radar/early_fraud_warnings')[0];

  test('can be acted on until the payment is refunded in full', () => {
    const world = saleWith({});
    world.acts.warnOfFraud({ id: 'issfr_1', charge: 'ch_1' });
    const types = heard(world);
    refund(world, { amount: 1_000 });
    expect(warning(world)).toMatchObject({ id: 'issfr_1', actionable: true, charge: 'ch_1' });
    refund(world);
    expect(warning(world)?.['actionable']).toBe(false);
    expect(types).toContain('radar.early_fraud_warning.updated');
  });

  test('can be acted on until the payment is disputed', () => {
    const world = saleWith({});
    world.acts.warnOfFraud({ charge: 'ch_1', fraudType: 'made_with_lost_card' });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    expect(warning(world)).toMatchObject({ actionable: false, fraud_type: 'made_with_lost_card' });
  });
});

describe('a payment by bank debit', () => {
  test('is pending, and its transfer waits for its funds', () => {
    const world = saleWith({ paidBy: 'bank_debit' });
    expect(call(world, 'GET /v1/charges/{charge}', { charge: 'ch_1' })).toMatchObject({
      status: 'pending',
      paid: false,
      payment_method_details: { type: 'us_bank_account' },
    });
    expect(amounts(world, 'acct_A')).toMatchObject({ available: 0, pending: 9_000 });
    world.acts.settlePayment('ch_1');
    expect(call(world, 'GET /v1/charges/{charge}', { charge: 'ch_1' })['status']).toBe('succeeded');
    expect(() => world.acts.failPayment('ch_1')).toThrow(/only a pending payment/);
  });

  test('that fails after its transfer costs the platform, and leaves the transfer where it is', () => {
    const world = saleWith({ paidBy: 'bank_debit' });
    daysLater(world, 5);
    const before = amounts(world).available;
    const types = heard(world);
    world.acts.failPayment('ch_1', 'insufficient_funds');
    expect(types).toContain('charge.failed');
    expect(amounts(world).available).toBe(before - 10_000);
    expect(amounts(world, 'acct_A').available).toBe(9_000);
    expect(call(world, 'GET /v1/transfers/{transfer}', { transfer: 'tr_1' })['reversed']).toBe(false);
    expect(() => refund(world)).toThrow(/has failed/);
    product.reverse(world, 'ch_1', 'tr_1', 10_000);
    expect(world.verdict()).toMatchObject({ clean: true, sellers: [{ outstandingMinor: 0 }] });
    world.audit();
  });
});

describe('Stripe’s test cards', () => {
  const pay = (world: World, source: string): string =>
    field(call(world, 'POST /v1/charges', {}, { amount: 700, currency: 'usd', source }), 'id');

  test.each([
    ['tok_createDispute', 'needs_response'],
    ['4000000000000259', 'needs_response'],
    ['tok_createDisputeProductNotReceived', 'needs_response'],
    ['pm_card_createDisputeInquiry', 'warning_needs_response'],
  ])('%s brings a dispute', (source, status) => {
    const world = aWorld();
    const charge = pay(world, source);
    expect(list(world, 'GET /v1/disputes', { charge })).toMatchObject([{ status }]);
  });

  test.each(['tok_createIssuerFraudRecord', '4000000000005423'])('%s brings a warning of fraud', (source) => {
    const world = aWorld();
    const charge = pay(world, source);
    expect(list(world, 'GET /v1/radar/early_fraud_warnings', { charge })).toHaveLength(1);
    expect(list(world, 'GET /v1/disputes')).toEqual([]);
  });

  test.each([
    ['tok_pendingRefund', 'pending', 'succeeded'],
    ['4000000000005126', 'succeeded', 'failed'],
  ])('%s has refunds that begin as %s and end as %s', (source, begins, ends) => {
    const world = aWorld();
    const id = refund(world, { charge: pay(world, source) });
    expect(read(world, id)['status']).toBe(begins);
    daysLater(world, 6);
    expect(read(world, id)['status']).toBe(ends);
  });

  test('a declined card makes no charge, and any other simply pays', () => {
    const world = aWorld();
    expect(refusal(() => pay(world, 'tok_chargeDeclined'))).toBe('card_declined');
    expect(list(world, 'GET /v1/charges')).toEqual([]);
    pay(world, 'tok_visa');
    expect(list(world, 'GET /v1/disputes')).toEqual([]);
  });
});
