import { describe, expect, test } from '@jest/globals';
import { type DisputeRate, percentText, rateText, shareHeld } from '../../../src/domain/payout/share-held';
import { defaultPolicy } from '../../../src/policy-file';

const { reserve } = defaultPolicy();
const of = (disputes: number, charges: number): DisputeRate => ({ disputes, charges });

describe('the share held, by the shipped policy', () => {
  test.each<[string, number | null, DisputeRate | null, number, 'pay' | 'review' | 'hold']>([
    ['on the first day', 0, null, 1_000, 'pay'],
    ['on the last day of the first row', 89, null, 1_000, 'pay'],
    ['on the first day of the second row', 90, null, 500, 'pay'],
    ['on its last day', 364, null, 500, 'pay'],
    ['after a year, with a rate that is not known', 365, null, 0, 'pay'],
    ['at an age that is not known', null, null, 1_000, 'pay'],
    ['after a year, just under the rate that is trusted', 400, of(4, 801), 0, 'pay'],
    ['after a year, at the rate that is trusted no more', 400, of(4, 800), 500, 'pay'],
    ['in the second row at that rate', 100, of(4, 800), 500, 'pay'],
    ['just under the first row of rates', 400, of(3, 401), 500, 'pay'],
    ['at the first row of rates', 400, of(3, 400), 1_500, 'pay'],
    ['of a new seller at the first row of rates', 10, of(3, 400), 1_500, 'pay'],
    ['at the second row of rates', 400, of(4, 400), 2_500, 'review'],
    ['at the third row of rates', 400, of(6, 400), 10_000, 'hold'],
    ['with too few disputes to tell anything', 400, of(2, 50), 0, 'pay'],
    ['with too few charges to tell anything', 400, of(49, 49), 0, 'pay'],
    ['with just enough of both', 400, of(3, 50), 10_000, 'hold'],
    ['with more disputes than charges', 400, of(60, 50), 10_000, 'hold'],
  ])('%s', (_when, ageDays, rate, basisPoints, then) => {
    expect(shareHeld(ageDays, rate, reserve)).toMatchObject({ basisPoints, then });
  });

  test('is smaller for a new seller where delivery is immediate, and only for that row', () => {
    const immediate = { ...reserve, immediateDelivery: true };
    expect(shareHeld(0, null, immediate)).toEqual({
      basisPoints: 700,
      then: 'pay',
      why: '0 days old, under 90, and delivery is immediate',
    });
    expect(shareHeld(90, null, immediate).basisPoints).toBe(500);
  });

  test('says why: an age that is not known, and a rate that is trusted no more', () => {
    expect(shareHeld(null, null, reserve).why).toBe('how long the account exists is not known, under 90');
    expect(shareHeld(400, of(4, 800), reserve).why).toBe(
      '400 days old, but the dispute rate is 0.5 % (4 disputes, 800 charges), from 0.5 %',
    );
  });

  test('of an older seller who is trusted no more is that of the last row, or nothing where there is none', () => {
    const row = (underDays: number, basisPoints: number) => ({
      underDays,
      basisPoints,
      immediateBasisPoints: null,
    });
    const rows = { ...reserve, byAge: [row(30, 900), row(60, 800), row(90, 700)] };
    expect(shareHeld(90, of(4, 800), rows).basisPoints).toBe(700);
    expect(shareHeld(90, of(4, 800), { ...reserve, byAge: [] }).basisPoints).toBe(0);
  });

  test('that age and rate ask for alike is said to be the rate’s', () => {
    const alike = { ...reserve, byAge: [{ underDays: 90, basisPoints: 1_500, immediateBasisPoints: null }] };
    expect(shareHeld(10, of(3, 400), alike).why).toBe(
      'the dispute rate is 0.75 % (3 disputes, 400 charges), from 0.75 %',
    );
  });

  test('stays what the age asks for where that is more, and the rate still has the seller looked at', () => {
    const strict = { ...reserve, byAge: [{ underDays: 90, basisPoints: 4_000, immediateBasisPoints: null }] };
    expect(shareHeld(10, of(4, 400), strict)).toEqual({
      basisPoints: 4_000,
      then: 'review',
      why: '10 days old, under 90',
    });
  });
});

test('percentages are written as people write them', () => {
  expect(percentText(1_000)).toBe('10 %');
  expect(percentText(75)).toBe('0.75 %');
  expect(rateText({ disputes: 3, charges: 400 })).toBe('0.75 % (3 disputes, 400 charges)');
  expect(rateText({ disputes: 1, charges: 1 })).toBe('100 % (1 dispute, 1 charge)');
  expect(rateText({ disputes: 0, charges: 0 })).toBe('0 % (0 disputes, 0 charges)');
  expect(rateText({ disputes: 2, charges: 3 })).toBe('66.66 % (2 disputes, 3 charges)');
});
