import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';

/** Any number, as long as every Recoup uses the same one: migrations of one database run one after the other. */
const LOCK = 7_265_675;

export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** The `.sql` files of a folder in the order of their names. */
export function readMigrations(folder = path.join(__dirname, 'migrations')): readonly Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const sql = readFileSync(path.join(folder, file), 'utf8');
      return {
        name: file.slice(0, -'.sql'.length),
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      };
    });
}

/**
 * Brings the database to the schema of this version, each migration in a transaction of its own, and answers the
 * names of those applied now. Safe when several processes run it at once: the others wait, then find nothing to do.
 * Throws `MigrationError` where what the database has had is not what this version would have given it.
 */
export async function migrate(url: string, migrations = readMigrations()): Promise<readonly string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(
      `create table if not exists migrations (
         name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
    );
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from migrations',
    );
    const applied = new Map(rows.map((row) => [row.name, row.checksum]));
    refuseForeign(applied, migrations);
    const pending = migrations.filter(({ name }) => !applied.has(name));
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

/**
 * The names of the migrations that this version has and the database lacks; nothing is changed.
 * Throws `MigrationError` where the database has had what this version would not have given it.
 */
export async function pendingMigrations(
  url: string,
  migrations = readMigrations(),
): Promise<readonly string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ there: boolean }>(
      `select to_regclass('migrations') is not null as there`,
    );
    if (tables[0]?.there !== true) return migrations.map(({ name }) => name);
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from migrations',
    );
    const applied = new Map(rows.map((row) => [row.name, row.checksum]));
    refuseForeign(applied, migrations);
    return migrations.map(({ name }) => name).filter((name) => !applied.has(name));
  } finally {
    await client.end();
  }
}

async function apply(client: Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(migration.sql);
    await client.query('insert into migrations (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw new MigrationError(
      `Migration ${migration.name} failed and was rolled back: ${error instanceof Error ? error.message : String(error)}. ` +
        'The database is as it was before it. Mend the cause and run `recoup migrate` again.',
      { cause: error },
    );
  }
}

function refuseForeign(applied: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration.checksum]));
  for (const [name, checksum] of applied) {
    const expected = known.get(name);
    if (expected === undefined) {
      throw new MigrationError(
        `The database has had migration ${name}, which this version does not know: the database belongs to a newer ` +
          'version of Recoup. Run that version, or give this one a database of its own.',
      );
    }
    if (expected !== checksum) {
      throw new MigrationError(
        `Migration ${name} was changed after this database had it (${checksum.slice(0, 12)} then, ` +
          `${expected.slice(0, 12)} now). Restore the file, and put the change in a new migration.`,
      );
    }
  }
  const names = migrations.map(({ name }) => name);
  const gap = names.find(
    (name, at) => !applied.has(name) && names.slice(at).some((later) => applied.has(later)),
  );
  if (gap !== undefined) {
    throw new MigrationError(
      `Migration ${gap} was never applied, but a later one was: it was added out of order. Give it a later number.`,
    );
  }
}
