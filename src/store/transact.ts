import { DatabaseError } from 'pg';
import type { Database, Tx } from './database';

/** Deadlock, serialization failure: PostgreSQL has undone the whole transaction and asks for another try. */
const TRY_AGAIN = new Set(['40P01', '40001']);
const TRIES = 5;

/**
 * Runs the work in a transaction, again where PostgreSQL had to choose it as the victim of others. The work must do
 * nothing outside of the database.
 */
export async function transact<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      const isVictim = error instanceof DatabaseError && TRY_AGAIN.has(error.code ?? '');
      if (!isVictim || attempt >= TRIES) throw error;
    }
  }
}
