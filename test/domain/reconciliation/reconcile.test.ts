import { describe, expect, test } from '@jest/globals';
import type { ReconciliationResult } from '../../../src/domain/reconciliation/outcome';
import { reconcile, type SearchSlice } from '../../../src/domain/reconciliation/reconcile';

const RESULT: ReconciliationResult = {
  comparisons: [],
  reading: 'platform',
  read: 0,
  calls: 1,
  outcome: 'agrees',
  failed: null,
};
const more: SearchSlice = { more: true, failed: null };
const done: SearchSlice = { more: false, failed: null };

/** Runs one whose searches are answered in turn; says what was asked. */
async function run(
  search: boolean,
  answers: readonly (SearchSlice | Error)[],
  options: { readonly resume?: number; readonly longAfter?: number } = {},
) {
  const asked: string[] = [];
  let slices = 0;
  const ended = await reconcile(
    {
      beginReconciliation: async (kind) => {
        asked.push(`begin ${kind}`);
        return { number: 7, search };
      },
      searchReserve: async (number) => {
        asked.push(`search ${number}`);
        const answer = answers[slices] ?? done;
        slices += 1;
        if (answer instanceof Error) throw answer;
        return answer;
      },
      endReconciliation: async (number, failed) => {
        asked.push(`end ${number} ${failed ?? 'well'}`);
        return RESULT;
      },
    },
    { kind: 'daily', everyone: false },
    {
      resume: options.resume ?? null,
      isFatal: (error) => error instanceof RangeError,
      isLong: () => slices >= (options.longAfter ?? Infinity),
    },
  );
  return { ended, asked };
}

describe('a reconciliation', () => {
  test('that agrees searches nothing', async () => {
    const { asked, ended } = await run(false, []);
    expect(asked).toEqual(['begin daily', 'end 7 well']);
    expect(ended).toEqual({ is: 'ended', result: RESULT });
  });

  test('searches while there is more', async () => {
    const { asked } = await run(true, [more, more, done]);
    expect(asked).toEqual(['begin daily', 'search 7', 'search 7', 'search 7', 'end 7 well']);
  });

  test('goes on in a new run where its history is long, under the same number', async () => {
    const first = await run(true, [more, more, more], { longAfter: 2 });
    expect(first.ended).toEqual({ is: 'goes_on', number: 7 });
    expect(first.asked).not.toContain('end 7 well');
    const second = await run(true, [done], { resume: 7 });
    expect(second.asked).toEqual(['search 7', 'end 7 well']);
  });

  test('that cannot search further says why, and ends with what it has', async () => {
    const wrapped = new Error('Activity task failed', { cause: new Error('429 too many requests') });
    expect((await run(true, [more, wrapped])).asked.at(-1)).toBe('end 7 429 too many requests');
    const refused = { more: false, failed: 'a permission is missing' };
    expect((await run(true, [refused])).asked.at(-1)).toBe('end 7 a permission is missing');
  });

  test('ends where it is told to end', async () => {
    await expect(run(true, [new RangeError('cancelled')])).rejects.toThrow('cancelled');
  });
});
