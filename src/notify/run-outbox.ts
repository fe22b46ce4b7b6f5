import { nextDueMs } from './outbox-rows';
import { sendDueNotices, type OutboxOptions } from './outbox';

export interface Outbox {
  /** Ends after the notice in hand is settled. */
  stop(): Promise<void>;
}

/** How long one that was queued meanwhile may have to wait: a share of a day, so that a scaled clock is kept too. */
const LONGEST_NAP_MS = 1_000;
const NAPS_A_DAY = 8;

/** Sends notices as they fall due, until it is stopped. The database may be away: it is asked again. */
export function createOutbox(options: OutboxOptions): Outbox {
  const longestNapMs = Math.min(LONGEST_NAP_MS, Math.ceil(options.clock.msPerDay / NAPS_A_DAY));
  const state = { stopped: false, wake: (): void => undefined };

  const nap = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      state.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    while (!state.stopped) {
      let napMs = longestNapMs;
      try {
        await sendDueNotices(options, () => !state.stopped);
        const due = await nextDueMs(options.db);
        if (due !== null) napMs = Math.max(1, Math.min(longestNapMs, due - options.wallNow()));
      } catch (error) {
        options.log.warn({ err: error }, 'the outbox could not reach its database; it asks again');
      }
      // Not decided by the loop's condition alone: a stop that came during the turn must not be slept over.
      if (!state.stopped) await nap(napMs);
    }
  };

  const running = run();
  return {
    stop: async () => {
      state.stopped = true;
      state.wake();
      await running;
    },
  };
}
