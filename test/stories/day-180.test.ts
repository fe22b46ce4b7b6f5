import { afterEach, describe, expect, test } from '@jest/globals';
import { workflowCost } from '../../bench/billable-actions';
import { DAY_MS } from '../../src/domain/clock';
import type { CaseState } from '../../src/domain/case/state';
import { resolveUpdate } from '../../src/workflows/messages';
import { type House, openHouse } from '../support/house';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

describe('a balance that nothing brings back for 180 days', () => {
  test('is tried at the bank, told by day, decided at the gate, cleared by Stripe and paid by later sales', async () => {
    house = await openHouse();
    const { world } = house.simulator;
    world.acts.topUpPlatform(100_000, 'usd');
    const seller = world.acts.createSeller({
      country: 'US',
      banks: [
        {
          behaviour: {
            kind: 'fails',
            codes: ['insufficient_funds', 'insufficient_funds', 'insufficient_funds'],
          },
        },
      ],
    });
    const sale = world.acts.sale({ model: 'destination', seller, amountMinor: 40_000, currency: 'usd' });
    world.acts.sellerPaysOut(seller, 'usd');
    await house.pass(3 * DAY_MS);
    world.acts.dashboardReversal(sale.transferIds[0] ?? '', 30_000);
    await house.pass(152 * DAY_MS);
    const flow = `case:${seller}:usd`;
    const handle = house.temporal.client.workflow.getHandle(flow);

    expect((await house.state<CaseState>(flow)).raised).toContain('gate');
    const answered = await handle.executeUpdate(resolveUpdate, {
      args: [{ by: 'ana@example.com', outcome: 'keepCollecting' }],
      updateId: 'gate-1',
    });
    expect(answered).toBe('keepCollecting: recorded');
    await house.pass(40 * DAY_MS);

    const cleared = await house.state<CaseState>(flow);
    expect(cleared.facts).toMatchObject({ availableMinor: 0, shortfallMinor: 0 });
    expect(cleared.facts?.claims).toMatchObject([{ form: 'cleared', openMinor: 30_000 }]);
    const cost = workflowCost(await handle.fetchHistory());
    expect(cost.billableActions).toBeLessThanOrEqual(80);
    expect(cost.events).toBeLessThanOrEqual(350);
    expect(cost.bytes).toBeLessThanOrEqual(100_000);
    expect(house.stripeCalls.length).toBeLessThanOrEqual(120);

    world.acts.sale({ model: 'destination', seller, amountMinor: 35_000, currency: 'usd' });
    await house.pass(3 * DAY_MS);
    const row = await house.db.selectFrom('cases').selectAll().executeTakeFirstOrThrow();
    expect(row.close_reason).toBe('recovered');
    const told = await house.db
      .selectFrom('notices')
      .select('rung')
      .where('audience', '=', 'seller')
      .execute();
    const days = told.map(({ rung }) => rung).filter((rung) => rung.startsWith('day-'));
    expect(days.sort()).toEqual(['day-1', 'day-120', 'day-14', 'day-30', 'day-60', 'day-7']);
  }, 300_000);
});
