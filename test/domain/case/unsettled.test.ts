import { describe, expect, test } from '@jest/globals';
import { apply } from '../../../src/domain/case/apply';
import { DAY_MS } from '../../../src/domain/clock';
import { resolvedChoice } from '../../../src/domain/case/people';
import { CaseRun } from '../../support/case-schedule';
import { CaseWorld } from '../../support/case-world';

/** A claim of 1500 whose collection has no outcome yet, and nothing available any more. */
async function unsettled(): Promise<CaseRun> {
  const world = new CaseWorld();
  world.claim(1500);
  world.availableMinor = 2000;
  world.fates = ['unknown'];
  const run = new CaseRun(world, () => undefined);
  run.wake();
  await run.settle();
  world.availableMinor = 0;
  return run;
}

describe('a collection without an outcome', () => {
  test('is asked for again until the door knows, whatever is available by then', async () => {
    const run = await unsettled();
    await run.runTo(run.world.nowMs + DAY_MS);
    expect(run.world.collected).toEqual([1500]);
    expect(run.world.unsettled).toBeNull();
  });

  test('keeps a case that a person has taken over until it is known', async () => {
    const run = await unsettled();
    const choice = resolvedChoice({ by: 'ana', outcome: 'handled' });
    run.state = apply(run.state, { kind: 'said', choice, updateId: null, atMs: run.world.nowMs });
    await run.runTo(run.world.nowMs + DAY_MS);
    expect(run.world.closes).toEqual(['handled']);
    expect(run.world.unsettled).toBeNull();
  });

  test('waits while the case is paused', async () => {
    const run = await unsettled();
    const choice = { kind: 'paused', by: 'ana', reason: 'contested', untilMs: null } as const;
    run.state = apply(run.state, { kind: 'said', choice, updateId: null, atMs: run.world.nowMs });
    await run.runTo(run.world.nowMs + DAY_MS);
    expect(run.world.unsettled).not.toBeNull();
  });
});
