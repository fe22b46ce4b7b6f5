import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Binaries } from './postgres-binaries';
import type { Identity } from './postgres-user';
import { commandOf, endProcess } from './processes';

export const USER = 'recoup';

/** SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one: recovery follows on the next start. */
export const STOP = [
  { signal: 'SIGINT', waitMs: 5_000 },
  { signal: 'SIGQUIT', waitMs: 2_000 },
  { signal: 'SIGKILL', waitMs: 2_000 },
] as const;

/** After `kill -9` of Recoup its PostgreSQL goes on alone; it is known by its data directory. */
export async function endLeftOver(cluster: string): Promise<void> {
  const pidFile = path.join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1) return;
  if (commandOf(pid)?.includes(cluster)) await endProcess(pid, STOP);
}

const passwordFile = (dataFolder: string): string => path.join(dataFolder, 'postgres-password');

export const hasPassword = (dataFolder: string): boolean => existsSync(passwordFile(dataFolder));

/** Random, made once for each data folder, readable by its owner alone. */
export function passwordOf(dataFolder: string): string {
  const file = passwordFile(dataFolder);
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

/** Made beside and then renamed: an interrupted first start leaves nothing that looks whole. */
export function makeCluster(
  binaries: Binaries,
  cluster: string,
  identity: Identity | null,
  password: string,
): void {
  const beside = `${cluster}.new`;
  const secretFile = `${cluster}.password`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { mode: 0o700 });
  writeFileSync(secretFile, password, { mode: 0o600 });
  if (identity !== null) {
    chownSync(beside, identity.uid, identity.gid);
    chownSync(secretFile, identity.uid, identity.gid);
  }
  try {
    const made = spawnSync(
      binaries.initdb,
      [
        `--pgdata=${beside}`,
        `--username=${USER}`,
        `--pwfile=${secretFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
      ],
      { ...identity, cwd: '/', env: environment(), encoding: 'utf8' },
    );
    if (made.status !== 0) {
      throw new Error(
        `PostgreSQL could not make its data directory ${cluster}: ${made.stderr || String(made.error)} ` +
          'Likely the disk is full or the folder cannot be written to; choose another with --data-dir.',
      );
    }
    renameSync(beside, cluster);
  } finally {
    rmSync(secretFile, { force: true });
  }
}

/** PG* variables of the surroundings are for other servers. */
export function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  return { ...Object.fromEntries(own), LC_ALL: 'C' };
}
