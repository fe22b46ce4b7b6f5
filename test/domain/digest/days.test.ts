import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { civilDay } from '../../../src/domain/calendar';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/domain/clock';
import {
  CAUGHT_UP_DAYS,
  dateOf,
  dayOf,
  daysToWrite,
  type DigestTimes,
  lastDueDay,
  parseDate,
  whyNone,
  writtenAt,
} from '../../../src/domain/digest/days';
import { digestTimes } from '../../../src/notify/time-zones';

const UTC_AT_8 = digestTimes({ hour: 8, timeZone: 'UTC', roles: ['team'] });
const at = (text: string): number => Date.parse(text);
const day = (text: string): number => parseDate(text) ?? Number.NaN;

const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'Asia/Kolkata');
const times = fc
  .record({ hour: fc.integer({ min: 0, max: 23 }), timeZone: zones })
  .map((one): DigestTimes => digestTimes({ ...one, roles: ['team'] }));
const someDay = fc.integer({ min: day('2024-01-01'), max: day('2028-12-31') });
const instants = fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2028-12-31T00:00:00Z') });

describe('a date', () => {
  it('is read and written back', () => {
    fc.assert(fc.property(someDay, (one) => expect(parseDate(dateOf(one))).toBe(one)));
  });

  it.each(['2026-2-3', '22.11.2026', '2026-02-30', '2026-13-01', '', '2026-11-22T00:00:00Z', ' 2026-11-22'])(
    'is not "%s"',
    (text) => {
      expect(parseDate(text)).toBeNull();
    },
  );
});

describe('the day of a digest', () => {
  it('begins where the day before ends, also where clocks are put forward or back', () => {
    fc.assert(
      fc.property(someDay, times, (one, zone) => {
        const { fromMs, toMs } = dayOf(one, zone);
        expect(dayOf(one + 1, zone).fromMs).toBe(toMs);
        expect((toMs - fromMs) / HOUR_MS).toBeGreaterThanOrEqual(23);
        expect((toMs - fromMs) / HOUR_MS).toBeLessThanOrEqual(25);
        expect(civilDay(fromMs, zone.offsetAt)).toBe(one);
        expect(civilDay(toMs - 1, zone.offsetAt)).toBe(one);
      }),
    );
  });

  it('is the local one: in Berlin it has 23 hours when summer begins', () => {
    const berlin = digestTimes({ hour: 8, timeZone: 'Europe/Berlin', roles: ['team'] });
    expect(dayOf(day('2026-03-29'), berlin)).toEqual({
      date: '2026-03-29',
      timeZone: 'Europe/Berlin',
      fromMs: at('2026-03-28T23:00:00Z'),
      toMs: at('2026-03-29T22:00:00Z'),
    });
  });
});

describe('the days to write', () => {
  it('are due, and the next one is not', () => {
    fc.assert(
      fc.property(instants, times, (nowMs, zone) => {
        const last = lastDueDay(nowMs, zone);
        expect(writtenAt(last, zone)).toBeLessThanOrEqual(nowMs);
        expect(writtenAt(last + 1, zone)).toBeGreaterThan(nowMs);
      }),
    );
  });

  it('are each written once, in their order, however often and however late somebody asks', () => {
    const waits = fc.array(fc.integer({ min: 0, max: 3 * DAY_MS }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(instants, waits, times, (startMs, gaps, zone) => {
        let nowMs = startMs;
        const written: number[] = [];
        for (const gap of gaps) {
          nowMs += gap;
          written.push(...daysToWrite(nowMs, written.at(-1) ?? null, zone));
        }
        written.forEach((one, index) => expect(one).toBe((written[0] ?? 0) + index));
        expect(written.at(-1)).toBe(lastDueDay(nowMs, zone));
      }),
    );
  });

  it('reach back a week at most', () => {
    const now = at('2026-11-22T08:00:00Z');
    const missed = daysToWrite(now, day('2026-10-01'), UTC_AT_8);
    expect(missed).toHaveLength(CAUGHT_UP_DAYS);
    expect([missed.at(0), missed.at(-1)]).toEqual([day('2026-11-15'), day('2026-11-21')]);
    expect(daysToWrite(now, null, UTC_AT_8)).toEqual([day('2026-11-21')]);
    expect(daysToWrite(now, day('2026-11-21'), UTC_AT_8)).toEqual([]);
    expect(daysToWrite(now - MINUTE_MS, null, UTC_AT_8)).toEqual([day('2026-11-20')]);
  });
});

describe('why there is no digest', () => {
  const now = at('2026-11-22T07:59:00Z');
  const first = day('2026-11-10');

  it.each([
    ['of today', '2026-11-22', first, '2026-11-22 has not ended yet: it ends at 2026-11-23 00:00 UTC'],
    ['of a day to come', '2027-01-01', first, '2027-01-01 has not ended yet'],
    ['of last night before the hour', '2026-11-21', first, 'is written at 2026-11-22 08:00 UTC'],
    ['at all', '2026-11-20', null, 'There is no digest yet: a worker writes the first one at 8:00 (UTC)'],
    ['before the first', '2026-11-09', first, 'the first one is of 2026-11-10'],
    ['that was missed', '2026-11-12', first, 'no worker ran at its hour'],
  ])('%s', (_name, date, known, words) => {
    expect(whyNone(day(date), now, known, UTC_AT_8)).toContain(words);
  });
});
