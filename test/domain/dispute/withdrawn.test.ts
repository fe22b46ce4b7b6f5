import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type DisputeMovement, feeKind, netWithdrawn as netOf } from '../../../src/domain/dispute/withdrawn';
import { currency } from '../../../src/domain/money';
import { tries } from '../../support/schedules';

const usd = currency('usd');
const eur = currency('eur');
const cad = currency('cad');
/** Of a dispute about something else than what moved, unless its amount is said. */
const netWithdrawn = (movements: readonly DisputeMovement[], code: typeof usd, disputedMinor = 0) =>
  netOf(movements, code, { amountMinor: disputedMinor, currency: code });
const movement = (
  amountMinor: number,
  feeMinor = 0,
  more: Partial<DisputeMovement> = {},
): DisputeMovement => ({
  amountMinor,
  netMinor: amountMinor - feeMinor,
  currency: usd,
  exchangeRate: null,
  fee: amountMinor < 0 ? 'received' : 'countered',
  ...more,
});

describe('what a dispute has withdrawn', () => {
  test('is minus the sum of amounts, and the fee the sum of amount less net', () => {
    expect(netWithdrawn([movement(-10_000, 1500)], usd)).toEqual({
      principalMinor: 10_000,
      feeCurrency: usd,
      feeMinor: 1500,
      receivedFeeMinor: 1500,
    });
  });

  test('is nothing where Stripe shows no balance transaction', () => {
    expect(netWithdrawn([], usd)).toMatchObject({ principalMinor: 0, feeMinor: 0, feeCurrency: usd });
  });

  test('counts a countered fee apart from the received one, and what came back of it', () => {
    const counter = [movement(-10_000, 1500), movement(0, 1500)];
    expect(netWithdrawn(counter, usd)).toMatchObject({ feeMinor: 3000, receivedFeeMinor: 1500 });
    const won = [...counter, movement(10_000, -1500)];
    expect(netWithdrawn(won, usd)).toMatchObject({
      principalMinor: 0,
      feeMinor: 1500,
      receivedFeeMinor: 1500,
    });
  });

  test('knows a countered fee where there was no received one', () => {
    const rapid = [movement(-10_000), movement(0, 1500)];
    expect(netWithdrawn(rapid, usd)).toMatchObject({ feeMinor: 1500, receivedFeeMinor: 0 });
  });

  test('takes a fee for received where it comes with a withdrawal, or at the same moment beside it', () => {
    const opened = 1_800_000_000_000;
    expect(feeKind({ amountMinor: -10_000, createdMs: opened }, [])).toBe('received');
    expect(feeKind({ amountMinor: 0, createdMs: opened + 1000 }, [opened])).toBe('received');
    expect(feeKind({ amountMinor: 0, createdMs: opened + 61_000 }, [opened])).toBe('countered');
  });

  test('takes a fee for received up to a minute from any withdrawal', () => {
    const fee = (createdMs: number) => feeKind({ amountMinor: 0, createdMs }, [0, 500_000]);
    expect([fee(60_000), fee(60_001)]).toEqual(['received', 'countered']);
    expect([fee(440_000), fee(439_999)]).toEqual(['received', 'countered']);
    expect(feeKind({ amountMinor: 1, createdMs: 0 }, [])).toBe('countered');
  });

  test('has the currency of a fee from the movement that has one', () => {
    const there = movement(-900, 0, { currency: eur, exchangeRate: 0.9 });
    expect(netWithdrawn([there, movement(0, 100)], usd)).toMatchObject({ feeCurrency: usd, feeMinor: 100 });
    expect(netWithdrawn([movement(0, 100), there], usd)).toMatchObject({ feeCurrency: usd, feeMinor: 100 });
    expect(netWithdrawn([there], usd)).toMatchObject({ feeCurrency: eur, feeMinor: 0 });
  });

  test('has no received fee in what came back', () => {
    const back = movement(-10, -100, { fee: 'received' });
    expect(netWithdrawn([back], usd)).toMatchObject({ feeMinor: -100, receivedFeeMinor: 0 });
  });

  test.each([
    ['a rate above ten thousand', 15_000, -45_000_000, 3_000],
    ['a whole rate', 2, -5, 3],
    ['a rate that is written with an exponent', 1e-7, -1, 10_000_000],
    ['a very large one', 1e21, -1_000, 0],
  ])('is exchanged with %s', (_what, exchangeRate, amountMinor, principalMinor) => {
    const moved = movement(amountMinor, 0, { currency: eur, exchangeRate });
    expect(netWithdrawn([moved], usd)).toMatchObject({ principalMinor });
  });

  test.each([
    ['one unit below what the rate leads to', 99, 99],
    ['what it leads to', 100, 100],
    ['one unit above', 101, 101],
    ['two units above', 102, 100],
    ['two units below', 98, 100],
  ])(
    'is the disputed amount only where it would round to what moved: %s',
    (_what, disputed, principalMinor) => {
      const moved = movement(-50, 0, { currency: eur, exchangeRate: 0.5 });
      expect(netWithdrawn([moved], usd, disputed)).toMatchObject({ principalMinor });
    },
  );

  test.each<[string, () => unknown, string]>([
    ['a principal', () => netWithdrawn([movement(-0.5)], usd), 'net principal'],
    ['a fee', () => netWithdrawn([movement(-1, 0.5)], usd), 'net fee'],
    [
      'an exchanged amount',
      () => netWithdrawn([movement(-1, 0, { currency: eur, exchangeRate: 1e-30 })], usd),
      'converted principal',
    ],
  ])('is refused by its name where %s is no whole number of units', (_what, work, name) => {
    expect(work).toThrow(name);
  });

  test('needs no rate where the balance has the charge’s currency, whatever the dispute’s is', () => {
    const withdrawn = movement(-1356, 20, { currency: cad, exchangeRate: 1.356 });
    expect(netOf([withdrawn], cad, { amountMinor: 1000, currency: usd })).toMatchObject({
      principalMinor: 1356,
      feeMinor: 20,
    });
  });

  test('cannot be told where dispute, charge and balance have three currencies', () => {
    const withdrawn = movement(-1356, 20, { currency: cad, exchangeRate: 1.356 });
    expect(netOf([withdrawn], eur, { amountMinor: 1000, currency: usd })).toBe('no_exchange_rate');
  });

  test('is converted with the movement’s own rate, as the decimal that Stripe wrote', () => {
    const withdrawn = movement(-9310, 1500, { currency: eur, exchangeRate: 0.931 });
    expect(netWithdrawn([withdrawn], usd)).toEqual({
      principalMinor: 10_000,
      feeCurrency: eur,
      feeMinor: 1500,
      receivedFeeMinor: 1500,
    });
  });

  test('meets at zero where it went and came back at two rates', () => {
    const there = movement(-9310, 0, { currency: eur, exchangeRate: 0.931 });
    const back = movement(9400, 0, { currency: eur, exchangeRate: 0.94 });
    expect(netWithdrawn([there, back], usd)).toMatchObject({ principalMinor: 0 });
  });

  test('is the whole disputed amount where that, rounded either way, is what moved', () => {
    const there = movement(-32_987, 0, { exchangeRate: 1.04716304 });
    expect(netWithdrawn([there], eur, 31_502)).toMatchObject({ principalMinor: 31_502 });
    expect(netWithdrawn([there], eur, 31_503)).toMatchObject({ principalMinor: 31_501 });
    const aPart = movement(10_000, 0, { exchangeRate: 1.04716304 });
    expect(netWithdrawn([there, aPart], eur, 31_502)).toMatchObject({ principalMinor: 21_952 });
  });

  test('never loses a unit of it, however Stripe rounds', () => {
    const rate = fc.integer({ min: 1_000, max: 9_999_999 }).map((digits) => digits / 1_000_000);
    const round = fc.constantFrom(Math.floor, Math.round, Math.ceil);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e8 }), rate, round, (disputedMinor, exchangeRate, rounded) => {
        const moved = rounded((disputedMinor * Math.round(exchangeRate * 1e6)) / 1e6);
        fc.pre(moved > 0);
        const there = movement(-moved, 0, { currency: eur, exchangeRate });
        expect(netWithdrawn([there], usd, disputedMinor)).toMatchObject({ principalMinor: disputedMinor });
      }),
      { numRuns: tries(2000), seed: 20_261_122 },
    );
  });

  test.each([0, -1, null])('cannot be told with the rate %p', (exchangeRate) => {
    const foreign = movement(-9310, 0, { currency: eur, exchangeRate });
    expect(netWithdrawn([foreign], usd)).toBe('no_exchange_rate');
  });

  test('cannot be told where fees come in two currencies', () => {
    const rows = [movement(-1000, 100), movement(-900, 100, { currency: eur, exchangeRate: 0.9 })];
    expect(netWithdrawn(rows, usd)).toBe('fee_in_two_currencies');
  });

  test('never loses a unit to floating point', () => {
    const rate = fc.integer({ min: 1, max: 9_999_999 }).map((digits) => digits / 1_000_000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), rate, (amountMinor, exchangeRate) => {
        const result = netWithdrawn([movement(-amountMinor, 0, { currency: eur, exchangeRate })], usd);
        const principal = typeof result === 'string' ? NaN : result.principalMinor;
        const millionths = BigInt(Math.round(exchangeRate * 1_000_000));
        const error = BigInt(principal) * millionths * 2n - BigInt(amountMinor) * 2_000_000n;
        expect(error <= millionths && -error <= millionths).toBe(true);
      }),
      { numRuns: tries(2000), seed: 20_261_122 },
    );
  });
});
