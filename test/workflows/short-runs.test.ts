import { afterEach, expect, test } from '@jest/globals';
import { type Rooms, openHouseNow } from '../support/house';
import { shortHistoriesServer } from '../support/temporal';

let rooms: Rooms | undefined;
afterEach(async () => {
  await rooms?.close();
  rooms = undefined;
});

async function runsOf({ temporal }: Rooms, workflowId: string): Promise<number> {
  const runs: string[] = [];
  let runId: string | undefined;
  for (;;) {
    const handle = temporal.client.workflow.getHandle(workflowId, runId);
    const { events } = await handle.fetchHistory();
    const started = events?.[0]?.workflowExecutionStartedEventAttributes;
    runs.push(started?.originalExecutionRunId ?? '');
    if (started?.continuedExecutionRunId == null || started.continuedExecutionRunId === '')
      return runs.length;
    runId = started.continuedExecutionRunId;
  }
}

test('flows that go on in a new run after every few steps do each thing once', async () => {
  // A new run begins about a second after the last: what was read before must still be young then.
  const house = await openHouseNow({
    temporal: await shortHistoriesServer(12),
    policy: { lookGapWallMs: 3_000 },
  });
  rooms = house;
  const { acts } = house.simulator.world;
  acts.topUpPlatform(100_000, 'usd');
  const seller = acts.createSeller({ country: 'US', schedule: { interval: 'manual' } });
  const sale = acts.sale({ model: 'destination', seller, amountMinor: 10_000, currency: 'usd' });
  acts.sellerPaysOut(seller, 'usd');
  await house.settle();
  const dispute = acts.dispute({ charge: sale.chargeId });
  await house.settle();
  expect(await runsOf(house, `dispute:${dispute}`)).toBeGreaterThan(2);
  expect(await runsOf(house, `case:${seller}:usd`)).toBeGreaterThan(1);
  acts.sale({ model: 'destination', seller, amountMinor: 14_000, currency: 'usd' });
  await house.settle();
  acts.win(dispute);
  await house.settle();

  const moves = await house.db.selectFrom('money_moves').selectAll().orderBy('created_at').execute();
  expect(moves.map(({ kind, state, amount_minor }) => [kind, state, amount_minor])).toEqual([
    ['account_debit', 'refused', 1_500],
    ['reversal', 'moved', 10_000],
    ['account_debit', 'moved', 1_500],
    ['give_back', 'moved', 10_000],
  ]);
  const cases = await house.db.selectFrom('cases').select('close_reason').execute();
  expect(cases).toEqual([{ close_reason: 'recovered' }]);
  expect(house.simulator.world.verdict()).toMatchObject({ clean: true, unexplained: [] });
}, 90_000);
