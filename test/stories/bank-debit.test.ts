import { afterEach, describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../src/domain/clock';
import type { CaseState } from '../../src/domain/case/state';
import { type House, openHouse } from '../support/house';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

describe('a balance below zero', () => {
  test('is seen, held, debited from the bank, followed until the debit has settled, and closed', async () => {
    house = await openHouse();
    const { world } = house.simulator;
    world.acts.topUpPlatform(100_000, 'usd');
    const seller = world.acts.createSeller({ country: 'US' });
    const sale = world.acts.sale({ model: 'destination', seller, amountMinor: 20_000, currency: 'usd' });
    world.acts.sellerPaysOut(seller, 'usd');
    await house.pass(3 * DAY_MS);
    world.acts.dashboardReversal(sale.transferIds[0] ?? '', 15_000);
    await house.settle();

    const opened = await house.state<CaseState>(`case:${seller}:usd`);
    expect(opened.facts).toMatchObject({ number: 1, shortfallMinor: 15_000, availableMinor: -15_000 });

    await house.pass(30 * DAY_MS);
    const row = await house.db.selectFrom('cases').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ close_reason: 'recovered', shortfall_minor: 0 });
    expect(row.summary).toMatchObject({ recovered: [{ method: 'bank_debit', amountMinor: 15_000 }] });
  }, 60_000);
});
