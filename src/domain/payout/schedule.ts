import { type CivilDay, civilDay, isWeekend, localHour, type OffsetAt } from '../calendar';
import { DAY_MS } from '../clock';
import type { Policy } from '../policy/policy';
import { type PayoutDate, payoutDate, type RunId, startOfDay } from './run-id';

/** What the schedule of payout runs asks of the world. */
export interface PayoutScheduleActivities {
  /** Asks for the runs that the policy wants by now; answers those that are new. */
  askScheduledRuns(): Promise<readonly RunId[]>;
}

/** Of days that were missed while nothing ran, so many are asked for afterwards. */
export const CAUGHT_UP_DAYS = 7;

/** From which local hour on a day is run, and which days are. */
export interface ScheduleTimes extends Pick<Policy['payouts'], 'hour' | 'days'> {
  readonly offsetAt: OffsetAt;
}

/**
 * The days to run now, oldest first: those since the last one, and where there was none, the latest whose hour has
 * come. `nowMs` is clock time; days are those of the policy's time zone.
 */
export function daysDue(
  nowMs: number,
  last: PayoutDate | null,
  { hour, days, offsetAt }: ScheduleTimes,
): readonly PayoutDate[] {
  const today = civilDay(nowMs, offsetAt);
  const latest = localHour(today, hour, offsetAt) <= nowMs ? today : today - 1;
  const first = last === null ? latest : Math.max(startOfDay(last) / DAY_MS + 1, latest - CAUGHT_UP_DAYS + 1);
  const due: readonly CivilDay[] = Array.from(
    { length: Math.max(0, latest - first + 1) },
    (_, index) => first + index,
  );
  return due
    .filter((day) => days === 'all' || !isWeekend(day))
    .map((day) => payoutDate(new Date(day * DAY_MS).toISOString().slice(0, 10)));
}
