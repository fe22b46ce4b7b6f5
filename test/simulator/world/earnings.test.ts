import { describe, expect, test } from '@jest/globals';
import type { World } from '../../../src/simulator/world/port';
import { aWorld, call, faults, product } from './support/world';

/** Two sales of which 90.00 each are the seller's, and stay with the platform. */
function earned(): World {
  const world = aWorld();
  world.acts.createSeller({ id: 'acct_A', country: 'US', schedule: { interval: 'manual' } });
  for (const id of ['ch_1', 'ch_2']) {
    const parts = [{ seller: 'acct_A', amountMinor: 9_000, later: true }];
    world.acts.sale({ id, model: 'separate', amountMinor: 10_000, currency: 'usd', parts });
  }
  return world;
}

const pay = (world: World, amount: number, version = 1): string =>
  String(
    call(
      world,
      'POST /v1/transfers',
      {},
      {
        amount,
        currency: 'usd',
        destination: 'acct_A',
        transfer_group: 'payout-run:2026-01-05:usd:transfer',
        metadata: { recoup_key: `recoup:v1:payout:acct_A:2026-01-05:usd:${version}` },
      },
    ).id,
  );

const seller = (world: World): object | undefined =>
  world.verdict().sellers.find(({ account }) => account === 'acct_A');

describe('earnings that the platform pays by itself', () => {
  test('are owed to the seller until then, and not a cent more', () => {
    const world = earned();
    expect(seller(world)).toMatchObject({ unpaidMinor: 18_000, overpaidMinor: 0 });
    pay(world, 18_000);
    expect(seller(world)).toMatchObject({ unpaidMinor: 0, overpaidMinor: 0 });
    expect(world.verdict().clean).toBe(true);
    pay(world, 500, 2);
    expect(seller(world)).toMatchObject({ unpaidMinor: 0, overpaidMinor: 500 });
  });

  test('one key pays once', () => {
    const world = earned();
    pay(world, 5_000);
    pay(world, 5_000);
    expect(world.verdict().unexplained).toHaveLength(1);
  });

  test('that were sent are taken back for the sale that the key names', () => {
    const world = earned();
    const transfer = pay(world, 18_000);
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1', feeMinor: 0 });
    product.reverse(world, 'dp_1', transfer, 9_000);
    expect(seller(world)).toMatchObject({ fairMinor: 9_000, takenMinor: 9_000, unpaidMinor: 0 });
    expect(world.verdict().clean).toBe(true);
    product.reverse(world, 'dp_1', transfer, 1_000);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 1_000 });
  });

  test('that are kept back for a dispute may be sent when it is won', () => {
    const world = earned();
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1', feeMinor: 0 });
    pay(world, 9_000);
    world.acts.win('dp_1');
    product.giveBack(world, 'dp_1', 'acct_A', 9_000);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 0 });
    product.giveBack(world, 'dp_1', 'acct_A', 1);
    expect(faults(world)).toEqual({ overpaid: 1, twice: 0 });
  });

  test('that Stripe takes back are due again', () => {
    const world = earned();
    world.acts.stripeReverses(pay(world, 18_000));
    expect(seller(world)).toMatchObject({ unpaidMinor: 18_000 });
    pay(world, 18_000, 2);
    expect(world.verdict().clean).toBe(true);
    world.audit();
  });
});
