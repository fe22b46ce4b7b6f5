import { afterEach, describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../src/domain/clock';
import type { DisputeState } from '../../src/domain/dispute/state';
import type { FaultRule } from '../../src/simulator';
import { instant } from '../../src/store/database';
import { debtor } from '../support/debtor';
import { type House, openHouse } from '../support/house';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

/** A dispute lost by a seller who was paid out, a debit that comes back and then pays, and sales that pay the rest. */
async function story(rules: readonly FaultRule[]) {
  house = await openHouse();
  const { simulator, db } = house;
  for (const rule of rules) simulator.faults.add(rule);
  const { acts } = simulator.world;
  const { seller, chargeId, sells } = await debtor(house);
  acts.setBankBehaviour(seller, 'usd', { kind: 'fails', codes: ['insufficient_funds'] });
  const fromMs = house.nowMs() - 1_000;
  const dispute = acts.dispute({ charge: chargeId, amountMinor: 15_000 });
  await house.pass(5 * DAY_MS);
  acts.lose(dispute);
  await house.pass(30 * DAY_MS);
  sells(5_000);
  await house.pass(5 * DAY_MS);

  const moves = await db
    .selectFrom('money_moves')
    .select(['kind', 'part', 'state', 'amount_minor'])
    .orderBy('key')
    .execute();
  const cases = await db
    .selectFrom('cases')
    .select(['number', 'close_reason', 'summary'])
    .orderBy('number')
    .execute();
  const notices = await db
    .selectFrom('notices')
    .select(['subject', 'rung', 'audience'])
    .orderBy('rung')
    .orderBy('audience')
    .execute();
  // How far back an account's books begin depends on when it was first heard of.
  const entries = await db
    .selectFrom('entries')
    .select(['kind', 'note'])
    .where('effective_clock', '>=', instant(fromMs))
    .orderBy('key')
    .execute();
  const attention = await db.selectFrom('attention').select('kind').where('settled_at', 'is', null).execute();
  const { clean, unexplained, totals } = simulator.world.verdict();
  const events = await db.selectFrom('events').select('state').execute();
  expect(new Set(events.map(({ state }) => state))).not.toContain('new');
  // A reminder's rung names the instant at which evidence is due, by the server's clock.
  const told = notices.map((notice) => ({ ...notice, rung: notice.rung.replace(/\d{13}/, 'due') }));
  const end = { moves, cases, told, entries, attention, verdict: { clean, unexplained, totals } };
  const fired = simulator.faults.firedCounts();
  await house.close();
  house = undefined;
  return { end, fired };
}

describe('webhooks', () => {
  test('that come twenty times, and in another order, change nothing', async () => {
    const plain = await story([]);
    expect(plain.end.cases).toMatchObject([{ close_reason: 'recovered' }]);
    expect(plain.end.verdict).toMatchObject({ clean: true, unexplained: [] });

    const twenty = await story([{ kind: 'webhook-duplicate', copies: 19 }]);
    expect(twenty.fired['webhook-duplicate']).toBeGreaterThan(20);
    expect(twenty.end).toEqual(plain.end);

    const reordered = await story([{ kind: 'webhook-reorder', probability: 0.5 }]);
    expect(reordered.fired['webhook-reorder']).toBeGreaterThan(5);
    expect(reordered.end).toEqual(plain.end);
  }, 180_000);

  test('that come after the case has closed begin nothing and change nothing', async () => {
    house = await openHouse();
    const { faults } = house.simulator;
    const { owe, sells, cases, flow } = await debtor(house);
    owe(15_000);
    await house.settle();
    // What told of the sale comes when all is over.
    faults.add({ kind: 'webhook-delay', match: 'payment.created', delayMs: 9 * DAY_MS, times: 1 });
    sells(20_000);
    await house.pass(5 * DAY_MS);
    const handle = house.temporal.client.workflow.getHandle(flow);
    expect((await handle.describe()).status.name).toBe('COMPLETED');
    const end = await cases();
    expect(end).toMatchObject([{ close_reason: 'recovered' }]);

    await house.pass(10 * DAY_MS);
    expect(faults.fired('webhook-delay')).toBe(1);
    expect(await cases()).toEqual(end);
    expect(house.simulator.world.verdict()).toMatchObject({ clean: true, unexplained: [] });
  }, 60_000);
});

describe('a status of a dispute that Recoup does not know', () => {
  test('asks a person and stops nothing: money follows the balance transactions', async () => {
    house = await openHouse();
    const { db, simulator } = house;
    const { acts, core, platformId } = simulator.world;
    const { chargeId } = await debtor(house);
    const dispute = acts.dispute({ charge: chargeId, amountMinor: 15_000 });
    await house.pass(DAY_MS);
    core.emit(platformId, 'charge.dispute.updated', core.change(dispute, { status: 'in_arbitration' }));
    await house.pass(DAY_MS);

    const flow = `dispute:${dispute}`;
    const asked = () => db.selectFrom('attention').selectAll().where('kind', '=', 'unknown_status').execute();
    expect(await asked()).toMatchObject([{ subject: flow, settled_at: null }]);
    expect((await asked())[0]?.message).toContain('"in_arbitration"');
    const state = await house.state<DisputeState>(flow);
    expect(state).toMatchObject({ closed: null, look: { facts: { status: 'unknown' } } });
    const taken = await db
      .selectFrom('money_moves')
      .select('amount_minor')
      .where('state', '=', 'moved')
      .execute();
    expect(taken).toEqual([{ amount_minor: 15_000 }]);

    acts.win(dispute);
    await house.pass(2 * DAY_MS);
    const [settled] = await asked();
    expect(settled).toMatchObject({ settled_by: 'recoup' });
    const moved = await db
      .selectFrom('money_moves')
      .select(['kind', 'state'])
      .orderBy('created_at')
      .execute();
    expect(moved).toContainEqual({ kind: 'give_back', state: 'moved' });
    expect(simulator.world.verdict()).toMatchObject({ clean: true });
  }, 60_000);
});
