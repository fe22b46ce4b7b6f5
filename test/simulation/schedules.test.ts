import { describe, expect, test } from '@jest/globals';
import { CRASH_AXES, STRIPE_AXES, WEBHOOK_AXES } from './fault-axes';
import { findWrong } from './invariants';
import { runSchedule } from './schedule';

/** With the number of a schedule it says all about it: RECOUP_TEST_SEED=… npx jest test/simulation -t 'number 17 '. */
const SEED = Number(process.env.RECOUP_TEST_SEED ?? 20_261_122);
const SCHEDULES = Number(process.env.RECOUP_TEST_SCHEDULES ?? 100);
const numbers = Array.from({ length: SCHEDULES }, (_, index) => index);
const fired = new Map<string, number>();
let longestDays = 0;

describe(`a small marketplace under faults, crashes and people (seed ${SEED})`, () => {
  test.each(numbers)(
    'number %i ends with everybody bearing what is theirs',
    async (number) => {
      const wrong = await runSchedule(SEED + number, async (ended) => {
        for (const [what, times] of ended.fired) fired.set(what, (fired.get(what) ?? 0) + times);
        longestDays = Math.max(longestDays, ended.days);
        const found = await findWrong(ended);
        return found.length === 0 ? [] : [...ended.story, ...found];
      });
      expect(wrong).toEqual([]);
    },
    60_000,
  );

  test('and every kind of fault did strike, in schedules that go past day 180 too', () => {
    const axes = [...WEBHOOK_AXES, ...STRIPE_AXES, ...CRASH_AXES];
    expect(axes.filter((axis) => (fired.get(axis) ?? 0) === 0)).toEqual([]);
    expect(longestDays).toBeGreaterThan(180);
  });
});
