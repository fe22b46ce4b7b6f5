import type { Config } from '../config';
import { readEndpoints } from '../embedded/endpoints';
import { openDatabase, type Database } from '../store/database';

/** The database named by DATABASE_URL, else that of the embedded run which uses the data folder now. */
export function databaseUrl(config: Config): string {
  const url = config.databaseUrl ?? readEndpoints(config.dataDir)?.postgres;
  if (url !== undefined) return url;
  throw new Error(
    `No database: DATABASE_URL is not set, and no embedded run is up on ${config.dataDir}. ` +
      'Start one (npm start), name its folder (RECOUP_DATA_DIR), or set DATABASE_URL.',
  );
}

export async function withStore<T>(config: Config, work: (db: Database) => Promise<T>): Promise<T> {
  const db = openDatabase(databaseUrl(config), 2);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}
