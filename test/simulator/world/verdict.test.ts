import { describe, expect, test } from '@jest/globals';
import type { World } from '../../../src/simulator/world/port';
import {
  aWorld,
  call,
  disputed,
  faults,
  field,
  laterSale,
  list,
  product,
  sellerWithSale,
} from './support/world';

const RIGHT = { overpaid: 0, twice: 0 };

describe('the verdict on a lost dispute', () => {
  test('finds nothing wrong while nothing is taken yet, and nothing when all is', () => {
    const world = aWorld();
    const account = disputed(world);
    expect(world.verdict()).toMatchObject({
      clean: true,
      sellers: [{ fairMinor: 11_500, takenMinor: 0, outstandingMinor: 11_500 }],
    });
    product.debit(world, 'dp_1', account, 1_500);
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    expect(world.verdict()).toMatchObject({
      clean: true,
      sellers: [{ takenMinor: 11_500, outstandingMinor: 0 }],
    });
  });

  test('finds what was taken twice', () => {
    const world = aWorld();
    const account = disputed(world);
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    product.debit(world, 'dp_1', account, 1_500);
    product.debit(world, 'dp_1', account, 1_500);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 1_500 });
    expect(world.verdict().clean).toBe(false);
  });

  test('finds a fee that the deal leaves with the platform', () => {
    const world = aWorld();
    const account = disputed(world, {}, { disputeFee: 'platform' });
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    product.debit(world, 'dp_1', account, 1_500);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 1_500 });
  });

  test('lets a partial dispute cost its part, rounded either way', () => {
    const world = aWorld();
    disputed(world, { amountMinor: 3_333, feeMinor: 0 });
    product.reverse(world, 'dp_1', 'tr_1', 3_333);
    expect(faults(world)).toEqual(RIGHT);
    product.reverse(world, 'dp_1', 'tr_1', 1);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 1 });
  });

  test('undoes one sale once: a refund and a dispute together cost no more than the sale', () => {
    const world = aWorld();
    sellerWithSale(world, { paidOut: false });
    laterSale(world, 'acct_A', 20_000);
    call(world, 'POST /v1/refunds', {}, { charge: 'ch_1', amount: 2_500, reverse_transfer: true });
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1', feeMinor: 0 });
    product.reverse(world, 'dp_1', 'tr_1', 7_500);
    expect(faults(world)).toEqual(RIGHT);
    product.debit(world, 'dp_1', 'acct_A', 2_500);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 2_500 });
  });

  test('with an application fee that goes back, the part is what was left of it', () => {
    const world = aWorld();
    disputed(world, { feeMinor: 0 }, { applicationFee: 'return' });
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 1_000 });
    const other = aWorld();
    disputed(other, { feeMinor: 0 }, { applicationFee: 'return' });
    product.reverse(other, 'dp_1', 'tr_1', 10_000, { refund_application_fee: true });
    expect(faults(other)).toEqual(RIGHT);
  });

  test('divides principal and fee over the sellers of one charge', () => {
    const world = aWorld();
    const parts = [
      { seller: 'acct_A', amountMinor: 5_000, id: 'tr_A' },
      { seller: 'acct_B', amountMinor: 3_000, id: 'tr_B' },
    ];
    for (const { seller } of parts)
      world.acts.createSeller({ id: seller, country: 'US', schedule: { interval: 'manual' } });
    world.acts.sale({ id: 'ch_2', model: 'separate', amountMinor: 10_000, currency: 'usd', parts });
    for (const { seller } of parts) laterSale(world, seller, 5_000);
    world.acts.dispute({ id: 'dp_2', charge: 'ch_2' });
    product.debit(world, 'dp_2', 'acct_A', 937);
    product.debit(world, 'dp_2', 'acct_B', 562);
    product.reverse(world, 'dp_2', 'tr_A', 5_000);
    product.reverse(world, 'dp_2', 'tr_B', 3_000);
    expect(world.verdict()).toMatchObject({
      clean: true,
      sellers: [{ takenMinor: 5_937 }, { takenMinor: 3_562 }],
    });
    product.debit(world, 'dp_2', 'acct_B', 2);
    expect(faults(world, 'acct_B')).toEqual({ overpaid: 0, twice: 1 });
  });
});

