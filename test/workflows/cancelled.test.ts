import { afterEach, describe, expect, test } from '@jest/globals';
import { WorkflowFailedError } from '@temporalio/client';
import { type Rooms, openHouseNow } from '../support/house';

let house: Rooms | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

const openCases = ({ db }: Rooms) =>
  db.selectFrom('cases').select(['number', 'shortfall_minor', 'closed_clock']).orderBy('number').execute();

describe('a case or review whose workflow is cancelled in Temporal', () => {
  test('is handed to a person, and goes on under its number with the next event', async () => {
    house = await openHouseNow();
    const { acts } = house.simulator.world;
    acts.topUpPlatform(100_000, 'usd');
    const seller = acts.createSeller({ country: 'US' });
    const sale = acts.sale({ model: 'destination', seller, amountMinor: 40_000, currency: 'usd' });
    acts.sellerPaysOut(seller, 'usd');
    await house.settle();
    acts.dashboardReversal(sale.transferIds[0] ?? '', 15_000);
    await house.settle();

    const handle = house.temporal.client.workflow.getHandle(`case:${seller}:usd`);
    await handle.cancel();
    await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
    const attention = await house.db.selectFrom('attention').select(['kind', 'command']).execute();
    expect(attention).toEqual([{ kind: 'cancelled', command: `bin/recoup inbox wake case:${seller}:usd` }]);

    acts.dashboardReversal(sale.transferIds[0] ?? '', 5_000);
    await house.settle();
    expect((await handle.describe()).status.name).toBe('RUNNING');
    expect(await openCases(house)).toEqual([{ number: 1, shortfall_minor: 20_000, closed_clock: null }]);

    // A review is handed over in the same way.
    acts.setCapability(seller, 'card_payments', 'pending');
    await house.settle();
    const review = house.temporal.client.workflow.getHandle(`review:${seller}`);
    await review.cancel();
    await expect(review.result()).rejects.toBeInstanceOf(WorkflowFailedError);
    const handedOver = await house.db
      .selectFrom('attention')
      .select(['kind', 'command'])
      .where('subject', '=', `review:${seller}`)
      .where('settled_at', 'is', null)
      .execute();
    expect(handedOver).toEqual([{ kind: 'cancelled', command: `bin/recoup inbox wake review:${seller}` }]);
  }, 60_000);
});
