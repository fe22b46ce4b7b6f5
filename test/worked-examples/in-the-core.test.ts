import { describe, expect, test } from '@jest/globals';
import { CoreRun } from './core-runner';
import { exampleNamed, WORKED_EXAMPLES } from './index';
import { stepsOf } from './example';
import { totalsOf } from './places';

const WITH_A_FLOW = WORKED_EXAMPLES.filter((example) =>
  stepsOf(example).some((step) => step.what === 'flow looks'),
);

describe('worked examples, on the core', () => {
  test.each(WITH_A_FLOW.map((example) => [`${example.id}. ${example.title}`, example] as const))(
    '%s',
    async (_name, example) => {
      const run = new CoreRun(example);
      await run.carryOut();
      await run.expectEnd();
      // Nothing is left to do: another hint changes neither Stripe nor the books.
      expect(await run.look()).toEqual([]);
      await run.expectEnd();
    },
  );

  test.each(WORKED_EXAMPLES.map((example) => [example.id, example] as const))(
    'rows of %s lead from where money was to where it is',
    (_id, example) => {
      expect(totalsOf(example)).toEqual(example.end.places);
    },
  );

  test('9: what lies above the share is said to a person', async () => {
    const run = new CoreRun(exampleNamed('9'));
    await run.carryOut();
    const [attention] = [...run.world.attention.values()];
    expect(attention?.kind).toBe('above_cap');
    expect(attention?.message).toContain('25.00 USD');
  });

  test('4b: without the reading before the give-back 10000 would be sent', async () => {
    const run = new CoreRun(exampleNamed('4b'));
    const [first, second, third] = stepsOf(run.example);
    const untilWon = { ...run.example, rows: [first, second, third].flatMap((step) => step?.rows ?? []) };
    const unread = new CoreRun(untilWon);
    await unread.carryOut();
    expect((await unread.look()).map(({ kind, amountMinor }) => [kind, amountMinor])).toContainEqual([
      'give_back',
      10_000,
    ]);
  });
});
