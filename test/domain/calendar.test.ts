import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  addBusinessDays,
  civilDay,
  isBusinessDay,
  nextWorkingInstant,
  NO_HOLIDAYS,
  UTC,
  type IsHoliday,
  type OffsetAt,
} from '../../src/domain/calendar';
import { DAY_MS, HOUR_MS } from '../../src/domain/clock';

const at = (text: string): number => Date.parse(text);
const dayOf = (date: string): number => at(`${date}T00:00:00Z`) / DAY_MS;
const holidays = (...dates: string[]): IsHoliday => {
  const days = dates.map(dayOf);
  return (day) => days.includes(day);
};
/** Leaps forward at 01:00 UTC on 29 March 2026 and back at 01:00 UTC on 25 October 2026, as London's clocks do. */
const LONDON: OffsetAt = (ms) =>
  ms >= at('2026-03-29T01:00:00Z') && ms < at('2026-10-25T01:00:00Z') ? HOUR_MS : 0;
const OFFICE = { fromHour: 9, toHour: 17 };

describe('business days', () => {
  test('skip weekends and holidays', () => {
    const friday = at('2026-04-02T10:30:00Z');
    const easter = holidays('2026-04-03', '2026-04-06');
    expect(addBusinessDays(friday, 1, easter)).toBe(at('2026-04-07T10:30:00Z'));
    expect(addBusinessDays(friday, 1, NO_HOLIDAYS)).toBe(at('2026-04-03T10:30:00Z'));
    expect(addBusinessDays(friday, 5, NO_HOLIDAYS)).toBe(at('2026-04-09T10:30:00Z'));
  });

  test('count from a weekend as from the Friday before it', () => {
    expect(addBusinessDays(at('2026-04-11T23:00:00Z'), 1, NO_HOLIDAYS)).toBe(at('2026-04-13T23:00:00Z'));
    expect(addBusinessDays(at('2026-04-12T01:00:00Z'), 1, NO_HOLIDAYS)).toBe(at('2026-04-13T01:00:00Z'));
  });

  test('cross the end of a year and a leap day', () => {
    expect(addBusinessDays(at('2026-12-31T12:00:00Z'), 1, holidays('2027-01-01'))).toBe(
      at('2027-01-04T12:00:00Z'),
    );
    expect(addBusinessDays(at('2028-02-28T12:00:00Z'), 1, NO_HOLIDAYS)).toBe(at('2028-02-29T12:00:00Z'));
  });

  test('keep the local time of day when the clocks change meanwhile', () => {
    expect(addBusinessDays(at('2026-03-27T12:00:00Z'), 1, NO_HOLIDAYS, LONDON)).toBe(
      at('2026-03-30T11:00:00Z'),
    );
    expect(addBusinessDays(at('2026-10-23T11:00:00Z'), 1, NO_HOLIDAYS, LONDON)).toBe(
      at('2026-10-26T12:00:00Z'),
    );
  });

  test('are those of the local date, not of the date in UTC', () => {
    const tokyo: OffsetAt = () => 9 * HOUR_MS;
    const mondayInTokyo = at('2026-05-10T20:00:00Z');
    expect(isBusinessDay(civilDay(mondayInTokyo, tokyo), NO_HOLIDAYS)).toBe(true);
    expect(isBusinessDay(civilDay(mondayInTokyo, UTC), NO_HOLIDAYS)).toBe(false);
  });

  test('refuse a count that is negative or not whole, and a table without a working day', () => {
    expect(() => addBusinessDays(0, -1, NO_HOLIDAYS)).toThrow('cannot add -1 business days');
    expect(() => addBusinessDays(0, 1.5, NO_HOLIDAYS)).toThrow('cannot add 1.5 business days');
    expect(() => addBusinessDays(0, 1, () => true)).toThrow('the holiday table must be wrong');
  });

  test('add up: n days and then m are n + m', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2020-01-01'), max: at('2035-01-01') }),
        fc.nat(30),
        fc.nat(30),
        fc.array(fc.integer({ min: dayOf('2020-01-01'), max: dayOf('2035-06-01') }), { maxLength: 20 }),
        (fromMs, first, second, off) => {
          const isHoliday: IsHoliday = (day) => off.includes(day);
          const inTwo = addBusinessDays(addBusinessDays(fromMs, first, isHoliday), second, isHoliday);
          expect(inTwo).toBe(addBusinessDays(fromMs, first + second, isHoliday));
        },
      ),
    );
  });
});

describe('working hours', () => {
  const next = (from: string, isHoliday: IsHoliday = NO_HOLIDAYS): string =>
    new Date(nextWorkingInstant(at(from), OFFICE, isHoliday, LONDON)).toISOString();

  test('an instant within them stays as it is', () => {
    expect(next('2026-01-07T16:59:59Z')).toBe('2026-01-07T16:59:59.000Z');
    expect(next('2026-01-07T09:00:00Z')).toBe('2026-01-07T09:00:00.000Z');
  });

  test('before they begin: the same morning; from their end on: the next business morning', () => {
    expect(next('2026-01-07T03:00:00Z')).toBe('2026-01-07T09:00:00.000Z');
    expect(next('2026-01-07T17:00:00Z')).toBe('2026-01-08T09:00:00.000Z');
    expect(next('2026-01-09T17:00:00Z')).toBe('2026-01-12T09:00:00.000Z');
    expect(next('2026-12-31T18:00:00Z', holidays('2027-01-01'))).toBe('2027-01-04T09:00:00.000Z');
  });

  test('begin by the clock on the wall on both sides of a change of the clocks', () => {
    expect(next('2026-03-27T18:00:00Z')).toBe('2026-03-30T08:00:00.000Z');
    expect(next('2026-10-23T18:00:00Z')).toBe('2026-10-26T09:00:00.000Z');
  });

  test('that begin within a leap of the clocks begin right after it', () => {
    const leapsAtNine: OffsetAt = (ms) => (ms >= at('2026-05-06T09:00:00Z') ? HOUR_MS : 0);
    const opens = nextWorkingInstant(at('2026-05-06T01:00:00Z'), OFFICE, NO_HOLIDAYS, leapsAtNine);
    expect(new Date(opens).toISOString()).toBe('2026-05-06T09:00:00.000Z');
  });

  test('that are none are refused', () => {
    expect(() => nextWorkingInstant(0, { fromHour: 17, toHour: 9 }, NO_HOLIDAYS, UTC)).toThrow(
      'no working hours from 17 to 9',
    );
  });

  test('are never before the instant asked for, and asking again changes nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: at('2026-01-01'), max: at('2027-01-01') }), (fromMs) => {
        const first = nextWorkingInstant(fromMs, OFFICE, NO_HOLIDAYS, LONDON);
        expect(first).toBeGreaterThanOrEqual(fromMs);
        expect(nextWorkingInstant(first, OFFICE, NO_HOLIDAYS, LONDON)).toBe(first);
        const localHour = Math.floor(((first + LONDON(first)) % DAY_MS) / HOUR_MS);
        expect(localHour >= 9 && localHour < 17).toBe(true);
      }),
    );
  });
});
