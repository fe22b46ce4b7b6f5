import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { readRound, type Round } from '../../../src/activities/sweep/round';
import type { Slice } from '../../../src/activities/sweep/deps';
import { DAY_MS, HOUR_MS, WALL_CLOCK, type Clock } from '../../../src/domain/clock';
import { freshDatabase, type FreshDatabase } from '../../support/postgres';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());
beforeEach(() => sql`truncate settings`.execute(database.db));

const START_MS = Date.UTC(2027, 0, 4, 4);

/** A house with so many things in it, and what was read of them, in order. */
function things(count: number, clock: Clock = WALL_CLOCK) {
  const ids = Array.from({ length: count }, (_, n) => `thing_${String(n).padStart(5, '0')}`);
  const read: string[] = [];
  let failing: string | null = null;
  const slices = async (nowMs: number): Promise<Round | null> => {
    let seen: Round | null = null;
    for (let more = true; more;) {
      // A round takes nothing of a slice but these.
      const slice = { db: database.db, clock, nowMs } as unknown as Slice;
      ({ more } = await readRound(slice, {
        setting: 'a_round',
        total: async () => ids.length,
        next: async (_db, after, limit) =>
          ids
            .filter((id) => id > after)
            .slice(0, limit)
            .map((id) => ({ id })),
        look: async ({ id }, round) => {
          if (id === failing) throw new Error(`${id} cannot be read`);
          read.push(id);
          seen = round;
          return 0;
        },
      }));
    }
    return seen;
  };
  return { ids, read, slices, fail: (id: string | null) => (failing = id) };
}

describe('a round', () => {
  it('reads everything once, and again a day later', async () => {
    const { ids, read, slices } = things(20);
    await slices(START_MS);
    expect(read).toEqual(ids);
    await slices(START_MS + 20 * HOUR_MS);
    expect(read).toHaveLength(20);
    const round = await slices(START_MS + DAY_MS);
    expect(read).toHaveLength(40);
    expect(round?.previousMs).toBe(START_MS);
  });

  it('is done at once where days are short, again with each sweep', async () => {
    const { ids, read, slices } = things(60, { originMs: 0, msPerDay: 2_000 });
    await slices(START_MS);
    await slices(START_MS + HOUR_MS);
    expect(read).toEqual([...ids, ...ids]);
  });

  it('is spread over the day where a day is a day: a twentieth an hour', async () => {
    const { ids, read, slices } = things(1_000);
    const perHour: number[] = [];
    for (let hour = 0; hour < 23; hour += 1) {
      const before = read.length;
      await slices(START_MS + hour * HOUR_MS);
      perHour.push(read.length - before);
    }
    expect(read).toEqual(ids);
    expect(perHour.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 50));
    expect(perHour.slice(20)).toEqual([0, 0, 0]);
  });

  it('goes on behind the last that was read when it was interrupted', async () => {
    const { ids, read, slices, fail } = things(60, { originMs: 0, msPerDay: 2_000 });
    fail(ids[37] ?? '');
    await expect(slices(START_MS)).rejects.toThrow('cannot be read');
    expect(read).toEqual(ids.slice(0, 37));
    fail(null);
    await slices(START_MS);
    expect(read).toEqual(ids);
  });

  it('ends where there is less than there was', async () => {
    const { ids, read, slices } = things(400);
    await slices(START_MS);
    ids.splice(30);
    await slices(START_MS + 21 * HOUR_MS);
    await slices(START_MS + 24 * HOUR_MS);
    await slices(START_MS + 45 * HOUR_MS);
    expect(read.filter((id) => id === ids[29])).toHaveLength(2);
  });

  it('over nothing is done at once', async () => {
    const { read, slices } = things(0);
    await slices(START_MS);
    expect(read).toEqual([]);
  });
});
