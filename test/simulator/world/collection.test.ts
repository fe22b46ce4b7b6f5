import { describe, expect, test } from '@jest/globals';
import type { World } from '../../../src/simulator/world/port';
import { amounts, aWorld, daysLater, laterSale, list, product, sellerWithSale, field } from './support/world';

/** A is 100.00 below zero and its bank is closed. */
function hopeless(world: World): string {
  const account = sellerWithSale(world, { paidOut: true });
  daysLater(world, 3);
  world.acts.setBankBehaviour(account, 'usd', { kind: 'closed' });
  world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
  product.reverse(world, 'dp_1', 'tr_1', 10_000);
  return account;
}

const collected = (world: World) =>
  list(world, 'GET /v1/balance_transactions', { type: 'connect_collection_transfer' }).map(
    (row) => row['amount'],
  );

describe('the collection transfer', () => {
  test('comes on day 180 out of the reserve, and no event tells of it', () => {
    const world = aWorld();
    const account = hopeless(world);
    daysLater(world, 179);
    expect(collected(world)).toEqual([]);
    const types: string[] = [];
    world.onEvent((event) => types.push(event.type));
    const before = amounts(world);
    daysLater(world, 1);
    expect(types).toEqual([]);
    expect(collected(world)).toEqual([-10_000]);
    expect(amounts(world, account).available).toBe(0);
    expect(amounts(world)).toMatchObject({ available: before.available, reserved: 0 });
    const [row] = list(world, 'GET /v1/balance_transactions', { type: 'connect_collection_transfer' });
    expect(world.find(field(row, 'source'), { account: null })).toMatchObject({
      object: 'connect_collection_transfer',
      amount: 10_000,
      currency: 'usd',
      destination: account,
    });
    world.audit();
  });

  test('keeps its clock through a debit that came back', () => {
    const world = aWorld();
    const account = hopeless(world);
    world.acts.setBankBehaviour(account, 'usd', { kind: 'refuses', code: 'account_closed' });
    daysLater(world, 180);
    expect(collected(world)).toEqual([-10_000]);
  });

  test('does not come where the seller recovered in between', () => {
    const world = aWorld();
    const account = hopeless(world);
    daysLater(world, 100);
    laterSale(world, account, 10_000);
    daysLater(world, 100);
    expect(collected(world)).toEqual([]);
    expect(amounts(world).reserved).toBe(0);
  });

  test('can be late, and partial at first', () => {
    const world = aWorld({ collectionLateDays: 4, collectionPercent: 60 });
    const account = hopeless(world);
    daysLater(world, 183);
    expect(collected(world)).toEqual([]);
    daysLater(world, 1);
    expect(collected(world)).toEqual([-6_000]);
    expect(amounts(world, account).available).toBe(-4_000);
    expect(amounts(world).reserved).toBe(4_000);
    daysLater(world, 30);
    expect(amounts(world, account).available).toBe(0);
    world.audit();
  });

  test('can be planned otherwise for one account: early, and a part of it', () => {
    const world = aWorld();
    world.acts.planCollection('acct_A', { lateDays: -6, percent: 25, restAfterDays: 3 });
    hopeless(world);
    daysLater(world, 173);
    expect(collected(world)).toEqual([]);
    daysLater(world, 1);
    expect(collected(world)).toEqual([-2_500]);
    daysLater(world, 3);
    expect(collected(world)).toEqual([-7_500, -2_500]);
    world.audit();
  });

  test('is not the platform’s where Stripe bears the losses', () => {
    const world = aWorld();
    world.acts.createSeller({
      id: 'acct_S',
      country: 'US',
      type: 'standard',
      debitNegativeBalances: false,
      schedule: { interval: 'manual' },
    });
    world.acts.sale({ id: 'ch_d', model: 'direct', seller: 'acct_S', amountMinor: 5_000, currency: 'usd' });
    world.acts.sellerPaysOut('acct_S', 'usd');
    world.acts.dispute({ id: 'dp_d', charge: 'ch_d' });
    expect(amounts(world, 'acct_S').available).toBe(-6_500);
    expect(amounts(world)).toMatchObject({ available: 100_000, reserved: 0 });
    daysLater(world, 200);
    expect(collected(world)).toEqual([]);
  });
});