describe('the verdict on a dispute that is won', () => {
  test('finds what was not given back, and what was given too much', () => {
    const world = aWorld();
    const account = disputed(world);
    product.debit(world, 'dp_1', account, 1_500);
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    world.acts.win('dp_1');
    expect(faults(world)).toEqual({ overpaid: 0, twice: 10_000 });
    product.giveBack(world, 'dp_1', account, 10_000);
    expect(faults(world)).toEqual(RIGHT);
    product.giveBack(world, 'dp_1', account, 1_500);
    expect(faults(world)).toEqual({ overpaid: 1_500, twice: 0 });
  });

  test('finds money sent back while the dispute was still lost, until it is taken again', () => {
    const world = aWorld();
    const account = disputed(world);
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    const sent = product.giveBack(world, 'dp_1', account, 4_000);
    expect(faults(world)).toEqual({ overpaid: 4_000, twice: 0 });
    product.reverse(world, 'dp_1', String(sent.id), 4_000);
    // Its fee is still open, and was never sent.
    expect(faults(world)).toEqual(RIGHT);
    product.debit(world, 'dp_1', account, 1_500);
    expect(faults(world)).toEqual(RIGHT);
  });

  test('follows won, given back, lost again on appeal', () => {
    const world = aWorld();
    const account = disputed(world);
    product.debit(world, 'dp_1', account, 1_500);
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    world.acts.win('dp_1');
    const sent = product.giveBack(world, 'dp_1', account, 10_000);
    world.acts.withdraw('dp_1');
    expect(world.verdict()).toMatchObject({ clean: true, sellers: [{ outstandingMinor: 10_000 }] });
    product.reverse(world, 'dp_1', String(sent.id), 10_000);
    expect(world.verdict()).toMatchObject({ clean: true, sellers: [{ outstandingMinor: 0 }] });
  });

  test('gives a countered fee back with it', () => {
    const world = aWorld();
    const account = disputed(world);
    product.debit(world, 'dp_1', account, 1_500);
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    world.acts.contest('dp_1', 'seller', 1_500);
    product.debit(world, 'dp_1', account, 1_500);
    expect(faults(world)).toEqual(RIGHT);
    world.acts.win('dp_1');
    product.giveBack(world, 'dp_1', account, 1_500);
    product.giveBack(world, 'dp_1', account, 10_000);
    expect(faults(world)).toEqual(RIGHT);
  });

  test('does not blame what Stripe lets nobody send', () => {
    const world = aWorld();
    const account = disputed(world);
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    world.acts.reject(account, 'fraud');
    world.acts.win('dp_1');
    expect(faults(world)).toEqual(RIGHT);
    expect(world.verdict().sellers[0]?.blockedMinor).toBe(8_500);
  });
});

describe('the verdict on direct charges', () => {
  function direct(world: World): string {
    const account = world.acts.createSeller({
      id: 'acct_A',
      country: 'US',
      schedule: { interval: 'manual' },
    });
    world.acts.sale({ id: 'ch_1', model: 'direct', seller: account, amountMinor: 10_000, currency: 'usd' });
    laterSale(world, account, 5_000);
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    return account;
  }

  test('lets Stripe take the principal and the platform only the fee', () => {
    const world = aWorld();
    const account = direct(world);
    product.debit(world, 'dp_1', account, 1_500);
    expect(world.verdict()).toMatchObject({
      clean: true,
      sellers: [{ takenMinor: 11_500, outstandingMinor: 0 }],
    });
    world.acts.win('dp_1');
    expect(faults(world)).toEqual(RIGHT);
  });

  test('finds a give-back of what Stripe itself returned', () => {
    const world = aWorld();
    const account = direct(world);
    world.acts.win('dp_1');
    product.giveBack(world, 'dp_1', account, 10_000);
    expect(faults(world)).toEqual({ overpaid: 10_000, twice: 0 });
  });
});

describe('credits', () => {
  test('let a debt go, and what the seller paid outside is no gift', () => {
    const world = aWorld();
    const account = sellerWithSale(world, { paidOut: true });
    world.acts.setDebitNegativeBalances(account, false);
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    world.acts.sellerPaysOutside(account, 5_000, 'usd');
    product.credit(world, 'dp_1', account, 5_000);
    expect(world.verdict()).toMatchObject({
      clean: true,
      sellers: [{ creditedMinor: 0, outstandingMinor: 1_500 }],
    });
    product.credit(world, 'dp_1', account, 5_000);
    expect(world.verdict()).toMatchObject({
      clean: true,
      sellers: [{ creditedMinor: 5_000, outstandingMinor: 6_500 }],
    });
    product.credit(world, 'dp_1', account, 6_000);
    expect(faults(world)).toEqual({ overpaid: 1_000, twice: 0 });
  });

  test('give back what somebody took in the Dashboard, and no more than that', () => {
    const world = aWorld();
    const account = sellerWithSale(world, { paidOut: true });
    world.acts.setDebitNegativeBalances(account, false);
    world.acts.dashboardReversal('tr_1', 8_000);
    product.credit(world, 'dp_1', account, 5_000);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 0 });
    product.credit(world, 'dp_2', account, 4_000);
    expect(faults(world)).toEqual({ overpaid: 1_000, twice: 0 });
  });
});

describe('a seller who is paid before the sale', () => {
  test('has a part in it by its group, and bears what the buyer gets back', () => {
    const world = aWorld();
    const account = world.acts.createSeller({ id: 'acct_A', country: 'US' });
    const order = { amount: 6_000, currency: 'usd', transfer_group: 'order_1' };
    const transfer = call(world, 'POST /v1/transfers', {}, { ...order, destination: account });
    call(world, 'POST /v1/payment_intents', {}, { ...order, confirm: true, payment_method: 'pm_card_visa' });
    const [charge] = list(world, 'GET /v1/charges');
    world.acts.dispute({ id: 'dp_1', charge: field(charge, 'id'), feeMinor: 0 });
    product.reverse(world, 'dp_1', field(transfer, 'id'), 6_000);
    expect(world.verdict()).toMatchObject({
      clean: true,
      sellers: [{ account, fairMinor: 6_000, takenMinor: 6_000 }],
    });
  });
});
