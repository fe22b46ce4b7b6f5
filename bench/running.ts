import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { removeOutside } from '../src/embedded/postgres-place';
import { act } from './act';

const ROOT = path.resolve(__dirname, '..');
const READY_WITHIN_MS = 120_000;
const POLL_MS = 20;

interface Endpoints {
  readonly temporal: string;
  readonly simulator: string;
  readonly postgres: string;
}

/** A whole Recoup in a process and a data folder of its own, as `npm start` runs it. */
export interface Running {
  readonly readyAfterMs: number;
  readonly endpoints: Endpoints;
  readonly temporal: Client;
  /** What people and banks do, through the simulator's address. */
  act<T>(name: string, ...args: readonly unknown[]): Promise<T>;
  /** How many API calls the simulator has answered so far. */
  stripeCalls(): Promise<number>;
  stop(): Promise<void>;
}

/** `npm start` on an empty data folder, without the story; ready when it says so in `endpoints.json`. */
export async function startRunning(day: string): Promise<Running> {
  const folder = mkdtempSync(path.join(tmpdir(), 'recoup-bench-'));
  const file = path.join(folder, 'endpoints.json');
  const startedMs = Date.now();
  const child = spawn(
    'npm',
    ['start', '--', '--no-story', '--quiet', '--day', day, '--port', '0', '--data-dir', folder],
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], detached: true },
  );
  const endpoints = await whenReady(child, file);
  const readyAfterMs = Date.now() - startedMs;
  const connection = await Connection.connect({ address: endpoints.temporal });
  return {
    readyAfterMs,
    endpoints,
    temporal: new Client({ connection }),
    act: (name, ...args) => act(endpoints.simulator, name, args),
    async stripeCalls() {
      const status = await fetch(`${endpoints.simulator}/_simulator`);
      return ((await status.json()) as { apiCalls: number }).apiCalls;
    },
    async stop() {
      await connection.close();
      await ended(child);
      removeOutside(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function whenReady(child: ChildProcess, file: string): Promise<Endpoints> {
  for (const until = Date.now() + READY_WITHIN_MS; Date.now() < until; await delay(POLL_MS)) {
    if (child.exitCode !== null)
      throw new Error(`npm start ended with ${child.exitCode}: run it by hand to see why`);
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Endpoints;
  }
  throw new Error(`npm start was not ready within ${READY_WITHIN_MS} ms`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  process.kill(-child.pid, 'SIGINT');
  await gone;
}
