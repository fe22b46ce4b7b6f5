import { afterEach, describe, expect, test } from '@jest/globals';
import { WorkflowFailedError } from '@temporalio/client';
import type { CaseState } from '../../src/domain/case/state';
import { WALL_CLOCK } from '../../src/domain/clock';
import type { SweepResult } from '../../src/domain/sweep/parts';
import { BALANCE_SWEEP, TASK_QUEUE } from '../../src/workflows/messages';
import { type Rooms, openHouseNow } from '../support/house';

let house: Rooms | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

describe('a case whose workflow is terminated in Temporal', () => {
  test('is started again from the store by the next sweep; one that was cancelled stays with its person', async () => {
    house = await openHouseNow();
    const { client } = house.temporal;
    const { acts } = house.simulator.world;
    acts.topUpPlatform(100_000, 'usd');
    const cases: string[] = [];
    for (const id of ['acct_terminated', 'acct_cancelled']) {
      const seller = acts.createSeller({ id, country: 'US' });
      const sale = acts.sale({ model: 'destination', seller, amountMinor: 40_000, currency: 'usd' });
      acts.sellerPaysOut(seller, 'usd');
      acts.dashboardReversal(sale.transferIds[0] ?? '', 15_000);
      cases.push(`case:${seller}:usd`);
    }
    await house.settle();
    const [terminated, cancelled] = cases.map((flow) => client.workflow.getHandle(flow));
    await terminated?.terminate('by hand');
    await cancelled?.cancel();
    await expect(cancelled?.result()).rejects.toBeInstanceOf(WorkflowFailedError);

    const sweep = (): Promise<SweepResult> =>
      client.workflow.execute(BALANCE_SWEEP, {
        workflowId: `${BALANCE_SWEEP}-${Date.now()}`,
        taskQueue: TASK_QUEUE,
        args: [{ clock: WALL_CLOCK }],
      });
    expect((await sweep()).flows).toMatchObject({ read: 2, found: 1, failed: null });
    await house.settle();
    expect((await terminated?.describe())?.status.name).toBe('RUNNING');
    expect((await cancelled?.describe())?.status.name).toBe('CANCELLED');
    const state = await house.state<CaseState>(cases[0] ?? '');
    expect(state.facts).toMatchObject({ number: expect.any(Number), shortfallMinor: 15_000 });
    expect((await sweep()).flows).toMatchObject({ read: 2, found: 0 });
    const rows = await house.db.selectFrom('cases').select('closed_clock').execute();
    expect(rows).toEqual([{ closed_clock: null }, { closed_clock: null }]);
  }, 90_000);
});
