import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { canPass, type Identity } from './postgres-user';

const ELSEWHERE = '/var/lib/recoup';

/** Where PostgreSQL's files of one data folder lie. */
export interface Place {
  /** The cluster: PostgreSQL's own data directory. */
  readonly cluster: string;
  /** Set when the data folder is closed to the user PostgreSQL runs as: why the files lie outside it. */
  readonly outside: string | null;
}

/**
 * In the data folder, or, where the user `postgres` cannot pass to it, in a folder below /var/lib/recoup that
 * belongs to this data folder alone.
 */
export function postgresPlace(dataFolder: string, identity: Identity | null): Place {
  mkdirSync(dataFolder, { recursive: true });
  const inside = path.join(realpathSync(dataFolder), 'postgres');
  if (canPass(identity, dataFolder)) return { cluster: inside, outside: null };
  const folder = outsideFolder(dataFolder);
  openFolder(ELSEWHERE);
  openFolder(folder);
  return {
    cluster: path.join(folder, 'postgres'),
    outside: `${dataFolder} is closed to the user postgres, so PostgreSQL's files lie in ${folder}`,
  };
}

/** A folder that any user can pass to, for programs shared by all data folders. */
export function sharedFolder(): string {
  openFolder(ELSEWHERE);
  return ELSEWHERE;
}

/** What `--reset` removes besides the data folder itself. */
export function removeOutside(dataFolder: string): void {
  rmSync(outsideFolder(dataFolder), { recursive: true, force: true });
}

function outsideFolder(dataFolder: string): string {
  let real = path.resolve(dataFolder);
  try {
    real = realpathSync(dataFolder);
  } catch {
    // Not there any more: its path as given still names it.
  }
  return path.join(ELSEWHERE, createHash('sha256').update(real).digest('hex').slice(0, 16));
}

function openFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
}
