import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { isListening } from './ports';
import { commandOf, endProcess, hasExited } from './processes';
import { commandLineAttributes } from '../temporal/search-attributes';
import type { Running } from './supervise';

export const NAMESPACE = 'default';
const START_TIMEOUT_MS = 30_000;
const ATTEMPT_TIMEOUT_MS = 2_000;
/** Below this the server's own timer granularity of about a second would blur the days. */
const FINE_TIMERS_BELOW_MS = 1_000;
/** Closed workflows stay readable longer than the 180 days a case can take. */
const RETENTION = '400 days';

const STOP = [
  { signal: 'SIGTERM', waitMs: 3_000 },
  { signal: 'SIGKILL', waitMs: 2_000 },
] as const;

const FINE_TIMERS = [
  'history.timerProcessorMaxTimeShift="1ms"',
  'history.timerProcessorMaxPollRPS=100000',
  'history.timerProcessorMaxPollHostRPS=100000',
];

export interface TemporalOptions {
  /** The command line, see `temporalCli`. */
  readonly program: string;
  readonly dataFolder: string;
  readonly port: number;
  readonly uiPort: number;
  /** Length of a clock day. */
  readonly dayMs: number;
}

export interface Temporal extends Running {
  /** `host:port` */
  readonly address: string;
  readonly uiUrl: string;
}

/** Starts the dev server on the loopback address, with its state in the data folder. A left-over one is ended first. */
export async function startTemporal(options: TemporalOptions): Promise<Temporal> {
  mkdirSync(options.dataFolder, { recursive: true });
  const { database, pidFile } = filesIn(options.dataFolder);
  await endLeftOverTemporal(options.dataFolder);
  const logFile = path.join(options.dataFolder, 'temporal.log');
  const child = launch(options, database, logFile);
  if (child.pid !== undefined) writeFileSync(pidFile, String(child.pid));
  const stop = async () => {
    if (child.pid !== undefined && !hasExited(child)) await endProcess(child.pid, STOP);
    rmSync(pidFile, { force: true });
  };
  const address = `127.0.0.1:${options.port}`;
  try {
    await ready(child, options, logFile);
  } catch (error) {
    await stop();
    throw error;
  }
  return { child, address, uiUrl: `http://127.0.0.1:${options.uiPort}`, stop };
}

const filesIn = (dataFolder: string) => ({
  database: path.join(dataFolder, 'temporal.db'),
  pidFile: path.join(dataFolder, 'temporal.pid'),
});

/** After `kill -9` of Recoup its Temporal goes on alone; it is known by its database file. */
export async function endLeftOverTemporal(dataFolder: string): Promise<void> {
  const { database, pidFile } = filesIn(dataFolder);
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  if (Number.isSafeInteger(pid) && pid > 1 && commandOf(pid)?.includes(database)) await endProcess(pid, STOP);
  rmSync(pidFile, { force: true });
}

function launch(options: TemporalOptions, database: string, logFile: string): ChildProcess {
  const repeat = (flag: string, values: readonly string[]) => values.flatMap((value) => [flag, value]);
  const log = openSync(logFile, 'a', 0o600);
  try {
    // A process group of its own: Ctrl-C in the terminal must reach Recoup alone, which stops its parts in order.
    return spawn(
      options.program,
      [
        ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(options.port)],
        ...['--ui-port', String(options.uiPort), '--db-filename', database],
        ...['--log-level', 'warn', '--log-format', 'json'],
        ...repeat('--sqlite-pragma', ['journal_mode=WAL', 'synchronous=NORMAL']),
        ...repeat('--dynamic-config-value', options.dayMs < FINE_TIMERS_BELOW_MS ? FINE_TIMERS : []),
        ...repeat('--search-attribute', commandLineAttributes()),
      ],
      { detached: true, stdio: ['ignore', log, log] },
    );
  } finally {
    closeSync(log);
  }
}

async function ready(child: ChildProcess, { port, uiPort }: TemporalOptions, logFile: string): Promise<void> {
  const failure: { error: Error | null } = { error: null };
  child.once('error', (error) => {
    failure.error = error;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (failure.error !== null) throw failure.error;
    if (hasExited(child))
      throw new Error(`Temporal ended while it started. The reason is at the end of ${logFile}.`);
    // gRPC waits a second after a refused connection, so it is not asked before somebody listens.
    if ((await isListening(port)) && (await isListening(uiPort)) && (await keepsHistory(port))) return;
    if (Date.now() > deadline) {
      throw new Error(
        `Temporal does not answer at port ${port} after ${START_TIMEOUT_MS / 1000} s. See ${logFile}.`,
      );
    }
    await delay(25);
  }
}

/** Sets how long closed workflows are kept; false while the server is not there yet. */
async function keepsHistory(port: number): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({
      address: `127.0.0.1:${port}`,
      connectTimeout: ATTEMPT_TIMEOUT_MS,
    });
    const { workflowService } = connection;
    await connection.withDeadline(Date.now() + ATTEMPT_TIMEOUT_MS, () =>
      workflowService.updateNamespace({
        namespace: NAMESPACE,
        config: { workflowExecutionRetentionTtl: msToTs(RETENTION) },
      }),
    );
    return true;
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}
