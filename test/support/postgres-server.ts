import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../src/embedded/ports';
import { endLeftOverPostgres, startPostgres } from '../../src/embedded/postgres';
import { removeOutside } from '../../src/embedded/postgres-place';
import { isAlive } from '../../src/embedded/processes';
import { migrate } from '../../src/store/migrate';

const PREFIX = 'recoup-jest-';

export interface PostgresServer {
  /** Of the migrated database that is the template of all others. */
  readonly url: string;
  stop(): Promise<void>;
}

/** One PostgreSQL for a whole run of the tests. */
export async function startPostgresServer(): Promise<PostgresServer> {
  await removeAbandoned();
  const dataFolder = mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  const server = await startPostgres({
    dataFolder,
    port: await freePort(0),
    // Tests need not survive a power cut, nor pay for what makes a database do so.
    settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=400'],
    say: () => undefined,
  });
  await migrate(server.url);
  const stop = async () => {
    await server.stop();
    remove(dataFolder);
  };
  return { url: server.url, stop };
}

/** A run that was killed leaves its server and its folder behind. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const dataFolder = path.join(tmpdir(), name);
    await endLeftOverPostgres(dataFolder);
    remove(dataFolder);
  }
}

function remove(dataFolder: string): void {
  removeOutside(dataFolder);
  rmSync(dataFolder, { recursive: true, force: true });
}
