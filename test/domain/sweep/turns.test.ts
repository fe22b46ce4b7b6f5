import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { accountsThisTurn } from '../../../src/domain/sweep/turns';

describe('the turns of the full scan', () => {
  test('read every account within the days, however many there are', () => {
    const accounts = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(accounts, fc.integer({ min: 1, max: 60 }), (count, days) => {
        const hourly = accountsThisTurn(count, days, HOUR_MS);
        expect(hourly * 24 * days).toBeGreaterThanOrEqual(count);
      }),
    );
  });

  test.each([
    [100_000, 7, HOUR_MS, 625],
    [100_000, 1, HOUR_MS, 4_375],
    [400, 7, DAY_MS, 1_000],
    // After a long stop a day's share, not all at once.
    [100_000, 7, 30 * DAY_MS, 15_000],
    [100_000, 7, -1, 0],
  ])('of %i accounts in %i days, %i ms after the last turn: %i', (accounts, days, sinceMs, expected) => {
    expect(accountsThisTurn(accounts, days, sinceMs)).toBe(expected);
  });
});
