import { afterEach, describe, expect, test } from '@jest/globals';
import { DAY_MS, WALL_CLOCK } from '../../src/domain/clock';
import type { ReconciliationKind, ReconciliationResult } from '../../src/domain/reconciliation/outcome';
import { differencesOf, lastReconciliation } from '../../src/store/reconciliations';
import { RESERVE_RECONCILIATION, TASK_QUEUE } from '../../src/workflows/messages';
import { debtor } from '../support/debtor';
import { type House, openHouse } from '../support/house';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

/** As its schedule runs it. */
async function reconcile(rooms: House, kind: ReconciliationKind = 'daily'): Promise<ReconciliationResult> {
  const workflowId = `${RESERVE_RECONCILIATION}-${kind}`;
  const result: ReconciliationResult = await rooms.temporal.client.workflow.execute(RESERVE_RECONCILIATION, {
    workflowId,
    taskQueue: TASK_QUEUE,
    args: [{ clock: WALL_CLOCK, kind, everyone: kind === 'full' }],
  });
  await rooms.settle();
  return result;
}

async function found({ db }: House) {
  const latest = await lastReconciliation(db);
  return differencesOf(db, latest?.number ?? 0, 10);
}

describe("Stripe's reserve", () => {
  test('is what is known on every day of a debit, and shows what nobody announced', async () => {
    house = await openHouse();
    const { simulator, db } = house;
    const { acts } = simulator.world;
    const debited = await debtor(house);
    const quiet = await debtor(house, { debitNegativeBalances: false });
    const openAttention = () =>
      db.selectFrom('attention').select('key').where('settled_at', 'is', null).execute();
    const reserveOf = ({ comparisons }: ReconciliationResult) => comparisons[0]?.readings.platform;

    // Announced, debited, paid, and the reserve let go some days later: it is explained all the while.
    debited.owe(9_000);
    await house.settle();
    const debit = async () =>
      (await house?.stripe.payouts.list({ limit: 1 }, { stripeAccount: debited.seller }))?.data[0];
    const kept: number[] = [];
    let isPaidInPart = false;
    for (let day = 0; day < 16; day += 1) {
      const result = await reconcile(house);
      expect(result).toMatchObject({ outcome: 'agrees', calls: 1 });
      kept.push(reserveOf(result)?.keptMinor ?? 0);
      // Something else pays a part before the debit is paid: the reserve stays for the rest only.
      if (!isPaidInPart && (await debit())?.amount === -9_000) {
        acts.dashboardTransfer(debited.seller, 2_000, 'usd');
        await house.settle();
        isPaidInPart = true;
      }
      await house.pass(DAY_MS);
    }
    expect(kept).toContain(7_000);
    expect(kept.at(-1)).toBe(0);

    // No event comes of this one, and no sweep has passed: the sums differ, and the search finds the account.
    simulator.faults.add({ kind: 'webhook-drop' });
    quiet.owe(4_000);
    expect(await reconcile(house)).toMatchObject({ outcome: 'found' });
    expect(await found(house)).toEqual([
      { account: quiet.seller, currency: 'usd', knownMinor: 0, foundMinor: 4_000 },
    ]);
    const [opened] = await quiet.cases();
    expect(opened).toMatchObject({ shortfall_minor: 4_000, closed_clock: null });
    expect(await reconcile(house)).toMatchObject({ outcome: 'agrees', calls: 1 });

    // Two errors of the same size: one gets what it is below zero, another falls as far, and nobody hears of either.
    const third = await debtor(house, { debitNegativeBalances: false });
    acts.dashboardTransfer(quiet.seller, 4_000, 'usd');
    third.owe(4_000);
    expect(await reconcile(house)).toMatchObject({ outcome: 'agrees' });
    expect(await reconcile(house, 'full')).toMatchObject({ outcome: 'found' });
    expect((await found(house)).map(({ account }) => account).toSorted()).toEqual(
      [quiet.seller, third.seller].toSorted(),
    );
    expect((await third.cases())[0]).toMatchObject({ shortfall_minor: 4_000 });
    expect(await reconcile(house)).toMatchObject({ outcome: 'agrees', calls: 1 });
    expect((await openAttention()).filter(({ key }) => key.startsWith('reserve:'))).toEqual([]);
  }, 240_000);
});
