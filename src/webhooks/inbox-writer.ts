import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from '../store/database';
import { insertEvents, type IncomingEvent } from '../store/events';

const LARGEST_BATCH = 64;

interface Waiting {
  readonly event: IncomingEvent;
  readonly stored: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Stores events that arrive at the same time in one INSERT: one commit to disk for all of them. `store` resolves when
 * its event is durable, and rejects where it is not or could not be told within `timeoutMs` of wall time.
 */
export function createInboxWriter(
  db: Database,
  timeoutMs: number,
): { store(event: IncomingEvent): Promise<void> } {
  let waiting: Waiting[] = [];
  let writing = false;

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      await insertEvents(
        db,
        batch.map(({ event }) => event),
      );
      for (const { stored } of batch) stored();
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1) only?.failed(error);
      // Whatever one of them cannot be stored for must not keep the others out.
      else for (const one of batch) await write([one]);
    }
  };

  const drain = async (): Promise<void> => {
    if (writing) return;
    writing = true;
    while (waiting.length > 0) {
      // Requests that were read in this turn of the event loop join the batch.
      await nextTurn();
      const batch = waiting.slice(0, LARGEST_BATCH);
      waiting = waiting.slice(LARGEST_BATCH);
      await write(batch);
    }
    writing = false;
  };

  return {
    store(event) {
      return new Promise((resolve, reject) => {
        const late = (): void => reject(new Error(`the database did not answer within ${timeoutMs} ms`));
        const timer = setTimeout(late, timeoutMs);
        const settle =
          <Args extends unknown[]>(answer: (...args: Args) => void) =>
          (...args: Args): void => {
            clearTimeout(timer);
            answer(...args);
          };
        waiting.push({ event, stored: settle(resolve), failed: settle(reject) });
        void drain();
      });
    },
  };
}
