import { describe, expect, test } from '@jest/globals';
import type { FaultRule } from '../../src/simulator/faults/rule';
import { noTrouble } from './fault-axes';
import { finalState } from './final-state';
import { runSchedule } from './schedule';

const SEED = Number(process.env.RECOUP_TEST_SEED ?? 20_261_122);
const numbers = Array.from({ length: 6 }, (_, index) => index);

const OTHERWISE: readonly FaultRule[] = [
  { kind: 'webhook-duplicate', copies: 4, probability: 0.5 },
  { kind: 'webhook-reorder' },
];

describe(`deliveries in another order and number (seed ${SEED})`, () => {
  test.each(numbers)(
    'end in the same state in schedule %i',
    async (number) => {
      const [once, otherwise] = [[], OTHERWISE].map(
        (rules: readonly FaultRule[]) => () =>
          runSchedule(
            SEED + 1_000 + number,
            async (ended) => ({ state: await finalState(ended), fired: ended.fired }),
            { trouble: (dice) => ({ ...noTrouble(dice), rules }), steady: true },
          ),
      );
      const first = await once?.();
      const second = await otherwise?.();
      expect(second?.state).toEqual(first?.state);
      expect(first?.fired.size).toBe(0);
      expect(OTHERWISE.filter(({ kind }) => (second?.fired.get(kind) ?? 0) === 0)).toEqual([]);
    },
    60_000,
  );

  test('and the same number makes the same schedule, faults included', async () => {
    const run = () =>
      runSchedule(SEED, async (ended) => ({ story: ended.story, state: await finalState(ended) }));
    expect(await run()).toEqual(await run());
  }, 60_000);
});
