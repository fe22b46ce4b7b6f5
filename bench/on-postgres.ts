import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../src/embedded/ports';
import { startPostgres } from '../src/embedded/postgres';
import { removeOutside } from '../src/embedded/postgres-place';
import { startTemporalOnPostgres } from './two-of-each/temporal';

/** A folder, PostgreSQL and the real Temporal server on it, for as long as a benchmark takes. */
export interface OnPostgres {
  readonly folder: string;
  readonly databaseUrl: string;
  /** `host:port` */
  readonly temporalAddress: string;
}

/** The server is built from its Go module on the first call. */
export async function mayRunOnPostgres(): Promise<boolean> {
  return promisify(execFile)('go', ['version']).then(
    () => true,
    () => false,
  );
}

export async function onPostgres<T>(work: (servers: OnPostgres) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'recoup-bench-'));
  const stops: (() => Promise<void>)[] = [];
  try {
    const settings = ['max_connections=300'];
    const postgres = await startPostgres({
      dataFolder: folder,
      port: await freePort(0),
      settings,
      say: () => undefined,
    });
    stops.push(() => postgres.stop());
    const temporal = await startTemporalOnPostgres(path.join(folder, 'temporal'), postgres.url);
    stops.push(() => temporal.stop());
    return await work({ folder, databaseUrl: postgres.url, temporalAddress: temporal.address });
  } finally {
    for (const stop of stops.toReversed())
      await stop().catch((error: unknown) => console.error('while stopping:', error));
    removeOutside(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}
