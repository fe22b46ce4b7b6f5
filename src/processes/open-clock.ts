import { z } from 'zod';
import { WALL_CLOCK, type Clock } from '../domain/clock';
import type { Database } from '../store/database';
import { initialSetting, readSetting } from '../store/settings';
import { RefusalError } from './wait-for';

const CLOCK = z.object({ originMs: z.int(), msPerDay: z.int().positive() });

/** Which days are kept, and whether a simulator keeps them. */
export interface KnownClock {
  readonly clock: Clock;
  readonly simulated: boolean;
}

/**
 * The clock of Stripe is the wall clock; a simulator is asked for its own. The store remembers the first answer, for
 * books kept by one clock mean nothing by another.
 * @throws RefusalError where the store remembers another clock; whatever `fetch` throws where nobody answers.
 */
export async function openClock(db: Database, stripeUrl: string | null): Promise<KnownClock> {
  const asked = stripeUrl === null ? null : await simulatedClock(stripeUrl);
  const { originMs, msPerDay } = asked ?? WALL_CLOCK;
  const known = CLOCK.parse(await initialSetting(db, 'clock', { originMs, msPerDay }));
  if (known.originMs !== originMs || known.msPerDay !== msPerDay) {
    throw new RefusalError(
      `This database was kept by a clock of ${known.msPerDay} ms a day from ${new Date(known.originMs).toISOString()} ` +
        `on, and Stripe's is one of ${msPerDay} ms a day now. A simulator that began anew needs an empty database; ` +
        'start it with the --data-dir that it had, or name another database (DATABASE_URL).',
    );
  }
  return { clock: known, simulated: asked !== null };
}

/** The clock that the first worker found. @throws Error where none has been here: whoever only looks cannot know it. */
export async function knownClock(db: Database): Promise<Clock> {
  const known = await readSetting(db, 'clock');
  if (known === null) throw new Error('no worker has run on this database yet, so its clock is not known');
  return CLOCK.parse(known);
}

/** Null where the server speaks Stripe's API and is no simulator that ticks by itself. */
async function simulatedClock(stripeUrl: string): Promise<Clock | null> {
  const response = await fetch(new URL('/_simulator/clock', stripeUrl), {
    signal: AbortSignal.timeout(5_000),
  });
  return response.ok ? CLOCK.parse(await response.json()) : null;
}
