import { type RawBuilder, sql } from 'kysely';
import { type Clock, DAY_MS } from '../domain/clock';
import type {
  AccountRow,
  CaseRow,
  DeadlineRow,
  DigestRows,
  ImportRow,
  ReconciliationRow,
  RunRow,
  Some,
} from '../domain/digest/rows';
import type { SweepResult } from '../domain/sweep/parts';
import type { Database, Tx } from './database';
import { some } from './digest-decisions';
import type { DayBounds } from './digest-sums';

/** Cases that opened, closed, or reached one of the days in `marks`, counted from when the balance went below zero. */
export function caseNews(
  db: Database | Tx,
  { fromClock, toClock }: DayBounds,
  marks: readonly number[],
  limit: number,
): Promise<Some<CaseRow>> {
  const within = (at: RawBuilder<unknown>) => sql`${at} >= ${fromClock} and ${at} < ${toClock}`;
  const reached = sql`c.negative_since_clock + mark * interval '24 hours'`;
  const shared = sql`c.number, c.account, c.currency`;
  const owed = sql`c.shortfall_minor + c.claims_minor`;
  return some<CaseRow>(
    db,
    sql`select * from (
        select ${shared}, ${owed} as "owedMinor", 'day' as news, mark as day, null as reason, ${reached} as "atMs"
        from cases c, unnest(${[...marks]}::int[]) as mark
        where c.shortfall_minor > 0 and (c.closed_clock is null or c.closed_clock >= ${reached}) and ${within(reached)}
        union all
        select ${shared}, ${owed}, 'opened', null, null, c.opened_clock from cases c
        where ${within(sql`c.opened_clock`)}
        union all
        select ${shared}, c.peak_owed_minor, 'closed', null, c.close_reason, c.closed_clock from cases c
        where ${within(sql`c.closed_clock`)}
      ) news order by day desc nulls last, news desc, "owedMinor" desc, number`,
    limit,
  );
}

export interface Ahead {
  readonly clock: Clock;
  /** Clock instants between which a deadline lies. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly gateDay: number;
  /** How long payouts are held at most, in days by country; `default` for the rest. */
  readonly limitDays: { readonly [country: string]: number };
}

/** What becomes due, soonest first. */
export function deadlinesAhead(db: Database | Tx, ahead: Ahead, limit: number): Promise<Some<DeadlineRow>> {
  const { clock, fromMs, toMs, gateDay, limitDays } = ahead;
  const gate = sql`negative_since_clock + ${gateDay} * interval '24 hours'`;
  const allowed = sql`coalesce(${JSON.stringify(limitDays)}::jsonb ->> country, ${JSON.stringify(limitDays)}::jsonb ->> 'default')`;
  const owed = sql`shortfall_minor + claims_minor`;
  return some<DeadlineRow>(
    db,
    sql`select * from (
        select 'evidence' as kind, 'dispute:' || dispute_id as subject, evidence_due_clock as "dueMs",
          amount_minor as "amountMinor", currency
        from disputes where not is_final and closed_clock is null and status like '%needs_response'
        union all
        select 'requirements', 'account:' || account, deadline_clock, null, null
        from accounts where deadline_clock is not null
        union all
        select 'gate', 'case:' || number, ${gate}, ${owed}, currency
        from cases where closed_clock is null and shortfall_minor > 0
        union all
        select 'clearing', 'case:' || number, clears_clock, ${owed}, currency
        from cases where closed_clock is null and shortfall_minor > 0
        union all
        select 'hold_limit', 'account:' || account,
          ${clockOf(sql`hold_set_at`, clock)} + ${allowed}::int * interval '24 hours', null, null
        from accounts where hold_set_at is not null and hold_reasons <> '[]'::jsonb
      ) due where "dueMs" >= ${new Date(fromMs)} and "dueMs" < ${new Date(toMs)}
      order by "dueMs", subject, kind`,
    limit,
  );
}

/** The clock instant of a wall instant. */
function clockOf(wall: RawBuilder<unknown>, { originMs, msPerDay }: Clock): RawBuilder<unknown> {
  if (msPerDay === DAY_MS) return wall;
  const origin = new Date(originMs);
  return sql`(${origin}::timestamptz + (${wall} - ${origin}::timestamptz) * (${DAY_MS}::float8 / ${msPerDay}::float8))`;
}

