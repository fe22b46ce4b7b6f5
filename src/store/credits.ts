import { sql } from 'kysely';
import type { AccountId, CauseId } from '../domain/ids';
import type { Currency } from '../domain/money';
import type { Database, Tx } from './database';
import type { MoveRow } from './money-moves';

/** The credits that one answer of a person led to, oldest first; at most one of them moved. */
export async function creditsOf(
  db: Database | Tx,
  account: AccountId,
  cause: CauseId,
): Promise<readonly MoveRow[]> {
  return db
    .selectFrom('money_moves')
    .selectAll()
    .where('account', '=', account)
    .where('cause', '=', cause)
    .where('kind', '=', 'credit')
    .orderBy('n')
    .execute();
}

/** What a credit left above zero when it landed, minor units: something else had paid before it (worked rule R18). */
export async function leftAboveZero(
  db: Database | Tx,
  account: AccountId,
  code: Currency,
  cause: CauseId,
): Promise<number> {
  const { rows } = await sql<{ minor: number }>`
    select coalesce(sum(p.amount_minor), 0)::bigint as minor
    from postings p join entries e using (entry_id)
    where p.book = 'free' and p.currency = ${code} and e.account = ${account} and e.kind = 'transit'
      and p.amount_minor > 0
      and exists (select 1 from postings c where c.entry_id = e.entry_id and c.book = 'transit' and c.cause = ${cause})
    `.execute(db);
  return rows[0]?.minor ?? 0;
}

/** Claims that one answer has paid without a move, or let go: minor units. `key` is that of their entries. */
export async function claimsSettledBy(db: Database | Tx, kind: string, key: string): Promise<number> {
  const { rows } = await sql<{ minor: number }>`
    select coalesce(-sum(p.amount_minor), 0)::bigint as minor
    from postings p join entries e using (entry_id)
    where p.book = 'claim' and e.kind = ${kind} and starts_with(e.key, ${`${kind}:${key}:`})`.execute(db);
  return rows[0]?.minor ?? 0;
}
