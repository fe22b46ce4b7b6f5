import { describe, expect, test } from '@jest/globals';
import { lotKey } from '../../../src/domain/ledger/balance-book';
import { inCauseCurrency, type Pair } from '../../../src/domain/ledger/pairs';
import { cause, eur, usd } from './random-books';

const lot = { cause: cause(1), part: 'principal' as const, sinceMs: 7, amountMinor: 1_001 };
const pair = (causeMinor: number, balanceMinor: number): Pair => ({
  causeCurrency: eur,
  causeMinor,
  balanceMinor,
});

describe('what a lot is worth in the currency of its cause (R20)', () => {
  test.each<[string, Pair, typeof eur, number]>([
    ['by the pair of its reversal, rounded down', pair(900, 2_000), eur, 450],
    ['never more than the pair has left', pair(900, 1_000), eur, 900],
    ['of a pair that is used up, its own amount', pair(0, 1_000), usd, 1_001],
    ['of a pair without a balance, its own amount', pair(900, 0), usd, 1_001],
  ])('%s', (_what, one, currency, amountMinor) => {
    expect(inCauseCurrency(lot, usd, { [lotKey(lot)]: one })).toEqual({ currency, amountMinor });
  });

  test('is its own amount where no exchange was made for it', () => {
    const other = { ...lot, sinceMs: 8 };
    expect(inCauseCurrency(lot, usd, { [lotKey(other)]: pair(900, 2_000) })).toEqual({
      currency: usd,
      amountMinor: 1_001,
    });
  });
});
