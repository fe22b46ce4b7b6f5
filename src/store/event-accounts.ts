import { sql } from 'kysely';
import type { Database } from './database';

/** Accounts that stored events are about, and up to which event that was read. */
export interface NamedByEvents {
  readonly accounts: readonly string[];
  /** The last event that was looked at. */
  readonly seq: number;
  readonly more: boolean;
}

export async function newestEvent(db: Database): Promise<number> {
  const { rows } = await sql<{ seq: number }>`select coalesce(max(seq), 0) as seq from events`.execute(db);
  return rows[0]?.seq ?? 0;
}

/**
 * Accounts named by events of these types, behind the event `after` up to `upTo`, that no look at an account has
 * answered: an event that went to a dispute or refund, or concerned nobody.
 */
export async function unansweredAccounts(
  db: Database,
  types: readonly string[],
  { after, upTo, limit }: { readonly after: number; readonly upTo: number; readonly limit: number },
): Promise<NamedByEvents> {
  const { rows } = await sql<{ seq: number; account: string }>`
    select e.seq, e.account from events e
    where e.seq > ${after} and e.seq <= ${upTo} and e.account is not null and e.type = any(${types})
      and not exists (select from event_wakes w join wakes t using (target)
        where w.event_seq = e.seq and t.kind in ('account', 'case'))
    order by e.seq limit ${limit}`.execute(db);
  const more = rows.length === limit;
  return {
    accounts: [...new Set(rows.map(({ account }) => account))],
    seq: more ? (rows.at(-1)?.seq ?? upTo) : upTo,
    more,
  };
}

/**
 * Accounts behind `after` that may have less than they had: named by such an event since `sinceSeq`, moved from since
 * the clock instant `sinceMs`, in an open case, or below zero when last looked at. In the order of their ids.
 */
export async function suspectAccounts(
  db: Database,
  types: readonly string[],
  since: { readonly seq: number; readonly clockMs: number },
  after: string,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ account: string }>`
    select account from (
      select coalesce(e.account, t.subject->>'account') as account
      from events e left join event_wakes w on w.event_seq = e.seq left join wakes t using (target)
      where e.seq > ${since.seq} and e.type = any(${types})
      union select account from money_moves where created_clock >= ${new Date(since.clockMs)}
      union select account from cases where closed_clock is null
      union select account from accounts where jsonb_path_exists(facts, '$.availableMinor.* ? (@ < 0)')
    ) suspects where account > ${after} order by account limit ${limit}`.execute(db);
  return rows.map(({ account }) => account);
}
