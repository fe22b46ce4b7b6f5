import { afterEach, describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../src/domain/clock';
import type { DisputeState } from '../../src/domain/dispute/state';
import { chargeId } from '../../src/domain/ids';
import { requestRefund } from '../../src/store/refund-requests';
import { raiseWake } from '../../src/store/wakes';
import { answerUpdate } from '../../src/workflows/messages';
import { type House, openHouse } from '../support/house';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

const movesOf = async ({ db }: House) => {
  const rows = await db.selectFrom('money_moves').selectAll().orderBy('created_at').execute();
  return rows.map(({ account, kind, state, amount_minor }) => [account, kind, state, amount_minor] as const);
};

const teamHears = async ({ db }: House) => {
  const rows = await db
    .selectFrom('notices')
    .select('rung')
    .where('audience', '=', 'team')
    .orderBy('notice_id')
    .execute();
  return rows.map(({ rung }) => rung.split(':').at(-1));
};

describe('a dispute', () => {
  test('that is an inquiry ends with the refund that it proposes, and costs no fee', async () => {
    house = await openHouse();
    const { db } = house;
    const { acts } = house.simulator.world;
    acts.topUpPlatform(100_000, 'usd');
    const seller = acts.createSeller({ country: 'US', schedule: { interval: 'manual' } });
    const sale = acts.sale({ model: 'destination', seller, amountMinor: 10_000, currency: 'usd' });
    await house.pass(2 * DAY_MS);
    const dispute = acts.dispute({ charge: sale.chargeId, inquiry: true });
    await house.pass(DAY_MS);
    const open = () =>
      db.selectFrom('attention').select(['kind', 'command']).where('settled_at', 'is', null).execute();
    const command = `bin/recoup refund --charge ${sale.chargeId} --reason fraudulent --by YOUR_NAME`;
    expect(await open()).toEqual([{ kind: 'inquiry', command }]);

    // What the command does: it writes the request, and wakes its flow.
    const request = {
      charge: chargeId(sale.chargeId),
      account: null,
      amountMinor: null,
      currency: null,
      reason: 'fraudulent' as const,
    };
    const wish = { idempotencyKey: 'ends the inquiry', by: 'ana', request };
    const at = { wallMs: house.nowMs(), clockMs: house.nowMs() };
    await db.transaction().execute((tx) => requestRefund(tx, raiseWake, wish, at));
    await house.pass(2 * DAY_MS);
    // Nothing is left to propose, though Stripe has not closed the inquiry yet.
    expect((await house.state<DisputeState>(`dispute:${dispute}`)).closed).toBeNull();
    expect(await open()).toEqual([]);
    acts.closeInquiry(dispute);
    await house.pass(2 * DAY_MS);

    const row = await db.selectFrom('disputes').select('state').executeTakeFirstOrThrow();
    expect([row.state, await open()]).toEqual(['nothing_to_bear', []]);
    const moves = await movesOf(house);
    expect(moves.map(([, kind, state, minor]) => [kind, state, minor])).toEqual([
      ['refund', 'moved', 10_000],
    ]);
    expect(house.simulator.world.verdict()).toMatchObject({ clean: true, unexplained: [] });
  }, 60_000);

  test('that is won in part gives back that part, and an appeal that is lost takes it again', async () => {
    house = await openHouse();
    const { acts } = house.simulator.world;
    acts.topUpPlatform(100_000, 'usd');
    const seller = acts.createSeller({ country: 'US', schedule: { interval: 'manual' } });
    const sale = acts.sale({ model: 'destination', seller, amountMinor: 10_000, currency: 'usd' });
    acts.sale({ model: 'destination', seller, amountMinor: 10_000, currency: 'usd' });
    await house.pass(2 * DAY_MS);
    const dispute = acts.dispute({ charge: sale.chargeId });
    await house.pass(5 * DAY_MS);
    acts.win(dispute, { amountMinor: 6_000 });
    await house.pass(5 * DAY_MS);
    acts.appeal(dispute, 'bank');
    await house.pass(2 * DAY_MS);
    acts.withdraw(dispute);
    await house.pass(5 * DAY_MS);

    expect(await movesOf(house)).toEqual([
      [seller, 'account_debit', 'moved', 1_500],
      [seller, 'reversal', 'moved', 10_000],
      [seller, 'give_back', 'moved', 6_000],
      [seller, 'reversal', 'moved', 6_000],
    ]);
    const row = await house.db.selectFrom('disputes').select('state').executeTakeFirstOrThrow();
    expect(row.state).toBe('taken');
    expect(house.simulator.world.verdict()).toMatchObject({ clean: true, unexplained: [] });
  }, 60_000);

  test('over many sellers, with a transfer reversed by hand and another exhausted: each bears their share once', async () => {
    house = await openHouse();
    const { acts } = house.simulator.world;
    acts.topUpPlatform(100_000, 'usd');
    const sellers = Array.from({ length: 22 }, () =>
      acts.createSeller({ country: 'US', schedule: { interval: 'manual' } }),
    );
    const sale = acts.sale({
      model: 'separate',
      amountMinor: 22_000,
      currency: 'usd',
      parts: sellers.map((seller) => ({ seller, amountMinor: 1_000 })),
    });
    for (const seller of sellers) {
      acts.sale({ model: 'destination', seller, amountMinor: 2_000, currency: 'usd' });
    }
    await house.pass(2 * DAY_MS);
    const [exhausted = '', byHand = ''] = sale.transferIds;
    // Before the dispute, for something else: nothing is left of this transfer.
    acts.dashboardReversal(exhausted);
    await house.pass(DAY_MS);
    const dispute = acts.dispute({ charge: sale.chargeId, feeMinor: 2_200 });
    acts.dashboardReversal(byHand, 400);
    acts.lose(dispute);
    await house.pass(DAY_MS);

    const flow = `dispute:${dispute}`;
    expect((await house.state<DisputeState>(flow)).raised).toContain(`${flow}:many_sellers`);
    expect(await movesOf(house)).toEqual([]);
    await house.temporal.client.workflow.getHandle(flow).executeUpdate(answerUpdate, {
      args: [{ by: 'ana', question: 'sellers', account: null, answer: 'take', reason: 'all of them' }],
      updateId: 'all-of-them',
    });
    await house.pass(5 * DAY_MS);

    const moves = await movesOf(house);
    const of = (seller: string | undefined, kind: string) =>
      moves.filter(([account, what]) => account === seller && what === kind).map(([, , , minor]) => minor);
    expect(moves.every(([, , state]) => state === 'moved')).toBe(true);
    expect(sellers.map((seller) => of(seller, 'account_debit'))).toEqual(sellers.map(() => [100]));
    const [first, second, ...others] = sellers.map((seller) => of(seller, 'reversal'));
    expect([first, second]).toEqual([[], [600]]);
    expect(others.every((reversed) => reversed.length === 1 && reversed[0] === 1_000)).toBe(true);
    const history = await house.temporal.client.workflow.getHandle(flow).fetchHistory();
    expect(history.events?.length).toBeLessThan(150);
    expect(house.simulator.world.verdict()).toMatchObject({ clean: true, unexplained: [] });
  }, 120_000);

  test('reminds the team of its deadline 7 and 3 days ahead, then daily, and says when it has passed', async () => {
    house = await openHouse();
    const { acts } = house.simulator.world;
    acts.topUpPlatform(100_000, 'usd');
    const seller = acts.createSeller({ country: 'US', schedule: { interval: 'manual' } });
    const sale = acts.sale({ model: 'destination', seller, amountMinor: 10_000, currency: 'usd' });
    await house.pass(2 * DAY_MS);
    acts.dispute({ charge: sale.chargeId, evidenceDueInDays: 10 });
    await house.pass(DAY_MS);
    expect(await teamHears(house)).toEqual([]);
    await house.pass(3 * DAY_MS);
    expect(await teamHears(house)).toEqual(['7']);
    await house.pass(8 * DAY_MS);
    expect(await teamHears(house)).toEqual(['7', '3', '2', '1', 'passed']);
  }, 60_000);
});
