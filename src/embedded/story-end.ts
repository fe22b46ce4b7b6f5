import { setTimeout as delay } from 'node:timers/promises';
import { readCurrencies } from '../console/queries/money';
import { DAY_MS, toWall, type Clock } from '../domain/clock';
import type { Simulator } from '../simulator';
import { storyEndsDay } from '../simulator/stories/marketplace';
import type { Database } from '../store/database';
import { closingTable } from './closing-table';

/** Timers hold no more than about 24 days. */
const LONGEST_NAP_MS = 86_400_000;

/** Says what came of the story on the day it ends; at once where that day has passed. */
export function tellStoryEnd(options: {
  readonly db: Database;
  readonly clock: Clock;
  readonly simulator: Simulator;
  readonly say: (line: string) => void;
}): { stop(): Promise<void> } {
  const { db, clock, simulator, say } = options;
  const endsMs = toWall(clock, clock.originMs + storyEndsDay * DAY_MS);
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (Date.now() < endsMs) {
      const napMs = Math.min(LONGEST_NAP_MS, endsMs - Date.now());
      await delay(napMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
    }
    try {
      say(closingTable(await readCurrencies(db), await owedAtMost(db), simulator.world.verdict()));
      say('Everything stays up: look around in the console and in the Temporal UI. Ctrl-C ends it.');
    } catch (error) {
      say(`The closing table could not be drawn: ${error instanceof Error ? error.message : String(error)}`);
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

async function owedAtMost(db: Database): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('cases')
    .select((row) => ['currency', row.fn.sum<number>('peak_owed_minor').as('peak')])
    .groupBy('currency')
    .execute();
  return Object.fromEntries(rows.map(({ currency, peak }) => [currency, peak]));
}
