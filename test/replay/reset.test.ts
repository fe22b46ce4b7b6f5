import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { temporal as temporalProto } from '@temporalio/proto';
import { type Rooms, openHouseNow } from '../support/house';

const { EventType } = temporalProto.api.enums.v1;
const MOST_TASKS = 60;

let rooms: Rooms | undefined;
afterEach(async () => {
  await rooms?.close();
  rooms = undefined;
});

/** Everything that must not happen twice: moves, entries, notices, decisions that acted, what Stripe has. */
async function effects({ db, simulator }: Rooms) {
  const moves = await db
    .selectFrom('money_moves')
    .select(['key', 'state', 'stripe_id'])
    .orderBy('key')
    .execute();
  // A later look may book what the account did since; what Recoup itself did is booked once.
  const entries = await db
    .selectFrom('entries')
    .select('key')
    .where('balance_transaction', 'is', null)
    .orderBy('key')
    .execute();
  const notices = await db
    .selectFrom('notices')
    .select(['subject', 'rung', 'audience'])
    .orderBy('notice_id')
    .execute();
  const cases = await db.selectFrom('cases').select(['number', 'close_reason']).orderBy('number').execute();
  const { totals } = simulator.world.verdict();
  return { moves, entries, notices, cases, totals };
}

async function taskEnds(house: Rooms, workflowId: string, runId: string): Promise<readonly number[]> {
  const { events } = await house.temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
  return (events ?? [])
    .filter((event) => event.eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
    .map((event) => Number(event.eventId));
}

async function resetTo(house: Rooms, workflowId: string, runId: string, eventId: number): Promise<void> {
  await house.temporal.client.workflowService.resetWorkflowExecution({
    namespace: house.temporal.namespace,
    workflowExecution: { workflowId, runId },
    reason: 'a test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: eventId as never,
  });
  await house.settle();
}

describe('a run that is reset to any of its workflow tasks', () => {
  test('has no second effect: dispute, give-back and claim, each move once', async () => {
    rooms = await openHouseNow();
    const house = rooms;
    const { acts } = house.simulator.world;
    acts.topUpPlatform(100_000, 'usd');
    const seller = acts.createSeller({ country: 'US', schedule: { interval: 'manual' } });
    const sale = acts.sale({ model: 'destination', seller, amountMinor: 10_000, currency: 'usd' });
    acts.sellerPaysOut(seller, 'usd');
    await house.settle();
    const dispute = acts.dispute({ charge: sale.chargeId });
    await house.settle();
    acts.sale({ model: 'destination', seller, amountMinor: 14_000, currency: 'usd' });
    await house.settle();
    acts.win(dispute);
    await house.settle();

    const before = await effects(house);
    expect(before.moves.map(({ state }) => state)).toContain('moved');
    expect(before.cases).toEqual([{ number: 1, close_reason: 'recovered' }]);

    let resets = 0;
    for (const workflowId of [`dispute:${dispute}`, `case:${seller}:usd`]) {
      const { runId } = await house.temporal.client.workflow.getHandle(workflowId).describe();
      const tasks = await taskEnds(house, workflowId, runId);
      expect(tasks.length).toBeLessThanOrEqual(MOST_TASKS);
      for (const eventId of tasks) {
        await resetTo(house, workflowId, runId, eventId);
        expect({ workflowId, eventId, ...(await effects(house)) }).toEqual({
          workflowId,
          eventId,
          ...before,
        });
        resets += 1;
      }
    }
    expect(resets).toBeGreaterThan(8);
  }, 120_000);
});
