import { setTimeout as delay } from 'node:timers/promises';
import { stripeFailure } from './errors';

/** Wall time between attempts. Together long enough for a limit that others use up, or a short outage. */
const PAUSES_MS: readonly number[] = [500, 2_000, 5_000, 15_000, 30_000];

/**
 * A read, again while Stripe cannot answer or asks for patience; what it refuses is thrown at once. For commands, which
 * no workflow would repeat.
 */
export async function patiently<T>(read: () => PromiseLike<T>, pausesMs = PAUSES_MS): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const kind = stripeFailure(error, false)?.kind;
      const pauseMs = pausesMs[attempt];
      if (pauseMs === undefined || (kind !== 'unavailable' && kind !== 'ambiguous')) throw error;
      await delay(pauseMs);
    }
  }
}

/** So many at a time, in order. An error ends it once those beside it have ended: nothing goes on unseen. */
export async function someAtOnce<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const done: R[] = [];
  for (let from = 0; from < items.length; from += atOnce) {
    const ended = await Promise.allSettled(items.slice(from, from + atOnce).map(work));
    for (const one of ended) {
      if (one.status === 'rejected') throw one.reason;
      done.push(one.value);
    }
  }
  return done;
}
