import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../store/database';
import { countStripeCallers, removeStripeCaller } from '../store/stripe-callers';
import type { TokenBucket } from '../stripe/token-bucket';

export interface StripeShareOptions {
  readonly db: Database;
  readonly bucket: TokenBucket;
  /** What all processes together may use. */
  readonly requestsPerSecond: number;
  /** Unique for each process that runs now. */
  readonly caller: string;
  /** Wall time between two counts. */
  readonly beatMs?: number;
  /** Told of each new share. */
  readonly onShare?: (perSecond: number) => void;
}

export interface StripeShare {
  /** Gives the share back. */
  stop(): Promise<void>;
}

const BEAT_MS = 5_000;
const BEATS_UNTIL_FORGOTTEN = 3;
/** Of the whole: for one that the others may not have counted yet, or that cannot be counted. */
const UNCOUNTED = 20;

/**
 * Divides Stripe's limit evenly among the processes that call it: each counts the others in the database and takes its
 * part. One that joins takes little until everybody has had time to count it, and so does one that cannot reach the
 * database for long; one that died is forgotten after three beats. Resolves after the first count.
 */
export async function shareStripeLimit(options: StripeShareOptions): Promise<StripeShare> {
  const { db, bucket, requestsPerSecond, caller, beatMs = BEAT_MS, onShare } = options;
  const stopping = new AbortController();
  let beats = 0;
  let failed = 0;

  const take = (perSecond: number): void => {
    bucket.setRate(perSecond);
    onShare?.(perSecond);
  };
  const beat = async (): Promise<void> => {
    try {
      const callers = await countStripeCallers(db, caller, beatMs * BEATS_UNTIL_FORGOTTEN);
      failed = 0;
      beats += 1;
      take(requestsPerSecond / (callers > 1 && beats === 1 ? UNCOUNTED * callers : callers));
    } catch {
      failed += 1;
      if (failed >= BEATS_UNTIL_FORGOTTEN) {
        // The others have forgotten it by now: it begins as one that joins.
        beats = 0;
        take(requestsPerSecond / UNCOUNTED);
      }
    }
  };
  await beat();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await delay(beatMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (!stopping.signal.aborted) await beat();
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
      await removeStripeCaller(db, caller).catch(() => undefined);
    },
  };
}
