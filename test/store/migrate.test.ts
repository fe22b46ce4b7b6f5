import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { migrate, pendingMigrations, readMigrations, type Migration } from '../../src/store/migrate';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const first = readMigrations();
const more = (name: string, sql: string, checksum = sql): Migration => ({ name, sql, checksum });

describe('migrate', () => {
  let database: FreshDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(() => database.close());

  const tables = async (name: string) => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rowCount } = await client.query('select 1 from pg_tables where tablename = $1', [name]);
    await client.end();
    return rowCount;
  };

  test('applies only what the database has not had, in order', async () => {
    const next = [
      ...first,
      more('9001-a', 'create table a (x int)'),
      more('9002-b', 'insert into a values (1)'),
    ];
    expect(await migrate(database.url, next)).toEqual(['9001-a', '9002-b']);
    expect(await migrate(database.url, next)).toEqual([]);
  });

  test('says what is lacking without changing anything', async () => {
    const next = [...first, more('9001-a', 'create table a (x int)')];
    expect(await pendingMigrations(database.url, first)).toEqual([]);
    expect(await pendingMigrations(database.url, next)).toEqual(['9001-a']);
    expect(await tables('a')).toBe(0);
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('drop table migrations');
    await client.end();
    expect(await pendingMigrations(database.url, next)).toEqual(next.map(({ name }) => name));
  });

  test('says that a database has had what this version does not know', async () => {
    await expect(pendingMigrations(database.url, [])).rejects.toThrow('belongs to a newer version');
  });

  test('several at once apply each migration once', async () => {
    const next = [...first, more('9001-a', 'create table a (x int)')];
    const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(database.url, next)));
    expect(applied.flat()).toEqual(['9001-a']);
  });

  test('a failing migration leaves nothing of itself and keeps what came before', async () => {
    const next = [
      ...first,
      more('9001-a', 'create table a (x int)'),
      more('9002-b', 'create table b (x int); select no_such_function()'),
    ];
    await expect(migrate(database.url, next)).rejects.toThrow(
      /9002-b failed and was rolled back.*no_such_function/,
    );
    expect([await tables('a'), await tables('b')]).toEqual([1, 0]);
  });

  test('refuses a file that was changed after the database had it', async () => {
    const changed = first.map((migration) => ({ ...migration, checksum: 'f'.repeat(64) }));
    await expect(migrate(database.url, changed)).rejects.toThrow(/was changed after this database had it/);
  });

  test('refuses a database that belongs to a newer version', async () => {
    await migrate(database.url, [...first, more('9001-a', 'create table a (x int)')]);
    await expect(migrate(database.url, first)).rejects.toThrow(/belongs to a newer version/);
  });

  test('refuses a migration that was added below one already applied', async () => {
    const late = more('0000-late', 'create table late (x int)');
    await expect(migrate(database.url, [late, ...first])).rejects.toThrow(/0000-late was never applied/);
    expect(await tables('late')).toBe(0);
  });
});
