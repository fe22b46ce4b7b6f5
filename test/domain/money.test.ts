import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { currency, decimalText, minorOf } from '../../src/domain/money';

const CODES = ['usd', 'jpy', 'kwd'].map(currency);

describe('an amount as people type it', () => {
  test('is read back as it was written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CODES),
        fc.integer({ min: 1, max: 10 ** 12 - 1 }),
        (code, amountMinor) => {
          expect(minorOf(decimalText(amountMinor, code), code)).toBe(amountMinor);
        },
      ),
    );
  });

  test.each([
    ['12.5', 'usd', 1_250],
    ['12', 'usd', 1_200],
    ['0.05', 'usd', 5],
    ['1500', 'jpy', 1_500],
    ['1.234', 'kwd', 1_234],
  ])('%s %s', (text, code, amountMinor) => {
    expect(minorOf(text, currency(code))).toBe(amountMinor);
  });

  test.each(['', '1,000.00', '1.234', '-5', '1e3', '.5', '12.', '0', '0.00', 'five', '9999999999999'])(
    '%s is none',
    (text) => {
      expect(() => minorOf(text, currency('usd'))).toThrow(RangeError);
    },
  );
});
