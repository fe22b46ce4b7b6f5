import { describe, expect, test } from '@jest/globals';
import { HOUR_MS } from '../../../src/domain/clock';
import { payoutDate } from '../../../src/domain/payout/run-id';
import { daysDue } from '../../../src/domain/payout/schedule';

const at = (text: string) => Date.parse(`${text}:00Z`);
const utc = { hour: 6, days: 'all', offsetAt: () => 0 } as const;
// 2026-11-20 is a Friday.
const FRIDAY = payoutDate('2026-11-20');

describe('the days that the schedule runs', () => {
  test.each([
    ['before its hour, the day before', '2026-11-20T05:59', null, ['2026-11-19']],
    ['from its hour on, the day itself', '2026-11-20T06:00', null, ['2026-11-20']],
    ['a day that was run, no more', '2026-11-20T23:00', FRIDAY, []],
    ['the days since', '2026-11-22T09:00', FRIDAY, ['2026-11-21', '2026-11-22']],
    ['nothing where the last one lies ahead', '2026-11-19T09:00', FRIDAY, []],
  ])('%s', (_, now, last, due) => {
    expect(daysDue(at(now), last, utc)).toEqual(due);
  });

  test('of many missed days, the last seven', () => {
    const due = daysDue(at('2026-12-20T09:00'), FRIDAY, utc);
    expect([due.length, due[0], due.at(-1)]).toEqual([7, '2026-12-14', '2026-12-20']);
  });

  test('weekends are left out where the policy says so', () => {
    const weekdays = { ...utc, days: 'weekdays' } as const;
    expect(daysDue(at('2026-11-22T09:00'), FRIDAY, weekdays)).toEqual([]);
    expect(daysDue(at('2026-11-23T09:00'), FRIDAY, weekdays)).toEqual(['2026-11-23']);
  });

  test("hour and day are those of the policy's time zone", () => {
    const auckland = { ...utc, offsetAt: () => 13 * HOUR_MS };
    expect(daysDue(at('2026-11-20T16:59'), null, auckland)).toEqual(['2026-11-20']);
    expect(daysDue(at('2026-11-20T17:00'), null, auckland)).toEqual(['2026-11-21']);
  });
});
