import { sql } from 'kysely';
import type { Database } from './database';

/**
 * Says that this process calls Stripe, and answers how many do, itself included. Whoever has not said so for
 * `forgottenAfterMs` of the database's time does not count, and is removed.
 */
export async function countStripeCallers(
  db: Database,
  caller: string,
  forgottenAfterMs: number,
): Promise<number> {
  await sql`insert into stripe_callers (caller) values (${caller})
    on conflict (caller) do update set seen_at = now()`.execute(db);
  await sql`delete from stripe_callers
    where seen_at < now() - ${forgottenAfterMs} * interval '1 millisecond'`.execute(db);
  const { rows } = await sql<{ count: number }>`select count(*) as count from stripe_callers`.execute(db);
  return Math.max(1, rows[0]?.count ?? 1);
}

/** A process that stops leaves its share to the others at once. */
export async function removeStripeCaller(db: Database, caller: string): Promise<void> {
  await db.deleteFrom('stripe_callers').where('caller', '=', caller).execute();
}
