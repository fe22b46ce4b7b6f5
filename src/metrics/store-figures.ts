import { sql } from 'kysely';
import type { Database } from '../store/database';
import { readDoorState, type DoorState } from '../store/door-state';

/** Counts and ages that the database answers from indexes; ages in seconds of wall time, null where there is none. */
export interface StoreFigures {
  readonly owed: readonly {
    readonly currency: string;
    readonly age: string;
    readonly shortfall: number;
    readonly claims: number;
    readonly cases: number;
    /** Clock time, epoch ms. */
    readonly clears: number;
  }[];
  readonly moves: readonly { readonly state: string; readonly count: number; readonly oldest: number }[];
  readonly attention: readonly { readonly kind: string; readonly count: number; readonly oldest: number }[];
  readonly backlog: Backlog;
  readonly door: DoorState;
}

interface Backlog {
  readonly unrouted: number;
  readonly unrouted_oldest: number | null;
  readonly inbox_set_aside: number;
  readonly due: number;
  readonly due_oldest: number | null;
  readonly wakes_set_aside: number;
  readonly notices: number;
  readonly notices_oldest: number | null;
  readonly notices_failed: number;
  readonly last_webhook: number | null;
}

/** `clockNowMs`: how old a debt is, is told by the clock. */
export async function readStoreFigures(db: Database, clockNowMs: number): Promise<StoreFigures> {
  return {
    owed: await readOwed(db, clockNowMs),
    moves: await readUnsettled(db),
    attention: await readAttention(db),
    backlog: await readBacklog(db),
    door: await readDoorState(db),
  };
}

async function readOwed(db: Database, clockNowMs: number): Promise<StoreFigures['owed']> {
  const now = sql`${new Date(clockNowMs)}::timestamptz`;
  const { rows } = await sql<StoreFigures['owed'][number]>`
    select currency, age, sum(shortfall_minor) as shortfall, sum(claims_minor) as claims, count(*) as cases,
      min(clears_clock) as clears
    from (select *, case
        when negative_since_clock > ${now} - interval '8 days' then '0-7'
        when negative_since_clock > ${now} - interval '31 days' then '8-30'
        when negative_since_clock > ${now} - interval '91 days' then '31-90'
        when negative_since_clock > ${now} - interval '181 days' then '91-180'
        else '181-' end as age
      from cases where closed_clock is null) open
    group by currency, age`.execute(db);
  return rows;
}

async function readUnsettled(db: Database): Promise<StoreFigures['moves']> {
  const { rows } = await sql<StoreFigures['moves'][number]>`
    select state, count(*) as count, extract(epoch from now() - min(created_at))::float8 as oldest
    from money_moves where state in ('pending', 'unknown') group by state`.execute(db);
  return rows;
}

async function readAttention(db: Database): Promise<StoreFigures['attention']> {
  const { rows } = await sql<StoreFigures['attention'][number]>`
    select kind, count(*) as count, extract(epoch from now() - min(raised_at))::float8 as oldest
    from attention where settled_at is null group by kind`.execute(db);
  return rows;
}

async function readBacklog(db: Database): Promise<Backlog> {
  const age = (column: string) => sql`extract(epoch from now() - min(${sql.ref(column)}))::float8`;
  const due = sql`from wakes where number > sent and set_aside_at is null and due_at <= now()`;
  const notices = sql`from notices where state = 'queued' and send_at <= now()`;
  const { rows } = await sql<Backlog>`select
    (select count(*) from events where state = 'new') as unrouted,
    (select ${age('received_at')} from events where state = 'new') as unrouted_oldest,
    (select count(*) from events where state = 'set_aside') as inbox_set_aside,
    (select count(*) ${due}) as due,
    (select ${age('due_at')} ${due}) as due_oldest,
    (select count(*) from wakes where set_aside_at is not null) as wakes_set_aside,
    (select count(*) ${notices}) as notices,
    (select ${age('send_at')} ${notices}) as notices_oldest,
    (select count(*) from notices where state = 'failed') as notices_failed,
    (select extract(epoch from now() - received_at)::float8 from events where source <> 'recoup'
      order by seq desc limit 1) as last_webhook`.execute(db);
  const row = rows[0];
  if (row === undefined) throw new Error('the database answered a select without from with no row');
  return row;
}
