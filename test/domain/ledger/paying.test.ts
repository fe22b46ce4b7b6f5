import { describe, expect, test } from '@jest/globals';
import type { Owed } from '../../../src/domain/ledger/books';
import { divide, payingOrder } from '../../../src/domain/ledger/paying';
import { cause } from './random-books';

const lot = (n: number, amountMinor: number, sinceMs = 1, part: Owed['part'] = 'principal'): Owed => ({
  cause: cause(n),
  part,
  sinceMs,
  amountMinor,
});

describe('who is paid first', () => {
  test('between causes of one age the id decides, however they are listed', () => {
    const [first, second, third] = [lot(1, 5), lot(2, 5), lot(3, 5)];
    expect([third, first, second].sort(payingOrder)).toEqual([first, second, third]);
    expect([second, third, first].sort(payingOrder)).toEqual([first, second, third]);
  });

  test('a lot is not before itself', () => {
    expect(payingOrder(lot(1, 5), lot(1, 5))).toBe(0);
  });

  test.each<[string, Owed, Owed]>([
    ['the older one', lot(2, 5, 1), lot(1, 5, 2)],
    ['a principal before an older fee', lot(2, 5, 9), lot(1, 5, 1, 'fee')],
    ['the one with the lesser id', lot(1, 5), lot(2, 5)],
    ['the older fee', lot(2, 5, 1, 'fee'), lot(1, 5, 2, 'fee')],
  ])('%s', (_what, before, after) => {
    expect(payingOrder(before, after)).toBeLessThan(0);
    expect(payingOrder(after, before)).toBeGreaterThan(0);
  });
});

describe('what is paid', () => {
  test('of a lot that the money does not reach is not named', () => {
    expect(divide([lot(1, 10), lot(2, 10)], 10)).toEqual({ paid: [lot(1, 10)], restMinor: 0 });
    expect(divide([lot(1, 10)], 0)).toEqual({ paid: [], restMinor: 0 });
  });

  test('is a part where the money ends in the middle of a lot', () => {
    expect(divide([lot(1, 10), lot(2, 10)], 14)).toEqual({ paid: [lot(1, 10), lot(2, 4)], restMinor: 0 });
  });

  test('is all, and the rest is left', () => {
    expect(divide([lot(1, 10)], 14)).toEqual({ paid: [lot(1, 10)], restMinor: 4 });
  });
});
