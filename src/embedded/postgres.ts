import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { postgresBinaries, type Binaries } from './postgres-binaries';
import {
  endLeftOver,
  hasPassword,
  environment,
  makeCluster,
  passwordOf,
  STOP,
  USER,
} from './postgres-cluster';
import { postgresPlace, sharedFolder } from './postgres-place';
import { postgresIdentity, type Identity } from './postgres-user';
import { endProcess, hasExited } from './processes';
import type { Running } from './supervise';

const DATABASE = 'recoup';
const START_TIMEOUT_MS = 30_000;
export interface PostgresOptions {
  readonly dataFolder: string;
  readonly port: number;
  /** Settings of the server, as `name=value`. */
  readonly settings?: readonly string[];
  readonly say: (line: string) => void;
}

export interface Postgres extends Running {
  /** Of the database `recoup`, with its password: not for logs. */
  readonly url: string;
}

/** Starts the data folder's own PostgreSQL on the loopback address, made on first use. A left-over one is ended first. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const identity = postgresIdentity();
  const place = postgresPlace(options.dataFolder, identity);
  if (place.outside !== null) options.say(place.outside);
  const binaries = postgresBinaries(identity, sharedFolder);
  await endLeftOver(place.cluster);
  if (place.outside !== null && !hasPassword(options.dataFolder)) {
    // The data folder was removed by hand; what lies outside it belongs to nothing any more.
    rmSync(place.cluster, { recursive: true, force: true });
  }
  const password = passwordOf(options.dataFolder);
  if (!existsSync(place.cluster)) makeCluster(binaries, place.cluster, identity, password);
  const logFile = path.join(options.dataFolder, 'postgres.log');
  const child = launch(binaries, place.cluster, identity, options.port, options.settings ?? [], logFile);
  const address = (database: string) =>
    `postgres://${USER}:${password}@127.0.0.1:${options.port}/${database}`;
  try {
    await ready(child, address('postgres'), logFile);
    await ensureDatabase(address('postgres'));
  } catch (error) {
    await stop(child);
    throw error;
  }
  return { url: address(DATABASE), child, stop: () => stop(child) };
}

/** Ends the PostgreSQL that a killed run left behind on this data folder. */
export async function endLeftOverPostgres(dataFolder: string): Promise<void> {
  await endLeftOver(postgresPlace(dataFolder, postgresIdentity()).cluster);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid !== undefined && !hasExited(child)) await endProcess(child.pid, STOP);
}

function launch(
  binaries: Binaries,
  cluster: string,
  identity: Identity | null,
  port: number,
  settings: readonly string[],
  logFile: string,
): ChildProcess {
  const all = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', `port=${port}`, ...settings];
  const log = openSync(logFile, 'a', 0o600);
  try {
    // A process group of its own: Ctrl-C in the terminal must reach Recoup alone, which stops its parts in order.
    return spawn(binaries.postgres, ['-D', cluster, ...all.flatMap((setting) => ['-c', setting])], {
      ...identity,
      cwd: '/',
      env: environment(),
      detached: true,
      stdio: ['ignore', log, log],
    });
  } finally {
    closeSync(log);
  }
}

async function ready(child: ChildProcess, url: string, logFile: string): Promise<void> {
  const failure: { error: Error | null } = { error: null };
  child.once('error', (error) => {
    failure.error = error;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (failure.error !== null) throw failure.error;
    if (hasExited(child)) {
      throw new Error(`PostgreSQL ended while it started. The reason is at the end of ${logFile}.`);
    }
    if (await answers(url)) return;
    if (Date.now() > deadline) {
      throw new Error(`PostgreSQL does not answer after ${START_TIMEOUT_MS / 1000} s. See ${logFile}.`);
    }
    await delay(25);
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    // 28P01: our own server would know the password.
    if (error instanceof Error && 'code' in error && error.code === '28P01') {
      throw new Error(
        'PostgreSQL refuses the password of this data folder: the file postgres-password is not the one it was ' +
          'made with. Put the old file back, or start with --reset.',
        { cause: error },
      );
    }
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}
