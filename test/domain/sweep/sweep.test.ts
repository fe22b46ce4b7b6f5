import { describe, expect, test } from '@jest/globals';
import {
  SWEEP_PARTS,
  type SweepPart,
  type SweepResult,
  type SweepSlice,
} from '../../../src/domain/sweep/parts';
import { runSweep } from '../../../src/domain/sweep/sweep';

const slice = (fields: Partial<SweepSlice> = {}): SweepSlice => ({
  read: 2,
  found: 1,
  calls: 3,
  more: false,
  failed: null,
  ...fields,
});

/** Runs a sweep whose slices are answered by `answer`; says what was asked, in order. */
async function sweepWith(answer: (part: SweepPart, times: number) => SweepSlice | Error) {
  const asked: string[] = [];
  const ended: { number: number; result: SweepResult }[] = [];
  const times = new Map<SweepPart, number>();
  const result = await runSweep(
    {
      beginSweep: async () => 7,
      sweepSlice: async (part) => {
        asked.push(part);
        const before = times.get(part) ?? 0;
        times.set(part, before + 1);
        const answered = answer(part, before);
        if (answered instanceof Error) throw answered;
        return answered;
      },
      endSweep: async (number, at) => {
        ended.push({ number, result: at });
      },
    },
    (error) => error instanceof RangeError,
  );
  return { result, asked, ended };
}

describe('a sweep', () => {
  test('goes through every part in order, and writes what came of each under its number', async () => {
    const { asked, result, ended } = await sweepWith(() => slice());
    expect(asked).toEqual(SWEEP_PARTS);
    expect(result.accounts).toEqual({ read: 2, found: 1, calls: 3, failed: null });
    expect(ended).toEqual([{ number: 7, result }]);
  });

  test('goes on with a part while there is more of it, and adds up', async () => {
    const { asked, result } = await sweepWith((part, times) =>
      slice({ more: part === 'accounts' && times < 3 }),
    );
    expect(asked.filter((part) => part === 'accounts')).toHaveLength(4);
    expect(result.accounts).toEqual({ read: 8, found: 4, calls: 12, failed: null });
  });

  test('leaves the rest of a part without an end to the next sweep: its history stays bounded', async () => {
    const { asked } = await sweepWith((part) => slice({ more: part === 'accounts' }));
    const { length } = asked.filter((part) => part === 'accounts');
    expect(length).toBeGreaterThan(50);
    expect(length).toBeLessThanOrEqual(200);
  });

  test('names a part that fails, by its innermost reason, and does the others', async () => {
    const wrapped = new Error('Activity task failed', { cause: new Error('429 too many requests') });
    const { result, asked } = await sweepWith((part) => {
      if (part === 'events') return wrapped;
      return slice({ failed: part === 'disputes' ? 'a permission is missing' : null });
    });
    expect(asked).toEqual(SWEEP_PARTS);
    expect(result.events).toEqual({ read: 0, found: 0, calls: 0, failed: '429 too many requests' });
    expect(result.disputes.failed).toBe('a permission is missing');
    expect(result.accounts.failed).toBeNull();
  });

  test('ends where it is told to end', async () => {
    await expect(sweepWith(() => new RangeError('cancelled'))).rejects.toThrow('cancelled');
  });
});
