import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../src/domain/clock';
import type { FaultRule } from '../../src/simulator';
import { debtor } from '../support/debtor';
import { type House, type HouseOptions, openHouse } from '../support/house';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

/**
 * A seller who was paid out is in a dispute; the bank pays, one debit comes back, and the dispute is won. Another is
 * only ever found below zero, and has a sale refunded in the Dashboard.
 */
async function story(options: HouseOptions, rules: readonly FaultRule[] = []) {
  house = await openHouse(options);
  const { simulator, db } = house;
  for (const rule of rules) simulator.faults.add(rule);
  const { acts } = simulator.world;
  const { seller, chargeId } = await debtor(house);
  const other = await debtor(house, { debitNegativeBalances: false });
  acts.setBankBehaviour(seller, 'usd', { kind: 'fails', codes: ['insufficient_funds'] });
  const dispute = acts.dispute({ charge: chargeId, amountMinor: 15_000 });
  other.owe(4_000);
  await house.pass(25 * DAY_MS);
  acts.win(dispute);
  const later = other.sells(6_000);
  await house.pass(6 * DAY_MS);
  // In the Dashboard, without taking it back from the seller.
  acts.refund({ charge: later.chargeId, amountMinor: 1_000, reverseTransfer: false });
  await house.pass(16 * DAY_MS);

  const moves = await db
    .selectFrom('money_moves')
    .select(['kind', 'part', 'state', 'amount_minor', 'account'])
    .where('state', '=', 'moved')
    .orderBy('key')
    .execute();
  const cases = await db
    .selectFrom('cases')
    .select(['account', 'close_reason', 'peak_owed_minor'])
    .orderBy('account')
    .orderBy('number')
    .execute();
  const disputes = await db.selectFrom('disputes').select(['status', 'state']).execute();
  const refunds = await db.selectFrom('refunds').select(['status', 'state', 'amount_minor']).execute();
  const { clean, unexplained, totals } = simulator.world.verdict();
  const received = await db.selectFrom('events').select(['source', 'deliveries']).execute();
  const fired = simulator.faults.firedCounts();
  await house.close();
  house = undefined;
  return {
    end: { moves, cases, disputes, refunds, verdict: { clean, unexplained, totals } },
    received,
    fired,
  };
}

let plain: Awaited<ReturnType<typeof story>>['end'];
beforeAll(async () => {
  ({ end: plain } = await story({}));
}, 240_000);

describe('what nobody announced is found by the sweep, and the story ends the same, only later', () => {
  test('as it ends where every webhook arrives', () => {
    expect(plain.cases.map((one) => one.close_reason)).toEqual(['recovered', 'recovered', 'recovered']);
    expect(plain.disputes).toMatchObject([{ status: 'won' }]);
    expect(plain.refunds).toMatchObject([{ status: 'succeeded', amount_minor: 1_000 }]);
    expect(plain.moves.map(({ kind }) => kind)).toContain('give_back');
    expect(plain.verdict).toMatchObject({ clean: true, unexplained: [] });
  });

  test('with every webhook dropped', async () => {
    const { end, fired } = await story({}, [{ kind: 'webhook-drop' }]);
    expect(fired['webhook-drop']).toBeGreaterThan(20);
    expect(end).toEqual(plain);
  }, 240_000);

  test('with no endpoint at all, where nothing counts as undelivered', async () => {
    const { end, received } = await story({ webhooks: 'none' });
    expect(received).toEqual([]);
    expect(end).toEqual(plain);
  }, 240_000);

  test('with a third of the webhooks lost', async () => {
    const { end, fired } = await story({}, [{ kind: 'webhook-drop', probability: 0.3 }]);
    expect(fired['webhook-drop']).toBeGreaterThan(5);
    expect(end).toEqual(plain);
  }, 240_000);
});
