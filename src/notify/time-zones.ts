import Holidays from 'date-holidays';
import { MINUTE_MS } from '../domain/clock';
import { UTC, type OffsetAt } from '../domain/calendar';
import type { DigestTimes } from '../domain/digest/days';
import type { Policy } from '../domain/policy/policy';

/**
 * Where a country spans many zones and the seller's own is not known: one in the middle, so that nine to five there
 * is a decent hour on both coasts. Elsewhere the zone of the capital or the largest city.
 */
const MIDDLE_ZONES: { readonly [country: string]: string } = {
  US: 'America/Chicago',
  CA: 'America/Winnipeg',
};

/** The IANA zone of a country by its two-letter code, or UTC where there is none. */
export function defaultTimeZone(country: string | null): string {
  if (country === null) return 'UTC';
  const code = country.toUpperCase();
  return MIDDLE_ZONES[code] ?? new Holidays(code).getTimezones()[0] ?? 'UTC';
}

/** The offset of an IANA zone from the runtime's own time zone data. */
export function offsetOf(timeZone: string): OffsetAt {
  if (timeZone === 'UTC') return UTC;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return (utcMs) => {
    const name = format.formatToParts(utcMs).find((part) => part.type === 'timeZoneName')?.value ?? '';
    return parseOffset(name);
  };
}

/** The policy's hour and zone, with what the zone means. */
export const digestTimes = ({ hour, timeZone }: Policy['digest']): DigestTimes => ({
  hour,
  timeZone,
  offsetAt: offsetOf(timeZone),
});

/** "GMT" or "GMT+05:30", as `longOffset` writes it. */
function parseOffset(name: string): number {
  if (name === 'GMT') return 0;
  const match = /^GMT([+-])(\d{2}):(\d{2})/.exec(name);
  if (match === null) throw new RangeError(`cannot read the time zone offset "${name}"`);
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -minutes : minutes) * MINUTE_MS;
}