/** Reviews that opened or closed, and what Stripe changed of what an account may do. */
export function accountNews(
  db: Database | Tx,
  { fromClock, toClock }: DayBounds,
  limit: number,
): Promise<Some<AccountRow>> {
  return some<AccountRow>(
    db,
    sql`select * from (
        select account, 'review opened' as what, true as "isReview", null as before,
          (select string_agg(f ->> 'saw', '; ') from jsonb_array_elements(findings) f) as after, opened_clock as "atMs"
        from reviews where opened_clock >= ${fromClock} and opened_clock < ${toClock}
        union all
        select account, 'review closed', true, null, close_reason, closed_clock
        from reviews where closed_clock >= ${fromClock} and closed_clock < ${toClock}
        union all
        select account, what, false, before, after, seen_clock
        from account_changes where seen_clock >= ${fromClock} and seen_clock < ${toClock}
          and (what like 'capability:%' or what in
            ('disabled_reason', 'charges_enabled', 'payouts_enabled', 'reachable', 'losses'))
      ) news order by "isReview" desc, "atMs", account, what`,
    limit,
  );
}

/** Runs that moved money or wait to, not rehearsals: those asked for or ended on the day, or open still. */
export function runsOfDay(
  db: Database | Tx,
  { fromClock, toClock }: DayBounds,
  limit: number,
): Promise<Some<RunRow>> {
  return some<RunRow>(
    db,
    sql`select r.run, r.currency, r.status, r.reason, coalesce(r.ended_clock, r.starts_clock) as "atMs",
        l."grossMinor", l."sentMinor", l."offsetMinor", l."reservedMinor", l."withheldMinor", l.lines
      from payout_runs r, lateral (
        select coalesce(sum(gross), 0)::bigint as "grossMinor", coalesce(sum(sent), 0)::bigint as "sentMinor",
          coalesce(sum(offsets), 0)::bigint as "offsetMinor", coalesce(sum(reserved), 0)::bigint as "reservedMinor",
          coalesce(sum(withheld), 0)::bigint as "withheldMinor",
          coalesce(jsonb_object_agg(status, lines), '{}'::jsonb) as lines
        from (
          select status, count(*) as lines, sum(gross_minor) as gross, sum(offset_minor) as offsets,
            sum(reserved_minor) as reserved, sum(withheld_minor) as withheld,
            sum(target_minor) filter (where status in ('sent', 'paid')) as sent
          from payout_lines where run = r.run group by status
        ) by_status
      ) l
      where not r.dry_run and r.created_clock < ${toClock}
        and (r.status <> 'done' or r.created_clock >= ${fromClock}
          or (r.ended_clock >= ${fromClock} and r.ended_clock < ${toClock}))
      order by r.starts_clock, r.run`,
    limit,
  );
}

/** More sweeps than this in one day are somebody's by hand. */
const MOST_SWEEPS = 200;

export async function sweepsOfDay(
  db: Database | Tx,
  { fromWall, toWall }: DayBounds,
): Promise<readonly SweepResult[]> {
  const rows = await db
    .selectFrom('sweeps')
    .select('result')
    .where(sql<boolean>`ended_at >= ${fromWall} and ended_at < ${toWall}`)
    .orderBy('number', 'desc')
    .limit(MOST_SWEEPS)
    .execute();
  return rows.flatMap(({ result }) => (result === null ? [] : [result])).toReversed();
}

/** Those that began or ended on the day, and one that is open still. */
export async function importsOfDay(
  db: Database | Tx,
  { fromWall, toWall }: DayBounds,
  limit: number,
): Promise<readonly ImportRow[]> {
  const rows = await db
    .selectFrom('imports')
    .select(['number', 'accounts_read', 'disputes_read', 'started_clock', 'ended_at'])
    .where(sql<boolean>`started_at < ${toWall} and (ended_at is null or ended_at >= ${fromWall})`)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    number: row.number,
    accountsRead: row.accounts_read,
    disputesRead: row.disputes_read,
    isDone: row.ended_at !== null,
    atMs: row.started_clock,
  }));
}

/** Reconciliations that came to their end, and the accounts that they or the sweep found otherwise than known. */
export async function reserveOfDay(
  db: Database | Tx,
  { fromWall, toWall }: DayBounds,
  limit: number,
): Promise<Pick<DigestRows, 'reconciliations' | 'differences'>> {
  const ended = await db
    .selectFrom('reconciliations')
    .select(['number', 'started_clock', 'result'])
    .where(sql<boolean>`ended_at >= ${fromWall} and ended_at < ${toWall}`)
    .orderBy('number')
    .limit(limit)
    .execute();
  const reconciliations = ended.flatMap(({ number, started_clock, result }): readonly ReconciliationRow[] =>
    result === null ? [] : [{ number, atMs: started_clock, result }],
  );
  const differences = await some<DigestRows['differences']['rows'][number]>(
    db,
    sql`select account, currency, known_minor as "knownMinor", found_minor as "foundMinor", found_clock as "atMs"
      from reconciliation_lines where found_at >= ${fromWall} and found_at < ${toWall}
      order by abs(found_minor - known_minor) desc, line`,
    limit,
  );
  return { reconciliations, differences };
}
