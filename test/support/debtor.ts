import type { SellerInput } from '../../src/simulator/world/acts-port';
import { DAY_MS } from '../../src/domain/clock';
import type { House, Rooms } from './house';

/** A seller whose sale of 40 000 was paid out to the bank; what is reversed of it is owed. */
export async function debtor(house: House | Rooms, input: Partial<SellerInput> = {}, currency = 'usd') {
  const { acts } = house.simulator.world;
  acts.topUpPlatform(100_000, currency);
  const seller = acts.createSeller({ country: 'US', ...input });
  const sale = acts.sale({ model: 'destination', seller, amountMinor: 40_000, currency });
  acts.sellerPaysOut(seller, currency);
  await ('pass' in house ? house.pass(3 * DAY_MS) : house.settle());
  const flow = `case:${seller}:${currency}`;
  return {
    seller,
    flow,
    chargeId: sale.chargeId,
    owe: (amountMinor: number) => acts.dashboardReversal(sale.transferIds[0] ?? '', amountMinor),
    sells: (amountMinor: number) => acts.sale({ model: 'destination', seller, amountMinor, currency }),
    cases: () =>
      house.db.selectFrom('cases').selectAll().where('workflow_id', '=', flow).orderBy('number').execute(),
    attention: () =>
      house.db
        .selectFrom('attention')
        .selectAll()
        .where('subject', '=', flow)
        .orderBy('attention_id')
        .execute(),
    notices: () =>
      house.db.selectFrom('notices').selectAll().where('account', '=', seller).orderBy('notice_id').execute(),
  };
}
