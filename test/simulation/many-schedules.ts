import { describe, expect, test } from '@jest/globals';
import { findWrong } from './invariants';
import { runSchedule, type ScheduleOptions } from './schedule';

/** With the number of a schedule it says all about it: RECOUP_TEST_SEED=… npx jest test/simulation -t 'number 17 '. */
export const SEED = Number(process.env.RECOUP_TEST_SEED ?? 20_261_122);

export interface ManySchedules extends ScheduleOptions {
  readonly title: string;
  /** Its schedules are this number and the following ones. */
  readonly first: number;
  readonly count: number;
  /** Faults, crashes and happenings that must have struck over all of them. */
  readonly mustStrike: readonly string[];
}

/** Many schedules as tests, judged at rest, and that what should strike them did. */
export function describeSchedules({ title, first, count, mustStrike, ...options }: ManySchedules): void {
  const numbers = Array.from(
    { length: Number(process.env.RECOUP_TEST_SCHEDULES ?? count) },
    (_, index) => first + index,
  );
  const fired = new Map<string, number>();
  let longestDays = 0;

  describe(`${title} (seed ${SEED})`, () => {
    test.each(numbers)(
      'number %i ends with everybody bearing what is theirs',
      async (number) => {
        const judge: Parameters<typeof runSchedule<readonly string[]>>[1] = async (ended) => {
          for (const [what, times] of ended.fired) fired.set(what, (fired.get(what) ?? 0) + times);
          longestDays = Math.max(longestDays, ended.days);
          const found = await findWrong(ended);
          return found.length === 0 ? [] : [...ended.story, ...found];
        };
        expect(await runSchedule(SEED + number, judge, options)).toEqual([]);
      },
      150_000,
    );

    test('and everything that should strike did, in schedules that go past day 180 too', () => {
      expect(mustStrike.filter((what) => (fired.get(what) ?? 0) === 0)).toEqual([]);
      expect(longestDays).toBeGreaterThan(180);
    });
  });
}
