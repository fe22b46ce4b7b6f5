import { sql } from 'kysely';
import { payoutDate, type PayoutDate } from '../domain/payout/run-id';
import type { Database } from './database';

/** The schedule's key of a run: the same day and object again is the same run. */
export const scheduleKey = (of: string): string => `schedule:${of}`;

/** What attention about the schedule is about: a day of earnings, or a currency. */
export const scheduleSubject = (of: string): string => `payout-schedule:${of}`;

export interface ScheduledDays {
  /** The last day whose earnings were taken or asked after; null: none was. */
  readonly last: PayoutDate | null;
  /** Days whose earnings a person was told of, and that are still to be taken. */
  readonly open: readonly PayoutDate[];
}

/** How far the schedule came with files of earnings. */
export async function scheduledDays(db: Database): Promise<ScheduledDays> {
  const { rows } = await sql<{ date: string; open: boolean }>`
    select date, false as open from payout_runs where mode = 'transfer' and idempotency_key = 'schedule:' || date
    union
    select split_part(subject, ':', 2), settled_at is null from attention
    where kind = 'payout_not_begun' and subject ~ '^payout-schedule:[0-9]{4}-[0-9]{2}-[0-9]{2}$'
    order by date`.execute(db);
  const last = rows.at(-1);
  return {
    last: last === undefined ? null : payoutDate(last.date),
    open: rows.filter(({ open }) => open).map(({ date }) => payoutDate(date)),
  };
}
