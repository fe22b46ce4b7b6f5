import { sql } from 'kysely';
import type { Database } from '../store/database';

/**
 * Whether Recoup has caught up: nothing waits in the inbox or to be sent, no move is under way, no step waits to be
 * tried again, and for `quietMs` of wall time nothing was decided, moved or booked.
 */
export async function isAtRest(db: Database, quietMs: number, wallMs: number): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean; lastAt: number | null }>`
    select
      exists (select 1 from events where state = 'new')
        or exists (select 1 from wakes where number > sent and set_aside_at is null)
        or exists (select 1 from money_moves where state = 'pending')
        or exists (select 1 from attention where kind = 'unavailable' and settled_at is null) as waits,
      greatest(
        (select max(made_at) from decisions),
        (select max(settled_at) from money_moves),
        (select max(booked_at) from entries)
      ) as "lastAt"`.execute(db);
  const [row] = rows;
  if (row === undefined || row.waits) return false;
  return row.lastAt === null || wallMs - row.lastAt >= quietMs;
}
