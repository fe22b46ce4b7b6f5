import { afterEach, expect, test } from '@jest/globals';
import { DAY_MS, WALL_CLOCK } from '../../src/domain/clock';
import { createConsole } from '../../src/console';
import { type House, openHouse } from '../support/house';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

/** As a shop's own program asks, on the machine of the console. */
async function askForRefund(of: House, wish: object, key: string): Promise<string> {
  const console = await createConsole({
    db: of.db,
    clock: WALL_CLOCK,
    wallNow: () => of.nowMs(),
    temporalUiUrl: null,
    temporalReachable: () => Promise.resolve(true),
  });
  const headers = { host: 'localhost', 'content-type': 'application/json', 'idempotency-key': key };
  const answer = await console.inject({ method: 'POST', url: '/api/v1/refunds', headers, payload: wish });
  await console.close();
  expect(answer.statusCode).toBe(202);
  return (JSON.parse(answer.body) as { readonly refund: string }).refund;
}

test('a refund is asked for, puts its seller below zero, and is given back when it fails weeks later', async () => {
  house = await openHouse();
  const { world } = house.simulator;
  const { acts } = world;
  acts.topUpPlatform(100_000, 'usd');
  const seller = acts.createSeller({
    country: 'US',
    schedule: { interval: 'manual' },
    debitNegativeBalances: false,
    banks: [{ behaviour: { kind: 'refuses', code: 'debit_not_authorized' } }],
  });
  const sale = { model: 'destination' as const, seller, amountMinor: 10_000, currency: 'usd' };
  const { chargeId } = acts.sale(sale);
  await house.pass(2 * DAY_MS);
  acts.sellerPaysOut(seller, 'usd');
  await house.pass(DAY_MS);

  const wish = { charge: chargeId, by: 'ana', reason: 'requested_by_customer' };
  const request = await askForRefund(house, wish, 'order-17');
  await house.pass(2 * DAY_MS);
  const row = () =>
    house?.db.selectFrom('refunds').selectAll().where('subject', '=', request).executeTakeFirst();
  expect(await row()).toMatchObject({ state: 'taken', status: 'succeeded', amount_minor: 10_000 });
  const [open] = await house.db.selectFrom('cases').selectAll().execute();
  expect(open).toMatchObject({ account: seller, shortfall_minor: 10_000, closed_clock: null });
  const told = await house.db
    .selectFrom('notices')
    .select(['template', 'state'])
    .where('subject', '=', `refund:${request}`)
    .execute();
  expect(told).toMatchObject([{ template: 'refundTaken' }]);

  acts.sale({ ...sale, amountMinor: 4_000 });
  await house.pass(20 * DAY_MS);
  acts.failRefund((await row())?.refund_id ?? '');
  await house.pass(3 * DAY_MS);
  expect(await row()).toMatchObject({ state: 'given_back', status: 'failed' });
  const [closed] = await house.db.selectFrom('cases').selectAll().execute();
  expect(closed).toMatchObject({ close_reason: 'recovered', shortfall_minor: 0 });
  const moves = await house.db.selectFrom('money_moves').select(['kind', 'amount_minor', 'state']).execute();
  expect(moves).toMatchObject([
    { kind: 'refund', amount_minor: 10_000, state: 'moved' },
    { kind: 'give_back', amount_minor: 10_000, state: 'moved' },
  ]);
  // Every event found a flow, and nothing is left that waits.
  expect(
    await house.db.selectFrom('attention').selectAll().where('settled_at', 'is', null).execute(),
  ).toEqual([]);
  expect(world.verdict()).toMatchObject({ clean: true, unexplained: [] });
}, 120_000);

test('a payment fails after its money had gone on to two sellers: each bears their part', async () => {
  house = await openHouse();
  const { world } = house.simulator;
  const { acts } = world;
  acts.topUpPlatform(100_000, 'usd');
  const createSeller = () => acts.createSeller({ country: 'US', schedule: { interval: 'manual' } });
  const [larger, smaller] = [createSeller(), createSeller()];
  const { chargeId } = acts.sale({
    model: 'separate',
    amountMinor: 10_000,
    currency: 'usd',
    paidBy: 'bank_debit',
    parts: [
      { seller: larger, amountMinor: 6_000 },
      { seller: smaller, amountMinor: 3_000 },
    ],
  });
  await house.pass(2 * DAY_MS);
  acts.failPayment(chargeId);
  await house.pass(3 * DAY_MS);
  const moves = await house.db
    .selectFrom('money_moves')
    .select(['account', 'kind', 'amount_minor'])
    .where('state', '=', 'moved')
    .orderBy('amount_minor', 'desc')
    .execute();
  expect(moves).toEqual([
    { account: larger, kind: 'reversal', amount_minor: 6_000 },
    { account: smaller, kind: 'reversal', amount_minor: 3_000 },
  ]);
  const [row] = await house.db.selectFrom('refunds').selectAll().execute();
  expect(row).toMatchObject({ subject: chargeId, state: 'taken' });
  expect(world.verdict()).toMatchObject({ clean: true, unexplained: [] });
}, 120_000);
