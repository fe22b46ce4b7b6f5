import { Kysely, PostgresDialect, sql, type RawBuilder, type Transaction } from 'kysely';
import { Pool, types } from 'pg';
import type { Schema } from './schema';

export type Database = Kysely<Schema>;
/** Rows that belong together are written together: what takes a `Tx` must run inside the caller's transaction. */
export type Tx = Transaction<Schema>;

const INT8 = 20;
const TIMESTAMPTZ = 1184;
const NUMERIC = 1700;

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} from the database is not a safe integer`);
  return value;
}

/** Amounts and counters come back as safe integers, instants as epoch milliseconds. Close with `db.destroy()`. */
export function openDatabase(url: string, maxConnections = 10): Database {
  const getTypeParser = ((oid: number, format?: 'text' | 'binary') => {
    if (oid === INT8 || oid === NUMERIC) return wholeNumber;
    if (oid === TIMESTAMPTZ) return (text: string) => new Date(text).getTime();
    return types.getTypeParser(oid, format);
  }) as typeof types.getTypeParser;
  const pool = new Pool({ connectionString: url, max: maxConnections, types: { getTypeParser } });
  // An idle connection that the server closes is replaced on next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

/** An instant to compare a column with: epoch ms on this side, timestamptz on the other. */
export const instant = (ms: number): RawBuilder<number> => sql<number>`${new Date(ms)}`;
