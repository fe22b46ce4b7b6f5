import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../store/database';
import { happeningsSince, toldUntilNow, type Happening } from './happenings';

const EVERY_MS = 400;

/** Tells what happens from now on, until it is stopped. The database may be away: it is asked again. */
export async function startFeed(
  db: Database,
  tell: (happening: Happening) => void,
): Promise<{ stop(): Promise<void> }> {
  let told = await toldUntilNow(db);
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await delay(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      const news = await happeningsSince(db, told).catch(() => null);
      if (news === null) continue;
      told = news.told;
      news.happenings.forEach(tell);
    }
  };
  const running = run();
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
