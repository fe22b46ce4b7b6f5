import { afterEach, describe, expect, test } from '@jest/globals';
import type { Resolution } from '../../src/domain/case/people';
import type { CaseState } from '../../src/domain/case/state';
import { DAY_MS, momentAt, WALL_CLOCK } from '../../src/domain/clock';
import { defaultPolicy, sealPolicy } from '../../src/policy-file';
import { openRequests, recordAnswer } from '../../src/store/approvals';
import { wakeFlow } from '../../src/store/flow-wakes';
import { raiseWake } from '../../src/store/wakes';
import { resolveUpdate } from '../../src/workflows/messages';
import { debtor } from '../support/debtor';
import { type House, openHouse } from '../support/house';

const BY = 'ana@example.com';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

/** A seller who owes by a dispute of this size, and whose bank is not debited. */
async function disputed(rooms: House, amountMinor: number) {
  const { acts } = rooms.simulator.world;
  acts.topUpPlatform(500_000, 'usd');
  const seller = acts.createSeller({ country: 'US', debitNegativeBalances: false });
  const sale = acts.sale({ model: 'destination', seller, amountMinor: 100_000, currency: 'usd' });
  acts.sellerPaysOut(seller, 'usd');
  await rooms.pass(3 * DAY_MS);
  acts.dispute({ charge: sale.chargeId, amountMinor, feeMinor: 0 });
  await rooms.pass(DAY_MS);
  const flow = `case:${seller}:usd`;
  const say = async (message: Omit<Resolution, 'by'>, updateId: string) => {
    const handle = rooms.temporal.client.workflow.getHandle(flow);
    const answer = await handle.executeUpdate(resolveUpdate, { args: [{ by: BY, ...message }], updateId });
    await rooms.settle();
    return answer;
  };
  const lastCase = () =>
    rooms.db
      .selectFrom('cases')
      .selectAll()
      .where('workflow_id', '=', flow)
      .orderBy('number', 'desc')
      .executeTakeFirstOrThrow();
  return { acts, seller, flow, say, lastCase };
}

/** Recoup switches no bank debit on in these stories. */
function noDebits() {
  const { hash: _hash, ...policy } = defaultPolicy();
  return sealPolicy({ ...policy, debit: { ...policy.debit, createdAfterDays: {} } });
}

async function approve(rooms: House, decisionId: string, by: string): Promise<void> {
  const answer = { decisionId, by, approve: true, reason: 'seen' };
  await rooms.db.transaction().execute(async (tx) => {
    const { request } = await recordAnswer(tx, answer, momentAt(WALL_CLOCK, rooms.nowMs()));
    await wakeFlow(tx, raiseWake, request.subject);
  });
}

describe('a person decides', () => {
  test('to forgive: a second one approves, the balance is brought to zero, and the case ends as let go', async () => {
    house = await openHouse({ policy: noDebits() });
    const { flow, say, lastCase } = await disputed(house, 60_000);
    expect(await say({ outcome: 'forgive', note: 'a good seller' }, 'forgive-1')).toBe('forgive: recorded');
    expect(await lastCase()).toMatchObject({
      close_reason: null,
      shortfall_minor: 60_000,
      needs_human: true,
    });

    const [request] = await openRequests(house.db, house.nowMs());
    expect(request).toMatchObject({ kind: 'forgive', subject: flow, actor: BY });
    const decisionId = request?.decision_id ?? '';
    await expect(approve(house, decisionId, BY)).rejects.toThrow('somebody else has to answer it');
    await approve(house, decisionId, 'ben');
    await house.pass(DAY_MS);

    expect(await lastCase()).toMatchObject({
      close_reason: 'let_go',
      summary: { letGoMinor: 60_000, remainingMinor: 0 },
    });
    expect(house.simulator.world.verdict()).toMatchObject({ clean: true });
  }, 120_000);

  test('to advance the money: it becomes a claim, which later sales pay', async () => {
    house = await openHouse({ policy: noDebits() });
    const { acts, seller, flow, say, lastCase } = await disputed(house, 20_000);
    await say({ outcome: 'advance' }, 'advance-1');
    expect((await house.state<CaseState>(flow)).facts).toMatchObject({
      availableMinor: 0,
      shortfallMinor: 0,
      claims: [{ form: 'credit', openMinor: 20_000 }],
    });
    acts.sale({ model: 'destination', seller, amountMinor: 30_000, currency: 'usd' });
    await house.pass(3 * DAY_MS);
    expect(await lastCase()).toMatchObject({ close_reason: 'recovered' });
    expect(house.simulator.world.verdict()).toMatchObject({ clean: true });
  }, 120_000);

  test('that the seller paid outside, less than was below zero: the rest stays owed', async () => {
    house = await openHouse({ policy: noDebits() });
    const { acts, seller, flow, say } = await disputed(house, 20_000);
    acts.sellerPaysOutside(seller, 12_000, 'usd');
    await say({ outcome: 'paidOutside', amountMinor: 12_000, reference: 'wire-1' }, 'paid-1');
    expect((await house.state<CaseState>(flow)).facts).toMatchObject({
      availableMinor: -8_000,
      shortfallMinor: 8_000,
      claims: [],
    });
    acts.sale({ model: 'destination', seller, amountMinor: 9_000, currency: 'usd' });
    await house.pass(3 * DAY_MS);
    const row = await house.db.selectFrom('cases').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ close_reason: 'recovered' });
    expect(row.summary).toMatchObject({
      recovered: [
        { method: 'paid_outside', amountMinor: 12_000 },
        { method: 'sales', amountMinor: 8_000 },
      ],
    });
    expect(house.simulator.world.verdict()).toMatchObject({ clean: true });
  }, 120_000);
});

describe('nobody decides', () => {
  test('at the gate: it is asked again and again, and the policy answers before Stripe clears', async () => {
    const { hash: _hash, ...policy } = noDebits();
    const gateDays = [2, 4, 5, 6];
    house = await openHouse({
      policy: sealPolicy({
        ...policy,
        ladder: gateDays.map((day) => ({ name: `day-${day}`, day, audiences: ['decider'] as const })),
        gate: { day: 2, repeatDays: [4, 5, 6], default: 'agency' },
        clearing: { ...policy.clearing, day: 8, watchFromDay: 7 },
      }),
    });
    const { flow, owe, notices } = await debtor(house, { debitNegativeBalances: false });
    owe(15_000);
    await house.pass(7 * DAY_MS);
    const waiting = await house.state<CaseState>(flow);
    expect(waiting).toMatchObject({ gateAnswer: null });
    expect(waiting.raised).toContain('gate');
    const asked = (await notices()).filter(({ audience }) => audience === 'decider');
    expect(asked.map(({ rung }) => rung)).toEqual(gateDays.map((day) => `day-${day}`));

    await house.pass(2 * DAY_MS);
    const answered = await house.state<CaseState>(flow);
    expect(answered).toMatchObject({ gateAnswer: 'agency', pause: { by: 'policy' } });
    expect(answered.raised).not.toContain('gate');
  }, 120_000);
});
