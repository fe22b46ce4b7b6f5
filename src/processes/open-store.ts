import { sql } from 'kysely';
import { openDatabase, type Database } from '../store/database';
import { MigrationError, pendingMigrations } from '../store/migrate';
import type { ProcessContext } from './run-process';
import { forGood, MET } from './needs';
import { RefusalError, waitFor } from './wait-for';

/**
 * The database, once it is there and has this version's schema. Whoever migrates may come later than whoever waits.
 * @throws RefusalError where the database belongs to a newer version.
 */
export async function openStore(
  context: ProcessContext,
  databaseUrl: string,
  maxConnections: number,
): Promise<Database> {
  const { closers, needs } = context;
  const db = openDatabase(databaseUrl, maxConnections);
  closers.add('the database connections', () => db.destroy());
  const answers = async (): Promise<string> => {
    await sql`select 1`.execute(db);
    return MET;
  };
  await waitFor(context, 'database', answers);
  needs.watch('database', answers);
  await waitFor(context, 'schema', () => refuseUnmigrated(databaseUrl));
  needs.watch('schema', forGood);
  return db;
}

async function refuseUnmigrated(databaseUrl: string): Promise<void> {
  let lacks: readonly string[];
  try {
    lacks = await pendingMigrations(databaseUrl);
  } catch (error) {
    throw error instanceof MigrationError ? new RefusalError(error.message, { cause: error }) : error;
  }
  if (lacks.length > 0)
    throw new Error(`the database lacks ${lacks.join(', ')} of this version: run bin/recoup migrate`);
}
