import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { freePort } from '../../src/embedded/ports';
import { startPostgres, type Postgres, type PostgresOptions } from '../../src/embedded/postgres';
import { postgresPlace, removeOutside } from '../../src/embedded/postgres-place';
import { postgresIdentity } from '../../src/embedded/postgres-user';
import { isAlive, waitForEnd } from '../../src/embedded/processes';
import { supervise } from '../../src/embedded/supervise';

const HALF_A_MINUTE_MS = 30_000;

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  let parent: string;
  let said: string[];
  let options: PostgresOptions;
  const running = new Set<{ stop(): Promise<void> }>();
  const begin = async (): Promise<Postgres> => {
    const postgres = await startPostgres(options);
    running.add(postgres);
    return postgres;
  };

  beforeEach(async () => {
    parent = mkdtempSync(path.join(tmpdir(), 'recoup-postgres-'));
    chmodSync(parent, 0o755);
    said = [];
    options = {
      dataFolder: path.join(parent, 'data'),
      port: await freePort(0),
      say: (line) => said.push(line),
    };
  });
  afterEach(async () => {
    for (const postgres of running) await postgres.stop();
    running.clear();
    removeOutside(options.dataFolder);
    rmSync(parent, { recursive: true, force: true });
  });

  test(
    'keeps what was committed through a restart, on the loopback address, with a password of its own',
    async () => {
      const first = await begin();
      await ask(first.url, 'create table kept as select 7 as x');
      expect(await ask(first.url, 'show listen_addresses')).toEqual(['127.0.0.1']);
      expect(await ask(first.url, 'show fsync')).toEqual(['on']);
      const password = path.join(options.dataFolder, 'postgres-password');
      expect(statSync(password).mode & 0o777).toBe(0o600);
      await expect(
        ask(first.url.replace(readFileSync(password, 'utf8'), 'password'), 'select 1'),
      ).rejects.toThrow(/password/);
      await first.stop();
      const second = await begin();
      expect(await ask(second.url, 'select x from kept')).toEqual([7]);
    },
    HALF_A_MINUTE_MS,
  );

  test(
    'ends the one that a killed run left behind, and goes on with its data',
    async () => {
      const left = await begin();
      await ask(left.url, 'create table kept as select 7 as x');
      const next = await begin();
      expect(isAlive(left.child.pid ?? 0)).toBe(false);
      expect(await ask(next.url, 'select x from kept')).toEqual([7]);
    },
    HALF_A_MINUTE_MS,
  );

  test(
    'is started again when it dies',
    async () => {
      const supervised = await supervise('PostgreSQL', () => startPostgres(options), options.say);
      running.add(supervised);
      const { url, child } = supervised.current();
      await ask(url, 'create table kept as select 7 as x');
      child.kill('SIGKILL');
      expect(await waitForEnd(child.pid ?? 0, HALF_A_MINUTE_MS)).toBe(true);
      while (!said.includes('PostgreSQL runs again')) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await ask(url, 'select x from kept')).toEqual([7]);
    },
    HALF_A_MINUTE_MS,
  );

  test(
    'runs below a folder that is closed to its user, says where its files lie, and removes them on request',
    async () => {
      // Root is the one user who runs it as somebody else.
      const isRoot = process.getuid?.() === 0;
      chmodSync(parent, 0o700);
      const postgres = await begin();
      expect(await ask(postgres.url, 'select 1 as x')).toEqual([1]);
      const { cluster } = postgresPlace(options.dataFolder, postgresIdentity());
      expect(cluster.startsWith(parent)).toBe(!isRoot);
      expect(said.join('\n').includes(`lie in ${path.dirname(cluster)}`)).toBe(isRoot);
      await postgres.stop();
      removeOutside(options.dataFolder);
      expect(existsSync(cluster)).toBe(!isRoot);
    },
    HALF_A_MINUTE_MS,
  );

  test(
    'begins anew where the data folder was removed by hand',
    async () => {
      chmodSync(parent, 0o700);
      const first = await begin();
      await ask(first.url, 'create table kept as select 7 as x');
      await first.stop();
      rmSync(options.dataFolder, { recursive: true });
      const second = await begin();
      await expect(ask(second.url, 'select x from kept')).rejects.toThrow(/does not exist/);
    },
    HALF_A_MINUTE_MS,
  );

  test('refuses a data folder whose password file was changed, and says how to mend it', async () => {
    const first = await begin();
    await first.stop();
    writeFileSync(path.join(options.dataFolder, 'postgres-password'), 'another');
    await expect(startPostgres(options)).rejects.toThrow(/postgres-password.*--reset/s);
  });
});
