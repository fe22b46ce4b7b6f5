import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { inEffect, listTransactions } from '../../../src/activities/case/transactions';
import { type Understood, meaningOf } from '../../../src/activities/case/meaning';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { type AccountId, caseWorkflowId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { type Driver, openDriver } from '../../simulation/driver';
import { disputed, openAttention, sale, seller } from '../dispute/seller';

const USD = currency('usd');

let driver: Driver;
let A: AccountId;
beforeEach(async () => {
  driver = await openDriver();
  A = await seller(driver, 'acct_A', 0);
});
afterEach(async () => driver.close());

async function effective() {
  const { transactions } = await listTransactions(driver.stripe, A, USD, null, () => false);
  return inEffect(transactions);
}

type Movement = Understood & { readonly type: string; readonly id: string };

/** What each movement of the account's balance is for, oldest first. */
async function understood(): Promise<readonly Movement[]> {
  const context = {
    db: driver.db,
    stripe: driver.stripe,
    account: A,
    currency: USD,
    owner: caseWorkflowId(A, USD),
    writeOffUpToMinor: 100,
  };
  const movements: Movement[] = [];
  for (const one of await effective()) {
    const { id, type } = one.transaction;
    movements.push({ ...(await meaningOf(context, one)), type, id });
  }
  return movements;
}

async function latest(): Promise<Movement> {
  const newest = (await understood()).at(-1);
  if (newest === undefined) throw new Error('the account has no movement');
  return newest;
}

const transferOf = async (charge: string): Promise<string> => {
  const { transfer } = await driver.stripe.charges.retrieve(charge);
  return typeof transfer === 'string' ? transfer : '';
};

describe('a movement of the balance is', () => {
  test('income, for a sale', async () => {
    await sale(driver, A);
    expect(await latest()).toMatchObject({ type: 'payment', known: true, meaning: { kind: 'income' } });
  });

  test('the bank, for a payout, a top-up, and a payout that came back', async () => {
    const { acts } = driver.simulator.world;
    await sale(driver, A);
    acts.topUpSeller(A, 500, 'usd');
    expect(await latest()).toMatchObject({ type: 'topup', meaning: { kind: 'bank', returns: null } });
    acts.setBankBehaviour(A, 'usd', { kind: 'closed' });
    acts.sellerPaysOut(A, 'usd');
    expect(await latest()).toMatchObject({ type: 'payout', meaning: { kind: 'bank', returns: null } });
    await driver.advance(7 * DAY_MS);
    expect(await latest()).toMatchObject({
      type: 'payout_failure',
      meaning: { kind: 'bank', returns: null },
    });
  });

  test('the return of a bank debit, which names what had arrived', async () => {
    const { acts } = driver.simulator.world;
    const charge = await sale(driver, A);
    acts.sellerPaysOut(A, 'usd');
    acts.setBankBehaviour(A, 'usd', { kind: 'fails', codes: ['insufficient_funds'] });
    acts.dashboardReversal(await transferOf(charge), 5_000);
    let arrived = await latest();
    for (let day = 0; arrived.type !== 'payout' && day < 10; day += 1) {
      await driver.advance(DAY_MS);
      arrived = await latest();
    }
    expect(arrived).toMatchObject({ meaning: { kind: 'bank', returns: null } });
    await driver.advance(4 * DAY_MS);
    expect(await latest()).toMatchObject({
      type: 'payout_failure',
      meaning: { kind: 'bank', returns: arrived.id },
    });
  });

  test('in transit for its cause, for a reversal of ours, found by its counterpart', async () => {
    const charge = await sale(driver, A);
    const dispute = disputed(driver, charge);
    await driver.lookAtDispute(dispute);
    const own = { kind: 'transit', cause: dispute, part: 'principal', transferAmountMinor: 10_000 };
    expect(await latest()).toMatchObject({ type: 'payment_refund', known: true, meaning: own });
  });

  test('in transit for its cause too while the outcome of the move is on its way, by its metadata', async () => {
    const charge = await sale(driver, A);
    const dispute = disputed(driver, charge);
    await driver.lookAtDispute(dispute);
    await driver.db
      .updateTable('money_moves')
      .set({ counterpart_id: null, state: 'unknown', stripe_id: null })
      .where('kind', '=', 'reversal')
      .execute();
    const own = { kind: 'transit', cause: dispute, part: 'principal', transferAmountMinor: 10_000 };
    expect(await latest()).toMatchObject({ type: 'payment_refund', known: true, meaning: own });
  });

  test('in transit as well for an account debit whose outcome is on its way', async () => {
    const charge = await sale(driver, A);
    driver.simulator.world.acts.topUpSeller(A, 5_000, 'usd');
    const dispute = disputed(driver, charge);
    await driver.lookAtDispute(dispute);
    await driver.db
      .updateTable('money_moves')
      .set({ counterpart_id: null, state: 'unknown', stripe_id: null })
      .where('kind', '=', 'account_debit')
      .execute();
    const debit = (await understood()).find(({ type }) => type === 'transfer');
    expect(debit).toMatchObject({
      known: true,
      meaning: { kind: 'transit', cause: dispute, part: 'fee', transferAmountMinor: 1_500 },
    });
  });

  test("a refund's, for the reversal that came with it", async () => {
    const charge = await sale(driver, A);
    const refund = driver.simulator.world.acts.refund({ charge, amountMinor: 3_000, reverseTransfer: true });
    expect(await latest()).toMatchObject({
      type: 'payment_refund',
      meaning: { kind: 'transit', cause: refund, part: 'principal' },
    });
  });

  test("the open dispute's, for a reversal that somebody made in the Dashboard", async () => {
    const charge = await sale(driver, A);
    const dispute = disputed(driver, charge);
    await driver.advance(HOUR_MS);
    driver.simulator.world.acts.dashboardReversal(await transferOf(charge), 4_000);
    expect(await latest()).toMatchObject({
      meaning: { kind: 'transit', cause: dispute, transferAmountMinor: 4_000 },
    });
  });

  test('a cause of its own, for a reversal that somebody made without any dispute', async () => {
    const charge = await sale(driver, A);
    driver.simulator.world.acts.dashboardReversal(await transferOf(charge), 4_000);
    const { meaning, known } = await latest();
    expect(known).toBe(true);
    expect(meaning).toMatchObject({
      kind: 'direct',
      part: 'principal',
      cause: expect.stringMatching(/^(py)?re?_/),
    });
  });

  test("Stripe's clearing, for the collection transfer on day 180", async () => {
    const { acts } = driver.simulator.world;
    const charge = await sale(driver, A);
    acts.sellerPaysOut(A, 'usd');
    await driver.advance(5 * DAY_MS);
    acts.setBankBehaviour(A, 'usd', { kind: 'closed' });
    acts.dashboardReversal(await transferOf(charge), 5_000);
    await driver.advance(182 * DAY_MS);
    expect(await latest()).toMatchObject({
      type: 'connect_collection_transfer',
      meaning: { kind: 'collection', owner: `case:${A}:usd`, writeOffUpToMinor: 100 },
    });
  });
});

describe('a type that Recoup does not know', () => {
  async function ofUnknownType(): Promise<void> {
    const newest = (await effective()).at(-1);
    driver.simulator.world.core.change(newest?.transaction.id ?? '', { type: 'goodwill' });
  }

  test('is booked by its sign: money in is income, money out is owed', async () => {
    const charge = await sale(driver, A);
    await ofUnknownType();
    expect(await latest()).toMatchObject({ known: false, meaning: { kind: 'income' } });
    driver.simulator.world.acts.dashboardReversal(await transferOf(charge), 4_000);
    await ofUnknownType();
    expect(await latest()).toMatchObject({ known: false, meaning: { kind: 'direct' } });
  });

  test('asks a person, and the case follows what is owed all the same', async () => {
    const { acts } = driver.simulator.world;
    const charge = await sale(driver, A);
    acts.sellerPaysOut(A, 'usd');
    acts.dashboardReversal(await transferOf(charge), 4_000);
    await ofUnknownType();
    const state = await driver.lookAtCase(A, USD);
    expect(state.facts).toMatchObject({ number: 1, shortfallMinor: 4_000, unexplainedMinor: 0 });
    expect(await openAttention(driver)).toContain('unknown_balance_transaction');
    const [row] = await driver.db
      .selectFrom('attention')
      .select('message')
      .where('kind', '=', 'unknown_balance_transaction')
      .execute();
    expect(row?.message).toContain('"goodwill"');
  });
});
