import { setTimeout as delay } from 'node:timers/promises';
import type { NativeConnection } from '@temporalio/worker';
import type { RunningWorker } from './worker';

const WAIT_MS = 1_000;

interface Working {
  readonly native: NativeConnection;
  readonly worker: RunningWorker;
}

export interface Keeper {
  /** Of the worker that runs now, as Temporal names it: RUNNING when it takes tasks. */
  state(): string;
  stop(): Promise<void>;
}

/** A worker that fails, say because Temporal was away for long, is replaced by another until `stop` is called. */
export async function keepWorking(
  start: () => Promise<Working>,
  say: (line: string) => void,
): Promise<Keeper> {
  const stopping = new AbortController();
  let working = await start();
  const watch = async (): Promise<void> => {
    for (;;) {
      const failure = await working.worker.stopped.then(
        () => null,
        (error: unknown) => error,
      );
      await working.native.close().catch(() => undefined);
      if (stopping.signal.aborted) return;
      say(
        `The worker ended (${failure instanceof Error ? failure.message : 'without a reason'}); starting another`,
      );
      for (;;) {
        await delay(WAIT_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
        try {
          working = await start();
          break;
        } catch {
          // Temporal is still away; it is asked again.
        }
      }
    }
  };
  const watching = watch();
  return {
    state: () => working.worker.state(),
    stop: async () => {
      stopping.abort();
      await working.worker.drain().catch(() => undefined);
      await watching;
    },
  };
}
