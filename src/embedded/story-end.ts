import { setTimeout as delay } from 'node:timers/promises';
import { readCurrencies } from '../console/queries/money';
import { DAY_MS, toWall, type Clock } from '../domain/clock';
import type { Simulator } from '../simulator';
import { storyEndsDay } from '../simulator/stories/marketplace';
import type { Database } from '../store/database';
import { isAtRest } from './at-rest';
import { closingTable } from './closing-table';
import { incidentReport } from './incident';

/** Timers hold no more than about 24 days. */
const LONGEST_NAP_MS = 86_400_000;

/** On a machine that is busy with other things, Recoup may be days behind. */
const QUIET_MS = 5_000;
const LONGEST_CATCHING_UP_MS = 180_000;
const ASK_AGAIN_MS = 500;

/** Says what came of the story when its last day has passed and Recoup has caught up with it. */
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
    await untilAtRest(db, stopping.signal);
    if (stopping.signal.aborted) return;
    try {
      say(await incidentReport(db, clock.originMs));
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

/** A database that does not answer is asked again. */
async function untilAtRest(db: Database, signal: AbortSignal): Promise<void> {
  const untilMs = Date.now() + LONGEST_CATCHING_UP_MS;
  while (Date.now() < untilMs && !signal.aborted) {
    if (await isAtRest(db, QUIET_MS, Date.now()).catch(() => false)) return;
    await delay(ASK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function owedAtMost(db: Database): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('cases')
    .select((row) => ['currency', row.fn.sum<number>('peak_owed_minor').as('peak')])
    .groupBy('currency')
    .execute();
  return Object.fromEntries(rows.map(({ currency, peak }) => [currency, peak]));
}
