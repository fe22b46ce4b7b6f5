import { DAY_MS } from '../../domain/clock';

/** Start of the UTC day of an instant, epoch ms. */
export function startOfDay(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

/** Monday to Friday, UTC: the simulator's banks know no holidays. */
export function isBusinessDay(ms: number): boolean {
  const weekday = new Date(ms).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** The same time of day, `days` business days later. Zero days from a weekend is the next business day. */
export function addBusinessDays(ms: number, days: number): number {
  let at = ms;
  while (!isBusinessDay(at)) at += DAY_MS;
  for (let left = days; left > 0; left -= 1) {
    do at += DAY_MS;
    while (!isBusinessDay(at));
  }
  return at;
}
