import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { DisputeState } from '../../src/domain/dispute/state';
import { hintSignal } from '../../src/workflows/messages';
import { Gate } from '../support/gate';
import { type Rooms, openHouseNow } from '../support/house';
import { SCENES } from './dispute-scenes';

let house: Rooms;
let gate: Gate;
beforeAll(async () => {
  gate = new Gate();
  house = await openHouseNow({ around: gate.around });
}, 60_000);
afterEach(() => {
  gate.releaseAll();
  house.simulator.faults.clear();
});
afterAll(() => house.close());

describe('a hint, while a dispute is at', () => {
  test.each(SCENES)(
    '$step: a look answers it later, and nothing happens twice',
    async ({ activity, lead, effects }) => {
      const flow = `dispute:${await lead(house, gate)}`;
      const looks = () =>
        gate.calls.filter((call) => call.flow === flow && call.name === 'lookAtDispute').length;
      const looksBefore = looks();

      await house.temporal.client.workflow.getHandle(flow).signal(hintSignal, {});
      gate.release(activity);
      await house.settle();

      expect(looks()).toBeGreaterThan(looksBefore);
      const state = await house.state<DisputeState>(flow);
      expect(state.look?.answers).toBe(state.hints.counted);
      expect(await effects(house, flow)).toBe(1);
      expect(house.simulator.world.verdict()).toMatchObject({ clean: true });
    },
    60_000,
  );
});
