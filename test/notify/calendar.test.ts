import { describe, expect, test } from '@jest/globals';
import { createCalendar, type NoticeHours, type SellerPlace } from '../../src/notify/calendar';

const calendar = createCalendar();
const at = (text: string): number => Date.parse(text);
const HOURS: NoticeHours = { notices: { fromHour: 9, toHour: 17 } };

describe('bank holidays by country', () => {
  const isOpen = (country: string | null, date: string): boolean =>
    calendar.isBusinessDay(country, at(`${date}T12:00:00Z`));

  test.each([
    ['US', '2026-11-26', 'Thanksgiving'],
    ['GB', '2026-08-31', 'the summer bank holiday, which only a part of the country has'],
    ['GB', '2026-12-28', 'Boxing Day on the Monday after a Saturday'],
    ['DE', '2026-10-03', 'Unity Day'],
    ['JP', '2026-05-06', 'a holiday in lieu'],
    ['JP', '2027-01-02', 'the banks after New Year'],
    ['US', '2021-12-31', 'New Year observed in the year before'],
  ])('%s is closed on %s: %s', (country, date) => {
    expect(isOpen(country, date)).toBe(false);
  });

  test('a working day in one country is a holiday in another', () => {
    expect(isOpen('US', '2026-07-03')).toBe(false);
    expect(isOpen('GB', '2026-07-03')).toBe(true);
    expect(isOpen('DE', '2026-05-14')).toBe(false);
    expect(isOpen('GB', '2026-05-14')).toBe(true);
  });

  test('an afternoon off leaves it a business day', () => {
    expect(isOpen('DE', '2026-12-24')).toBe(true);
  });

  test('an unknown country has weekends and no holidays', () => {
    expect(isOpen(null, '2026-12-25')).toBe(true);
    expect(isOpen('ZZ', '2026-12-25')).toBe(true);
    expect(isOpen('ZZ', '2026-12-26')).toBe(false);
  });
});

test('a debit in the United Kingdom, three business days over Easter', () => {
  const created = calendar.addBusinessDays('GB', at('2026-04-01T15:00:00Z'), 3);
  expect(new Date(created).toISOString()).toBe('2026-04-08T15:00:00.000Z');
});

describe("a notice's hour", () => {
  const hour = (seller: SellerPlace, from: string): string =>
    new Date(calendar.nextNoticeHour(seller, at(from), HOURS)).toISOString();

  test.each([
    ['US', '2026-01-07T00:00:00Z', '2026-01-07T15:00:00.000Z'],
    ['GB', '2026-01-07T00:00:00Z', '2026-01-07T09:00:00.000Z'],
    ['DE', '2026-07-07T00:00:00Z', '2026-07-07T07:00:00.000Z'],
    ['JP', '2026-01-07T10:00:00Z', '2026-01-08T00:00:00.000Z'],
    ['IN', '2026-01-07T00:00:00Z', '2026-01-07T03:30:00.000Z'],
  ])('in %s from %s on is %s', (country, from, expected) => {
    expect(hour({ country }, from)).toBe(expected);
  });

  test("is by the seller's own time zone where it is known, else by the country's", () => {
    expect(hour({ country: 'US', timeZone: 'America/Los_Angeles' }, '2026-01-07T00:00:00Z')).toBe(
      '2026-01-07T00:00:00.000Z',
    );
    expect(hour({ country: 'US', timeZone: 'Mars/Olympus' }, '2026-01-07T00:00:00Z')).toBe(
      '2026-01-07T15:00:00.000Z',
    );
  });

  test('keeps to the wall when clocks change over the weekend', () => {
    expect(hour({ country: 'US' }, '2026-03-06T23:30:00Z')).toBe('2026-03-09T14:00:00.000Z');
    expect(hour({ country: 'DE' }, '2026-10-23T16:00:00Z')).toBe('2026-10-26T08:00:00.000Z');
  });

  test('passes over the end of the year', () => {
    expect(hour({ country: 'DE' }, '2026-12-31T17:00:00Z')).toBe('2027-01-04T08:00:00.000Z');
    expect(hour({ country: 'JP' }, '2026-12-30T09:00:00Z')).toBe('2027-01-04T00:00:00.000Z');
  });
});
