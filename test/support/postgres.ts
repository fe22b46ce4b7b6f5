import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { openDatabase, type Database } from '../../src/store/database';

export interface FreshDatabase {
  readonly url: string;
  readonly db: Database;
  /** Ends `db` and removes the database, with whatever else is still connected to it. */
  close(): Promise<void>;
}

/** A migrated, empty database of its own, on the server that the whole test run shares. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const name = await createDatabase();
  const { url, db } = open(name);
  const close = async () => {
    await db.destroy();
    await administer(`drop database if exists ${name} with (force)`);
  };
  return { url, db, close };
}

/** Emptied ones of this test file, which nobody uses now. */
const emptied: string[] = [];

/**
 * As `freshDatabase`, but emptied and used again in the same test file: copying the template takes longer than many
 * tests do. For tests that leave the schema as it is.
 */
export async function emptyDatabase(): Promise<FreshDatabase> {
  const name = emptied.pop() ?? (await createDatabase());
  const { url, db } = open(name);
  const close = async () => {
    await db.destroy();
    await empty(url, name);
    emptied.push(name);
  };
  return { url, db, close };
}

async function createDatabase(): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(`create database ${name} template recoup`);
  return name;
}

function open(name: string): Pick<FreshDatabase, 'url' | 'db'> {
  const url = templateUrl().replace(/\/recoup$/, `/${name}`);
  return { url, db: openDatabase(url) };
}

/** As after the migrations, which fill no table but the one that lists them. */
const EMPTY = `
  do $$ declare name text; begin
    set local session_replication_role = replica;
    for name in select format('%I', tablename) from pg_tables
      where schemaname = 'public' and tablename <> 'migrations' loop
      execute 'delete from ' || name;
    end loop;
    for name in select format('%I', sequencename) from pg_sequences where schemaname = 'public' loop
      execute 'alter sequence ' || name || ' restart';
    end loop;
  end $$`;

async function empty(url: string, name: string): Promise<void> {
  await administer(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`,
  );
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(EMPTY);
    await client.query('vacuum');
  } finally {
    await client.end();
  }
}

function templateUrl(): string {
  const template = process.env.RECOUP_TEST_POSTGRES;
  if (template === undefined)
    throw new Error('The test server is not up: run tests with this repository’s Jest setup.');
  return template;
}

/** From the database `postgres`: the template must have no connection while it is copied. */
async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: templateUrl().replace(/\/recoup$/, '/postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
