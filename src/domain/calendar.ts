import { DAY_MS, HOUR_MS } from './clock';

/** A date without a time or a zone: whole days since 1970-01-01. */
export type CivilDay = number;

/** Local time minus UTC, in ms, at an instant: what a time zone is, as far as reckoning goes. */
export type OffsetAt = (utcMs: number) => number;

export type IsHoliday = (day: CivilDay) => boolean;

export const UTC: OffsetAt = () => 0;
export const NO_HOLIDAYS: IsHoliday = () => false;

/** The hours of a working day, local time: from `fromHour` o'clock up to, not including, `toHour` o'clock. */
export interface WorkingHours {
  readonly fromHour: number;
  readonly toHour: number;
}

/** A year without a working day is a mistake in the holiday table, and must not hang a worker. */
const FARTHEST_DAYS = 366;

export function civilDay(utcMs: number, offsetAt: OffsetAt = UTC): CivilDay {
  return Math.floor((utcMs + offsetAt(utcMs)) / DAY_MS);
}

/** Saturday and Sunday: the days on which none of the banks that Stripe debits is open. */
export function isWeekend(day: CivilDay): boolean {
  const sinceThursday = ((day % 7) + 7) % 7;
  return sinceThursday === 2 || sinceThursday === 3;
}

export function isBusinessDay(day: CivilDay, isHoliday: IsHoliday): boolean {
  return !isWeekend(day) && !isHoliday(day);
}

/**
 * The same local time of day, `days` business days later; 0 is the instant itself. Instants are epoch ms, UTC.
 * @throws RangeError where `days` is not a whole number of at least 0, or the table leaves no business day in a year.
 */
export function addBusinessDays(
  fromMs: number,
  days: number,
  isHoliday: IsHoliday,
  offsetAt: OffsetAt = UTC,
): number {
  if (!Number.isSafeInteger(days) || days < 0) {
    throw new RangeError(`cannot add ${days} business days: expected a whole number of at least 0`);
  }
  if (days === 0) return fromMs;
  const from = civilDay(fromMs, offsetAt);
  let day = from;
  for (let left = days; left > 0; left -= 1) day = businessDayFrom(day + 1, isHoliday);
  const localTimeOfDay = fromMs + offsetAt(fromMs) - from * DAY_MS;
  return instantOf(day * DAY_MS + localTimeOfDay, offsetAt);
}

/** The first instant at or after `fromMs` that lies within the working hours of a business day. */
export function nextWorkingInstant(
  fromMs: number,
  hours: WorkingHours,
  isHoliday: IsHoliday,
  offsetAt: OffsetAt,
): number {
  if (!(hours.fromHour >= 0 && hours.fromHour < hours.toHour && hours.toHour <= 24)) {
    throw new RangeError(`no working hours from ${hours.fromHour} to ${hours.toHour} o'clock`);
  }
  const today = civilDay(fromMs, offsetAt);
  if (isBusinessDay(today, isHoliday)) {
    const opens = localHour(today, hours.fromHour, offsetAt);
    if (fromMs <= opens) return opens;
    if (fromMs < localHour(today, hours.toHour, offsetAt)) return fromMs;
  }
  return localHour(businessDayFrom(today + 1, isHoliday), hours.fromHour, offsetAt);
}

/** The instant at which a day is at an hour, local time. */
export function localHour(day: CivilDay, hour: number, offsetAt: OffsetAt): number {
  return instantOf(day * DAY_MS + hour * HOUR_MS, offsetAt);
}

function businessDayFrom(first: CivilDay, isHoliday: IsHoliday): CivilDay {
  for (let day = first; day < first + FARTHEST_DAYS; day += 1) {
    if (isBusinessDay(day, isHoliday)) return day;
  }
  throw new RangeError(`no business day within a year of day ${first}: the holiday table must be wrong`);
}

/**
 * The instant at which clocks show a local time. Where they show it twice, the first; where they leap over it, the
 * instant by the offset before the leap, which is as much later on the clock as the leap is wide.
 */
function instantOf(localMs: number, offsetAt: OffsetAt): number {
  const before = localMs - offsetAt(localMs - DAY_MS);
  const after = localMs - offsetAt(localMs + DAY_MS);
  const fitting = [before, after].filter((utcMs) => utcMs + offsetAt(utcMs) === localMs);
  return fitting.length === 0 ? before : Math.min(...fitting);
}
