import { sql } from 'kysely';
import type { Json } from '../domain/json';
import type { Database, Tx } from './database';

/** Small facts that outlive every process: the mode, the lock of the door, cursors. One row a key. */
export async function readSetting(db: Database | Tx, key: string): Promise<Json | null> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
  return row === undefined ? null : row.value;
}

export async function writeSetting(db: Database | Tx, key: string, value: Json): Promise<void> {
  const text = JSON.stringify(value);
  await db
    .insertInto('settings')
    .values({ key, value: text })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: text, updated_at: sql`now()` }))
    .execute();
}

/** Writes the value where the key has none yet; answers the value that stands. */
export async function initialSetting(db: Database | Tx, key: string, value: Json): Promise<Json> {
  await db
    .insertInto('settings')
    .values({ key, value: JSON.stringify(value) })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  return readSetting(db, key);
}
