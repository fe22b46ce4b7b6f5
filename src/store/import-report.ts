import { sql } from 'kysely';
import type { Database, Tx } from './database';

/** What an import took up, per currency; minor units. */
export interface TakenUp {
  readonly currency: string;
  readonly count: number;
  readonly amountMinor: number;
}

/** A case that follows what the import found below zero. Clock instants, epoch ms. */
export interface ImportedCase {
  readonly account: string;
  readonly currency: string;
  readonly owedMinor: number;
  readonly negativeSinceMs: number;
  readonly clearsMs: number;
}

/** What the flows would have done, had the mode been `act`: the last word of each, while its flow is open. */
export interface WouldMove {
  readonly kind: string;
  readonly currency: string;
  readonly count: number;
  readonly amountMinor: number;
}

export interface WouldSwitch {
  readonly what: string;
  readonly accounts: number;
}

export async function disputesTakenUp(db: Database | Tx, number: number): Promise<readonly TakenUp[]> {
  const { rows } = await sql<TakenUp>`
    select currency, count(*) as count, sum(amount_minor)::bigint as "amountMinor" from import_items
    where import = ${number} and kind = 'dispute' group by currency order by currency`.execute(db);
  return rows;
}

/** What earlier reversals, made by others, have taken back for these disputes: the books count it as taken. */
export async function takenBackBefore(db: Database | Tx, number: number): Promise<readonly TakenUp[]> {
  const { rows } = await sql<TakenUp>`
    select p.currency, count(distinct e.entry_id) as count, sum(p.amount_minor)::bigint as "amountMinor"
    from import_items i
    join postings p on p.cause = i.subject and p.book = 'taken'
    join entries e on e.entry_id = p.entry_id and e.kind = 'reversal_elsewhere'
    where i.import = ${number} and i.kind = 'dispute' group by p.currency order by p.currency`.execute(db);
  return rows;
}

/** Open cases of the accounts and currencies that were found below zero, those that Stripe clears first first. */
export async function casesTakenUp(db: Database | Tx, number: number): Promise<readonly ImportedCase[]> {
  const { rows } = await sql<ImportedCase>`
    select c.account, c.currency, c.shortfall_minor as "owedMinor",
      floor(extract(epoch from c.negative_since_clock) * 1000)::bigint as "negativeSinceMs",
      floor(extract(epoch from c.clears_clock) * 1000)::bigint as "clearsMs"
    from import_items i join cases c on c.account = i.account and c.currency = i.currency
    where i.import = ${number} and i.kind = 'negative' and c.closed_clock is null and c.shortfall_minor > 0
    order by c.clears_clock, c.account, c.currency`.execute(db);
  return rows;
}

/** So many of a kind, and the first few by their ids. */
export async function accountsOf(
  db: Database | Tx,
  number: number,
  kind: 'manual_schedule' | 'unreadable',
): Promise<{ readonly count: number; readonly first: readonly string[] }> {
  const items = db.selectFrom('import_items').where('import', '=', number).where('kind', '=', kind);
  const { count } = await items
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const first = await items.select('subject').orderBy('subject').limit(10).execute();
  return { count, first: first.map((row) => row.subject) };
}

const OPEN_FLOW = sql`exists (
  select from cases where workflow_id = d.subject and closed_clock is null
  union all select from disputes where workflow_id = d.subject and closed_clock is null
  union all select from refunds where workflow_id = d.subject and closed_clock is null)`;

export async function wouldMove(db: Database | Tx): Promise<readonly WouldMove[]> {
  const { rows } = await sql<WouldMove>`
    select split_part(key, ':', 3) as kind, currency, count(*) as count, sum(amount)::bigint as "amountMinor" from (
      select distinct on (action ->> 'key') action ->> 'key' as key, (action ->> 'amount')::bigint as amount,
        coalesce(action ->> 'currency', inputs #>> '{facts,line,currency}',
          case when subject like 'case:%' then split_part(subject, ':', 3) end, '') as currency
      from decisions d
      where verdict = 'held' and inputs #>> '{held,why}' = 'observe' and action ->> 'key' is not null
        and ${OPEN_FLOW}
      order by action ->> 'key', seq desc) last
    group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}

export async function wouldSwitch(db: Database | Tx): Promise<readonly WouldSwitch[]> {
  const { rows } = await sql<WouldSwitch>`
    select action ->> 'switch' as what, count(distinct action ->> 'account') as accounts
    from decisions d
    where verdict = 'held' and inputs ->> 'held' = 'observe' and action ->> 'switch' is not null
      and not (action ? 'drop') and ${OPEN_FLOW}
    group by 1 order by 1`.execute(db);
  return rows;
}

/** Things that wait for a person now. */
export async function openAttention(db: Database | Tx): Promise<number> {
  const row = await db
    .selectFrom('attention')
    .select((one) => one.fn.countAll<number>().as('count'))
    .where('settled_at', 'is', null)
    .executeTakeFirstOrThrow();
  return row.count;
}
