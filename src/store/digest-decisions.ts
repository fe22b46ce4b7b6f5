import { type RawBuilder, sql } from 'kysely';
import type { DigestSum } from '../domain/digest/digest';
import type { HeldRow, NeedRow, SoftRow, Some } from '../domain/digest/rows';
import type { Database, Tx } from './database';
import type { DayBounds } from './digest-sums';

/** What a decision is about: an action names its amount; its currency too, or what the decision was made from does. */
const MONEY = sql`
  coalesce(case jsonb_typeof(action -> 'amount') when 'number' then (action ->> 'amount')::bigint end,
    case jsonb_typeof(inputs -> 'grossMinor') when 'number' then (inputs ->> 'grossMinor')::bigint end) as minor,
  coalesce(action ->> 'currency', inputs #>> '{facts,currency}', inputs #>> '{facts,line,currency}',
    (select m.currency from payout_runs m where m.run = subject),
    (select r.currency from refunds r where r.workflow_id = subject),
    (select c.currency from cases c where c.workflow_id = subject limit 1)) as currency`;

/** The same action, asked for again and again, is one. What a rehearsal held was never to be made. */
const held = ({ fromClock, toClock }: DayBounds) => sql`
  select distinct on (kind, subject, action_hash) decision_id as decision, seq, kind, subject, reason, made_clock,
    coalesce(inputs #>> '{held,why}', inputs ->> 'held', inputs ->> 'verdict', 'other') as why,
    coalesce(inputs #> '{held,failed}', '[]'::jsonb) as failed,
    count(*) over (partition by kind, subject, action_hash) as times, ${MONEY}
  from decisions
  where verdict = 'held' and made_clock >= ${fromClock} and made_clock < ${toClock}
    and subject not like 'dry-run:%'
  order by kind, subject, action_hash, seq desc`;

/** Largest first within what has an amount; the newest first besides. */
export function heldOnDay(db: Database | Tx, day: DayBounds, limit: number): Promise<Some<HeldRow>> {
  return some<HeldRow>(
    db,
    sql`select decision, kind, subject, why, failed, reason, made_clock as "atMs", times,
        case when currency is not null then minor end as "amountMinor",
        case when minor is not null then currency end as currency
      from (${held(day)}) held order by minor desc nulls last, seq desc`,
    limit,
  );
}

export async function notMadeOnDay(db: Database | Tx, day: DayBounds): Promise<readonly DigestSum[]> {
  const { rows } = await sql<DigestSum>`
    select why as what, currency, sum(minor)::bigint as "amountMinor", count(*) as count
    from (${held(day)}) held where minor is not null and currency is not null
    group by why, currency order by currency, why`.execute(db);
  return rows;
}

/** Money that went although something was found that the policy lets pass. */
export function softOnDay(
  db: Database | Tx,
  { fromClock, toClock }: DayBounds,
  limit: number,
): Promise<Some<SoftRow>> {
  return some<SoftRow>(
    db,
    sql`select decision, kind, subject, saw, "atMs",
        case when currency is not null then minor end as "amountMinor",
        case when minor is not null then currency end as currency
      from (
        select decision_id as decision, seq, kind, subject, made_clock as "atMs",
          jsonb_path_query_array(inputs, '$.findings[*].saw') as saw, ${MONEY}
        from decisions
        where verdict = 'acted' and made_clock >= ${fromClock} and made_clock < ${toClock}
          and jsonb_typeof(inputs -> 'findings') = 'array' and inputs -> 'findings' <> '[]'::jsonb
      ) passed order by seq desc`,
    limit,
  );
}

/** Open now: the decision before clearing first, then the rest by age. Requests expire by wall time. */
export function openNeeds(db: Database | Tx, nowWallMs: number, limit: number): Promise<Some<NeedRow>> {
  return some<NeedRow>(
    db,
    sql`select * from (
        select kind, subject, message, command, raised_clock as "atMs" from attention where settled_at is null
        union all
        select 'approval', r.subject, coalesce(r.reason, r.kind),
          'bin/recoup approvals approve ' || r.decision_id || ' --by YOUR_NAME', r.made_clock
        from decisions r
        where r.verdict = 'requested' and r.expires_at > ${new Date(nowWallMs)}
          and not exists (select from decisions a where a.answers = r.decision_id)
      ) needs order by kind <> 'gate', "atMs"`,
    limit,
  );
}

/** The first rows of an ordered query, and how many it has. */
export async function some<Row extends object>(
  db: Database | Tx,
  query: RawBuilder<unknown>,
  limit: number,
): Promise<Some<Row>> {
  const { rows } = await sql<Row>`select * from (${query}) listed limit ${limit}`.execute(db);
  if (rows.length < limit) return { rows, total: rows.length };
  const counted = await sql<{ total: number }>`select count(*) as total from (${query}) listed`.execute(db);
  return { rows, total: counted.rows[0]?.total ?? rows.length };
}
