import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { Closers } from '../embedded/closers';
import type { Metrics } from '../metrics';
import { createHealthServer } from './health-server';
import { Needs } from './needs';
import { StoppedError, type Waiting } from './wait-for';

export interface ProcessContext extends Waiting {
  /** What has been started; stopped in reverse. */
  readonly closers: Closers;
  readonly metrics: Metrics;
}

export interface ProcessOptions {
  readonly name: string;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly health: { readonly host: string; readonly port: number };
  /** Resolves when everything runs. Whatever it has started is in `closers`. */
  readonly bringUp: (context: ProcessContext) => Promise<void>;
}

/** Below the thirty seconds that orchestrators commonly grant. */
const DRAIN_WITHIN_MS = 28_000;
const STOPPED_WELL = 0;
const FAILED = 1;

/**
 * Runs one of Recoup's processes until it is told to stop (SIGTERM, SIGINT), and ends it: 0 after a drain, 1 where it
 * refused to run or could not drain in time. Taking ends first, then what is under way is finished, then connections
 * are closed. A second signal ends it at once; what was acknowledged is in the store by then.
 */
export async function runProcess(options: ProcessOptions): Promise<never> {
  const { name, log, metrics } = options;
  const stop = new AbortController();
  const closers = new Closers();
  const needs = new Needs();
  const signalled = onSignals(stop, log);
  const health = createHealthServer({
    needs,
    metrics,
    isStopping: () => stop.signal.aborted,
    log: log.child({ part: 'health' }),
  });
  let code = STOPPED_WELL;
  try {
    await health.listen(options.health);
    closers.add('the health port', () => health.close());
    const { port } = health.server.address() as AddressInfo;
    log.info({ health: `http://${options.health.host}:${port}` }, `${name} starts`);
    await options.bringUp({ log, needs, closers, metrics, stopping: stop.signal });
    log.info({ ready: true }, `${name} runs`);
    await signalled;
  } catch (error) {
    if (!(error instanceof StoppedError)) {
      code = FAILED;
      log.fatal({ reason: error instanceof Error ? error.message : String(error) }, `${name} cannot run`);
      log.debug({ err: error }, 'where it failed');
    }
  }
  stop.abort();
  const late = setTimeout(
    () => leave(log, FAILED, 'not everything stopped in time'),
    DRAIN_WITHIN_MS + 1_000,
  );
  await closers.closeAll(DRAIN_WITHIN_MS, (line) => log.warn(line));
  clearTimeout(late);
  return leave(log, code, `${name} has stopped`);
}

function onSignals(stop: AbortController, log: Logger): Promise<void> {
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals): void => {
      if (stop.signal.aborted) leave(log, FAILED, 'stopping at once');
      log.info({ signal }, 'stopping: what is under way is finished first; another signal ends it at once');
      stop.abort();
      resolve();
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}

/** Temporal's native part keeps a process alive, so it is ended by hand. */
function leave(log: Logger, code: number, words: string): never {
  log.info({ code }, words);
  process.exit(code);
}
