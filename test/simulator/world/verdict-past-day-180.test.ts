import { describe, expect, test } from '@jest/globals';
import type { World } from '../../../src/simulator/world/port';
import {
  amounts,
  aWorld,
  daysLater,
  faults,
  laterSale,
  product,
  refusal,
  sellerWithSale,
} from './support/world';

const RIGHT = { overpaid: 0, twice: 0 };

/** A's bank is empty, the dispute is lost, the transfer reversed: 100.00 below zero, cleared on day 180. */
function cleared(world: World): string {
  const account = sellerWithSale(world, { paidOut: true });
  daysLater(world, 3);
  world.acts.setBankBehaviour(account, 'usd', { kind: 'closed' });
  world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
  world.acts.lose('dp_1');
  product.reverse(world, 'dp_1', 'tr_1', 10_000);
  daysLater(world, 181);
  return account;
}

/** As `cleared`, then 60.00 collected from a later sale, then won on appeal. */
function collectedAndWon(world: World): string {
  const account = cleared(world);
  laterSale(world, account, 6_000);
  product.debit(world, 'dp_1', account, 6_000);
  world.acts.appeal('dp_1');
  world.acts.win('dp_1');
  return account;
}

describe('the verdict past day 180', () => {
  test('takes a clearing for a loss let go', () => {
    const world = aWorld();
    cleared(world);
    expect(world.verdict()).toMatchObject({
      clean: true,
      sellers: [{ clearedMinor: 10_000, outstandingMinor: 11_500 }],
    });
  });

  test('lets a cleared amount be collected once', () => {
    const world = aWorld();
    const account = cleared(world);
    laterSale(world, account, 20_000);
    product.debit(world, 'dp_1', account, 11_500);
    expect(faults(world)).toEqual(RIGHT);
    product.debit(world, 'dp_1', account, 2_000);
    expect(faults(world)).toEqual({ overpaid: 0, twice: 2_000 });
  });

  const wrong: readonly [string, number, { overpaid: number; twice: number }][] = [
    ['what A really paid, less the fee that stays due', 4_500, RIGHT],
    ['nothing, as if the clearing had paid A back', 0, { overpaid: 0, twice: 4_500 }],
    ['what is left after all claims', 500, { overpaid: 0, twice: 4_000 }],
    ['everything, the clearing not seen', 10_000, { overpaid: 4_000, twice: 0 }],
  ];
  test.each(wrong)('won after it: A gets %s', (_what, sent, expected) => {
    const world = aWorld();
    const account = collectedAndWon(world);
    if (sent > 0) product.giveBack(world, 'dp_1', account, sent);
    expect(faults(world)).toEqual(expected);
  });

  test('won before the clearing was seen: whatever is sent is too much', () => {
    const world = aWorld();
    const account = cleared(world);
    world.acts.win('dp_1');
    expect(faults(world)).toEqual(RIGHT);
    product.giveBack(world, 'dp_1', account, 10_000);
    expect(faults(world)).toEqual({ overpaid: 10_000, twice: 0 });
  });

  test('in another currency than the transfer, by the reversal’s own pair of amounts', () => {
    const world = aWorld();
    world.acts.topUpPlatform(100_000, 'eur');
    world.acts.setRate('usd', 'eur', 0.92);
    const account = world.acts.createSeller({
      id: 'acct_A',
      country: 'GB',
      defaultCurrency: 'eur',
      banks: [],
      schedule: { interval: 'manual' },
    });
    world.acts.sale({
      id: 'ch_1',
      model: 'separate',
      amountMinor: 10_000,
      currency: 'usd',
      parts: [{ seller: account, amountMinor: 10_000, id: 'tr_1' }],
    });
    world.acts.sellerPaysOut(account, 'eur');
    world.acts.dispute({ id: 'dp_1', charge: 'ch_1' });
    world.acts.setRate('usd', 'eur', 0.931);
    expect(refusal(() => product.debit(world, 'dp_1', account, 1_500))).toBe('transfers_not_allowed');
    product.reverse(world, 'dp_1', 'tr_1', 10_000);
    expect(amounts(world, account, 'eur').available).toBe(-9_310);
    daysLater(world, 181);
    expect(amounts(world, account, 'eur').available).toBe(0);
    world.acts.win('dp_1');
    expect(faults(world, account, 'eur')).toEqual(RIGHT);
    product.giveBack(world, 'dp_1', account, 3_500);
    expect(faults(world, account, 'eur').overpaid).toBeGreaterThan(3_000);
    world.audit();
  });
});
