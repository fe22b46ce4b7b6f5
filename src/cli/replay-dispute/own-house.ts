import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readEndpoints } from '../../embedded/endpoints';

const PROGRAM = path.resolve(__dirname, '..', 'main.js');
const DAY = '2s';
const POLL_MS = 100;
const START_WITHIN_MS = 180_000;
const STOP_WITHIN_MS = 20_000;
const FOREIGN = /^(RECOUP_(?!TEMPORAL_CLI|POLICY)|STRIPE_|TEMPORAL_|DATABASE_URL)/;
const ANY_PORT = [
  'RECOUP_CONSOLE_PORT',
  'RECOUP_WEBHOOKS_PORT',
  'RECOUP_SIMULATOR_PORT',
  'RECOUP_TEMPORAL_PORT',
  'RECOUP_TEMPORAL_UI_PORT',
];

/**
 * Starts a whole Recoup on an empty simulator, in a folder and on ports of its own, has the work done there, and takes
 * all of it away again. The environment that the work gets names nothing else.
 * @throws Error with what the start said where it does not come up.
 */
export async function withOwnHouse<T>(
  environment: NodeJS.ProcessEnv,
  work: (environment: NodeJS.ProcessEnv) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'recoup-replay-'));
  const own = Object.fromEntries(Object.entries(environment).filter(([name]) => !FOREIGN.test(name)));
  const env = { ...own, RECOUP_DATA_DIR: folder, RECOUP_DAY: DAY };
  const ports = Object.fromEntries(ANY_PORT.map((name) => [name, '0']));
  const child = spawn(process.execPath, [PROGRAM, 'start', '--no-story', '--quiet'], {
    env: { ...env, ...ports },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  try {
    await untilReady(child, folder, said);
    return await work(env);
  } finally {
    await stopped(child);
    await rm(folder, { recursive: true, force: true });
  }
}

async function untilReady(child: ChildProcess, folder: string, said: readonly string[]): Promise<void> {
  for (const untilMs = Date.now() + START_WITHIN_MS; Date.now() < untilMs; await delay(POLL_MS)) {
    if (readEndpoints(folder) !== null) return;
    if (child.exitCode !== null || child.signalCode !== null) break;
  }
  throw new Error(`The house for the replay did not come up:\n${said.join('').trim()}`);
}

/** As Ctrl-C does it; what does not stop in time is ended. */
async function stopped(child: ChildProcess): Promise<void> {
  const over = new Promise<void>((resolve) => child.once('close', () => resolve()));
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGINT');
  const late = delay(STOP_WITHIN_MS, 'late' as const, { ref: false });
  if ((await Promise.race([over, late])) === 'late') child.kill('SIGKILL');
  await over;
}
