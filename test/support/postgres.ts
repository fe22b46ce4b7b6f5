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
  const template = process.env.RECOUP_TEST_POSTGRES;
  if (template === undefined)
    throw new Error('The test server is not up: run tests with this repository’s Jest setup.');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(template, `create database ${name} template recoup`);
  const url = template.replace(/\/recoup$/, `/${name}`);
  const db = openDatabase(url);
  const close = async () => {
    await db.destroy();
    await administer(template, `drop database if exists ${name} with (force)`);
  };
  return { url, db, close };
}

/** From the database `postgres`: the template must have no connection while it is copied. */
async function administer(template: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: template.replace(/\/recoup$/, '/postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
