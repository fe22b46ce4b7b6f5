import { sql } from 'kysely';
import type { Database } from './database';

/** Events that could not be routed, and wakes that could not be sent: people look at each. */
export async function countSetAside(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from events where state = 'set_aside')
      + (select count(*) from wakes where set_aside_at is not null) as count`.execute(db);
  return rows[0]?.count ?? 0;
}

export async function countMoves(
  db: Database,
): Promise<{ readonly moved: number; readonly unsettled: number }> {
  const { rows } = await sql<{ moved: number; unsettled: number }>`
    select count(*) filter (where state = 'moved') as moved,
      count(*) filter (where state in ('pending', 'unknown')) as unsettled from money_moves`.execute(db);
  return rows[0] ?? { moved: 0, unsettled: 0 };
}

/** Accounts that the store knows, with what names each: its own records, or an event that came. */
export async function namedAccounts(
  db: Database,
): Promise<readonly { readonly account: string; readonly namedBy: string }[]> {
  const { rows } = await sql<{ account: string; namedBy: string }>`
    select account, 'Recoup''s records' as "namedBy" from accounts
    union
    select distinct account, 'an event' from events e
    where account is not null and not exists (select from accounts a where a.account = e.account)`.execute(
    db,
  );
  return rows;
}

/** Disputes and refunds that live on a connected account, which direct charges alone have. */
export async function countDirect(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from disputes where account is not null)
      + (select count(*) from refunds where account is not null) as count`.execute(db);
  return rows[0]?.count ?? 0;
}
