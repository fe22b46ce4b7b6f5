import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { CaseState } from '../../src/domain/case/state';
import { assignUpdate, hintSignal, pauseUpdate, resolveUpdate } from '../../src/workflows/messages';
import { Gate } from '../support/gate';
import { type Rooms, openHouseNow } from '../support/house';
import { SCENES } from './case-scenes';

let house: Rooms;
let gate: Gate;
beforeAll(async () => {
  gate = new Gate();
  // Told at once, so that the clock need not be waited for.
  const ladder = [{ name: 'day-0', day: 0, audiences: ['team'] as const }];
  house = await openHouseNow({ around: gate.around, policy: { ladder } });
}, 60_000);
afterEach(() => gate.releaseAll());
afterAll(() => house.close());

describe('a hint and what a person says, while a case is at', () => {
  test.each(SCENES)(
    '$step: heard at once, looked at later, and nothing happens twice',
    async ({ activity, lead, effects }) => {
      const flow = await lead(house, gate);
      const handle = house.temporal.client.workflow.getHandle(flow);
      const looksBefore = gate.calls.filter(
        (call) => call.flow === flow && call.name === 'lookAtCase',
      ).length;

      await handle.signal(hintSignal, {});
      const by = 'ana@example.com';
      const answers = [
        await handle.executeUpdate(assignUpdate, { args: [{ by, to: 'ben' }], updateId: 'a' }),
        await handle.executeUpdate(pauseUpdate, {
          args: [{ by, reason: 'contested', until: null }],
          updateId: 'p',
        }),
        await handle.executeUpdate(resolveUpdate, {
          args: [{ by, outcome: 'keepCollecting' }],
          updateId: 'r',
        }),
      ];
      expect(answers).toEqual(['ben', 'paused', 'keepCollecting: recorded']);
      gate.release(activity);
      await house.settle();

      const looks = gate.calls.filter((call) => call.flow === flow && call.name === 'lookAtCase').length;
      expect(looks).toBeGreaterThan(looksBefore);
      const state = await house.state<CaseState>(flow);
      expect(state.answeredHints).toBe(state.hints.counted);
      expect(state).toMatchObject({ assignee: 'ben', pause: { by, reason: 'contested' }, unrecorded: [] });
      const said = await house.db
        .selectFrom('decisions')
        .select('action')
        .where('subject', '=', flow)
        .where('actor', '=', by)
        .orderBy('seq')
        .execute();
      expect(said.map(({ action }) => action)).toMatchObject([
        { kind: 'assigned', to: 'ben' },
        { kind: 'paused', reason: 'contested' },
        { kind: 'resolved', outcome: 'keepCollecting' },
      ]);
      expect(said).toHaveLength(3);
      expect(await effects(house, flow)).toBe(1);
      expect(house.simulator.world.verdict()).toMatchObject({ clean: true });
    },
    60_000,
  );
});
