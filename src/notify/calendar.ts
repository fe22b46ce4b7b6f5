import Holidays from 'date-holidays';
import {
  addBusinessDays,
  civilDay,
  isBusinessDay,
  nextWorkingInstant,
  NO_HOLIDAYS,
  type CivilDay,
  type IsHoliday,
  type OffsetAt,
} from '../domain/calendar';
import { DAY_MS } from '../domain/clock';
import type { Policy } from '../domain/policy/policy';
import { isTimeZone } from '../domain/time-zone';
import { defaultTimeZone, offsetOf } from './time-zones';

/** Business days and hours by country. All instants are epoch ms, UTC; days are those of the country's own zone. */
export interface Calendar {
  isBusinessDay(country: string | null, ms: number): boolean;
  /** The same local time, `days` business days later; 0 is the instant itself. */
  addBusinessDays(country: string | null, ms: number, days: number): number;
  /** The first instant from `ms` on at which a seller may be written to: a business day, policy's hours. */
  nextNoticeHour(seller: SellerPlace, ms: number, policy: NoticeHours): number;
}

export interface SellerPlace {
  /** Two-letter code; null or unknown: weekdays count, and UTC. */
  readonly country: string | null;
  /** IANA name; where it is absent or unknown, the country's default. */
  readonly timeZone?: string | null;
}

/** The policy, or the part of it that says when sellers may be written to. */
export interface NoticeHours {
  readonly notices: Pick<Policy['notices'], 'fromHour' | 'toHour'>;
}

/** Bank holidays differ inside these countries; their clearing systems keep those of one part. */
const CLEARING_REGION: { readonly [country: string]: string } = { GB: 'ENG' };

/** Reckons with the public and bank holidays of the package `date-holidays`; years are worked out once. */
export function createCalendar(): Calendar {
  const holidays = remembered((country) => holidaysOf(country));
  const offsets = remembered(offsetOf);
  const zones = remembered((country) => defaultTimeZone(country));
  const holidayTable = (country: string | null): IsHoliday =>
    country === null ? NO_HOLIDAYS : holidays(country.toUpperCase());
  const offsetFor = ({ country, timeZone }: SellerPlace): OffsetAt => {
    if (timeZone != null && isTimeZone(timeZone)) return offsets(timeZone);
    return offsets(country === null ? 'UTC' : zones(country.toUpperCase()));
  };
  return {
    isBusinessDay: (country, ms) =>
      isBusinessDay(civilDay(ms, offsetFor({ country })), holidayTable(country)),
    addBusinessDays: (country, ms, days) =>
      addBusinessDays(ms, days, holidayTable(country), offsetFor({ country })),
    nextNoticeHour: (seller, ms, policy) =>
      nextWorkingInstant(ms, policy.notices, holidayTable(seller.country), offsetFor(seller)),
  };
}

function holidaysOf(country: string): IsHoliday {
  const table = new Holidays(country, CLEARING_REGION[country] ?? '', { types: ['public', 'bank'] });
  const daysOf = remembered((year) => new Set(table.getHolidays(Number(year)).flatMap(wholeDays)));
  return (day) => daysOf(String(new Date(day * DAY_MS).getUTCFullYear())).has(day);
}

/** The days on which it is a holiday from midnight on; banks work in the morning of an afternoon's holiday. */
function wholeDays(holiday: { date: string; start: Date; end: Date }): CivilDay[] {
  const match = /^(\d{4}-\d{2}-\d{2}) 00:00:00/.exec(holiday.date);
  if (match?.[1] === undefined) return [];
  const first = Date.parse(`${match[1]}T00:00:00Z`) / DAY_MS;
  const length = Math.max(1, Math.round((holiday.end.getTime() - holiday.start.getTime()) / DAY_MS));
  return Array.from({ length }, (_, index) => first + index);
}

function remembered<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
