import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { hasExited } from './processes';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
/** One that ran this long was well: the next wait is short again. */
const WELL_AFTER_MS = 60_000;

export interface Running {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

export interface Supervised<R extends Running> {
  /** The one that runs now. */
  current(): R;
  stop(): Promise<void>;
}

/** Starts a child process and starts it again, with growing waits, whenever it ends before `stop` is called. */
export async function supervise<R extends Running>(
  title: string,
  start: () => Promise<R>,
  say: (line: string) => void,
): Promise<Supervised<R>> {
  let running = await start();
  const stopping = new AbortController();

  const watch = async () => {
    let waitMs = FIRST_WAIT_MS;
    for (;;) {
      const startedMs = performance.now();
      await ended(running.child);
      if (stopping.signal.aborted) return;
      if (performance.now() - startedMs > WELL_AFTER_MS) waitMs = FIRST_WAIT_MS;
      say(`${title} ended by itself; starting it again`);
      for (;;) {
        await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
        try {
          running = await start();
          break;
        } catch (error) {
          say(`${title} did not start: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
      if (stopping.signal.aborted) return;
      say(`${title} runs again`);
    }
  };
  const watching = watch();

  return {
    current: () => running,
    stop: async () => {
      stopping.abort();
      await running.stop();
      await watching;
      // One that was being started while we stopped.
      await running.stop();
    },
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (hasExited(child)) resolve();
    else child.once('exit', () => resolve());
  });
}
