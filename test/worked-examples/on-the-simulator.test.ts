import { afterEach, describe, expect, test } from '@jest/globals';
import { WORKED_EXAMPLES } from './index';
import { stepsOf } from './example';
import { SimulatorRun } from './simulator-runner';

const WITH_A_FLOW = WORKED_EXAMPLES.filter((example) =>
  stepsOf(example).some((step) => step.what === 'flow looks'),
);

describe('worked examples, with real activities, door and store against the simulator', () => {
  let run: SimulatorRun | null = null;
  afterEach(async () => {
    await run?.close();
    run = null;
  });

  test.each(WITH_A_FLOW.map((example) => [`${example.id}. ${example.title}`, example] as const))(
    '%s',
    async (_name, example) => {
      run = new SimulatorRun(example);
      await run.open();
      await run.carryOut();
      await run.expectEnd();
      expect(run.driver.simulator.defects).toEqual([]);
    },
    30_000,
  );
});
