import { setTimeout as delay } from 'node:timers/promises';
import { toClock, type Clock } from '../domain/clock';
import type { Database } from '../store/database';
import { readDoorState } from '../store/door-state';
import { attentionLines, type Lookout } from './attention-lines';
import { happeningsSince, toldUntilNow } from './happenings';
import { dayOf, standing, type Terminal } from './terminal';

const EVERY_MS = 400;
const STANDING_EVERY_DAYS = 10;

/** Tells what happens from now on, until it is stopped. The database may be away: it is asked again. */
export async function startFeed(
  db: Database,
  clock: Clock,
  { tell }: Terminal,
  lookout: Lookout,
): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController();
  const decade = (): number => Math.floor(dayOf(clock, toClock(clock, Date.now())) / STANDING_EVERY_DAYS);
  let told = await toldUntilNow(db);
  let stood = decade();
  // Where nothing has happened since the last time, how things stand needs no saying.
  let quiet = true;
  const turn = async (): Promise<void> => {
    const news = await happeningsSince(db, told);
    told = news.told;
    for (const { account, what, asked } of news.happenings) {
      const more = asked === null ? [] : attentionLines(asked, lookout);
      tell(toClock(clock, Date.now()), account, what, more);
    }
    quiet &&= news.happenings.length === 0;
    if (decade() === stood) return;
    stood = decade();
    if (quiet) return;
    quiet = true;
    tell(toClock(clock, Date.now()), '', `── ${await standingNow(db, clock)} ──`);
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await delay(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      await turn().catch(() => undefined);
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

async function standingNow(db: Database, clock: Clock): Promise<string> {
  const door = await readDoorState(db);
  const { open, people } = await db
    .selectFrom('cases')
    .select((row) => [
      row.fn.countAll<number>().as('open'),
      row.fn.countAll<number>().filterWhere('needs_human', '=', true).as('people'),
    ])
    .where('closed_clock', 'is', null)
    .executeTakeFirstOrThrow();
  return `${standing(clock, Date.now(), door)} · open cases: ${open}, with a person: ${people}`;
}
