import { afterEach, describe, expect, test } from '@jest/globals';
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
 * A seller who was paid out loses a dispute, then wins its appeal; the bank pays, one debit comes back; another seller
 * is only ever found below zero.
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
  other.sells(6_000);
  await house.pass(12 * DAY_MS);

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
  const { clean, unexplained, totals } = simulator.world.verdict();
  const received = await db.selectFrom('events').select(['source', 'deliveries']).execute();
  const fired = simulator.faults.firedCounts();
  await house.close();
  house = undefined;
  return { end: { moves, cases, disputes, verdict: { clean, unexplained, totals } }, received, fired };
}

describe('what nobody announced', () => {
  test('is found by the sweep: the story ends the same, only later', async () => {
    const plain = await story({});
    expect(plain.end.cases.map((one) => one.close_reason)).toEqual(['recovered', 'recovered']);
    expect(plain.end.disputes).toMatchObject([{ status: 'won' }]);
    expect(plain.end.verdict).toMatchObject({ clean: true, unexplained: [] });
    expect(plain.end.moves.map(({ kind }) => kind).toSorted()).toContain('give_back');

    const dropped = await story({}, [{ kind: 'webhook-drop' }]);
    expect(dropped.fired['webhook-drop']).toBeGreaterThan(20);
    expect(dropped.end).toEqual(plain.end);

    const deaf = await story({ webhooks: 'none' });
    expect(deaf.received).toEqual([]);
    expect(deaf.end).toEqual(plain.end);

    const some = await story({}, [{ kind: 'webhook-drop', probability: 0.3 }]);
    expect(some.fired['webhook-drop']).toBeGreaterThan(5);
    expect(some.end).toEqual(plain.end);
  }, 240_000);
});
