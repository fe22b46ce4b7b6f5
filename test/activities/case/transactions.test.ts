import { describe, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { inEffect, oldestPendingMs, walkBack } from '../../../src/activities/case/transactions';

interface Line {
  readonly net: number;
  /** Seconds. */
  readonly created: number;
  readonly availableOn?: number;
  readonly status?: 'available' | 'pending';
}

/** As Stripe lists them: newest first. */
function listOf(...oldestFirst: readonly Line[]): readonly Stripe.BalanceTransaction[] {
  const listed = oldestFirst.map(({ net, created, availableOn = created, status = 'available' }, at) => ({
    id: `txn_${at + 1}`,
    net,
    created,
    available_on: availableOn,
    status,
  }));
  return [...listed].reverse() as unknown as Stripe.BalanceTransaction[];
}

const idsOf = (effective: ReturnType<typeof inEffect>) => effective.map(({ transaction }) => transaction.id);

describe('what counts in the available balance', () => {
  test('comes in the order in which it took effect, not in which it was made', () => {
    const listed = listOf(
      { net: 500, created: 10, availableOn: 100 },
      { net: -200, created: 20 },
      { net: 70, created: 30, availableOn: 200, status: 'pending' },
    );
    expect(idsOf(inEffect(listed))).toEqual(['txn_2', 'txn_1']);
    expect(inEffect(listed).map(({ effectiveMs }) => effectiveMs)).toEqual([20_000, 100_000]);
    expect(oldestPendingMs(listed)).toBe(30_000);
    expect(oldestPendingMs(listOf({ net: 1, created: 1 }))).toBeNull();
  });

  test('of one second stays in the order in which it was made', () => {
    const listed = listOf({ net: 1, created: 5 }, { net: 2, created: 5 }, { net: 3, created: 5 });
    expect(idsOf(inEffect(listed))).toEqual(['txn_1', 'txn_2', 'txn_3']);
  });
});

describe('the window of a case', () => {
  test('begins with the transaction that took the balance below zero', () => {
    const effective = inEffect(
      listOf(
        { net: 900, created: 10 },
        { net: -300, created: 20 },
        { net: -1_000, created: 30 },
        { net: 50, created: 40 },
      ),
    );
    const window = walkBack(-350, effective);
    expect(window).toMatchObject({ fromMs: 30_000, openingMinor: 600 });
    expect(idsOf(window.effective)).toEqual(['txn_3', 'txn_4']);
  });

  test('begins before all that took effect in one second with it', () => {
    const effective = inEffect(
      listOf(
        { net: 900, created: 10 },
        { net: 100, created: 30 },
        { net: -1_500, created: 30 },
        { net: 50, created: 40 },
      ),
    );
    const window = walkBack(-450, effective);
    expect(window).toMatchObject({ fromMs: 30_000, openingMinor: 900 });
    expect(idsOf(window.effective)).toEqual(['txn_2', 'txn_3', 'txn_4']);
  });

  test('is the newest transaction where the balance is not negative: a window always begins at one', () => {
    const effective = inEffect(listOf({ net: 900, created: 10 }, { net: -300, created: 20 }));
    const window = walkBack(600, effective);
    expect(window).toMatchObject({ fromMs: 20_000, openingMinor: 900 });
    expect(idsOf(window.effective)).toEqual(['txn_2']);
  });

  test('is all that is known where the list does not reach back to zero, and what is before it is the opening', () => {
    const window = walkBack(-800, inEffect(listOf({ net: -300, created: 20 })));
    expect(window).toMatchObject({ fromMs: 20_000, openingMinor: -500 });
    expect(window.effective).toHaveLength(1);
  });

  test('of an account without transactions is empty', () => {
    expect(walkBack(0, [])).toEqual({ fromMs: 0, openingMinor: 0, effective: [] });
  });
});
