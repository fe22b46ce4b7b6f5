import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Clock } from '../domain/clock';
import { readJsonFile, writeJsonFile } from './json-file';
import { endLeftOverPostgres } from './postgres';
import { removeOutside } from './postgres-place';
import { commandOf, isAlive } from './processes';
import { endLeftOverTemporal } from './temporal';

const CLOCK = z.object({ originMs: z.int(), msPerDay: z.int().positive() });
const SECRETS = z.object({ platform: z.string(), connect: z.string() });
const LINK_KEY = z.object({ base64: z.base64() });

/** Everything that the embedded run keeps. One run at a time uses it. */
export interface DataFolder {
  readonly path: string;
  /** When the run before was last alive, epoch ms of wall time; null where there was none. */
  readonly lastAliveMs: number | null;
  /** The folder's clock: made at the first start, and a constant from then on. */
  readonly clock: Clock;
  /** Signing secrets of the two webhook endpoints, random. */
  readonly webhookSecrets: { readonly platform: string; readonly connect: string };
  /** Signs the addresses that sellers are given, random. */
  readonly linkKey: { readonly id: string; readonly key: Uint8Array };
  /** To be called every second or so: the next run learns from it when this one ended, whatever ended it. */
  stillAlive(): void;
  /** Gives the folder free for another run. */
  close(): void;
}

export interface FolderOptions {
  readonly path: string;
  /** Removes everything first. */
  readonly reset: boolean;
  /** Wall milliseconds in a clock day as somebody asked for it; null: as it was, or the default. */
  readonly msPerDay: number | null;
  readonly defaultMsPerDay: number;
  readonly wallMs: number;
}

/** Throws where another run uses the folder, or where it was made with a day of another length. */
export async function openDataFolder(options: FolderOptions): Promise<DataFolder> {
  const root = path.resolve(options.path);
  mkdirSync(root, { recursive: true });
  const file = (name: string) => path.join(root, name);
  const [lock, alive, clockFile] = [file('recoup.pid'), file('last-alive'), file('clock.json')] as const;
  const secretsFile = file('webhook-secrets.json');
  const linkKeyFile = file('link-key.json');
  refuseSecondRun(root, lock);
  if (options.reset) await removeAll(root);
  rmSync(lock, { force: true });
  // Of two that start at the same moment, one fails here.
  writeFileSync(lock, String(process.pid), { flag: 'wx' });
  const lastAliveMs = existsSync(alive) ? Math.trunc(statSync(alive).mtimeMs) : null;
  const { msPerDay, defaultMsPerDay, wallMs } = options;
  if (!existsSync(clockFile))
    writeJsonFile(clockFile, { originMs: wallMs, msPerDay: msPerDay ?? defaultMsPerDay });
  const clock = readJsonFile(clockFile, CLOCK);
  if (msPerDay !== null && clock.msPerDay !== msPerDay) {
    rmSync(lock);
    throw new Error(
      `${root} was begun with days of ${clock.msPerDay} ms, and a running history cannot change its clock to ` +
        `${msPerDay} ms. Leave --day away, begin anew with --reset, or name another --data-dir.`,
    );
  }
  if (!existsSync(secretsFile))
    writeJsonFile(secretsFile, { platform: newSecret(), connect: newSecret() }, 0o600);
  if (!existsSync(linkKeyFile))
    writeJsonFile(linkKeyFile, { base64: randomBytes(32).toString('base64') }, 0o600);
  const stillAlive = () => writeFileSync(alive, '');
  return {
    path: root,
    lastAliveMs,
    clock,
    webhookSecrets: readJsonFile(secretsFile, SECRETS),
    linkKey: readLinkKey(root),
    stillAlive,
    close: () => {
      stillAlive();
      rmSync(lock, { force: true });
    },
  };
}

/** By which a run on this folder signs sellers' addresses. @throws Error where none was ever started on it. */
export function readLinkKey(folder: string): DataFolder['linkKey'] {
  const { base64 } = readJsonFile(path.join(folder, 'link-key.json'), LINK_KEY);
  return { id: 'folder', key: Buffer.from(base64, 'base64') };
}

const newSecret = (): string => `whsec_${randomBytes(24).toString('hex')}`;

function refuseSecondRun(root: string, lock: string): void {
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, 'utf8'));
  const isOther = Number.isSafeInteger(pid) && pid > 1 && pid !== process.pid;
  // A process id is used again: only one that is a Recoup counts.
  if (!isOther || !isAlive(pid) || !/recoup|cli[/\\]main/.test(commandOf(pid) ?? '')) return;
  throw new Error(
    `Recoup already runs on ${root} (process ${pid}). Stop that one first, or name another folder with --data-dir.`,
  );
}

/** What a killed run left running is ended first: it would write into what is removed. */
async function removeAll(root: string): Promise<void> {
  await Promise.all([endLeftOverPostgres(root), endLeftOverTemporal(root)]);
  removeOutside(root);
  for (const entry of readdirSync(root)) rmSync(path.join(root, entry), { recursive: true, force: true });
}
