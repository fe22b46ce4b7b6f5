import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Resolution } from '../../../src/domain/case/people';
import type { CaseState } from '../../../src/domain/case/state';
import { DAY_MS, HOUR_MS, momentAt, WALL_CLOCK } from '../../../src/domain/clock';
import { type AccountId, accountId, disputeId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { defaultPolicy } from '../../../src/policy-file';
import { openAttention, settleAttention } from '../../../src/store/attention';
import { openRequests, recordAnswer } from '../../../src/store/approvals';
import { bookAccount } from '../../../src/activities/case/book-account';
import { type Driver, openDriver } from '../../simulation/driver';

const USD = currency('usd');
const BY = 'ana@example.com';

let driver: Driver;
let seller: AccountId;
let charge: string;
let updates: number;

/** A seller whose sale of 150 000 was paid out, and whose bank Recoup does not have debited. */
beforeEach(async () => {
  const policy = defaultPolicy();
  driver = await openDriver({ policy: { ...policy, debit: { ...policy.debit, createdAfterDays: {} } } });
  updates = 0;
  const { acts } = driver.simulator.world;
  acts.topUpPlatform(500_000, 'usd');
  seller = accountId(
    acts.createSeller({ country: 'US', schedule: { interval: 'manual' }, debitNegativeBalances: false }),
  );
  const sale = acts.sale({ model: 'destination', seller, amountMinor: 150_000, currency: 'usd' });
  charge = sale.chargeId;
  await driver.advance(3 * DAY_MS);
  acts.sellerPaysOut(seller, 'usd');
  await driver.advance(3 * DAY_MS);
});
afterEach(() => driver.close());

/** The account owes so much through its balance, and the case has seen it. */
async function owes(amountMinor: number): Promise<CaseState> {
  const { acts } = driver.simulator.world;
  const transfer = (await driver.stripe.transfers.list({ destination: seller })).data[0]?.id ?? '';
  acts.dashboardReversal(transfer, amountMinor);
  await driver.advance(HOUR_MS);
  return driver.lookAtCase(seller, USD);
}

/** The same by a dispute, which its flow has followed. */
async function disputed(amountMinor: number, feeMinor: number): Promise<CaseState> {
  const dispute = driver.simulator.world.acts.dispute({ charge, amountMinor, feeMinor });
  await driver.advance(HOUR_MS);
  await driver.lookAtDispute(disputeId(dispute));
  return driver.lookAtCase(seller, USD);
}

async function say(message: Omit<Resolution, 'by'>): Promise<CaseState> {
  updates += 1;
  await driver.advance(HOUR_MS);
  return driver.sayToCase(seller, USD, { by: BY, ...message }, `u-${updates}`);
}

async function look(): Promise<CaseState> {
  await driver.advance(HOUR_MS);
  return driver.lookAtCase(seller, USD);
}

const available = async (): Promise<number> => {
  const balance = await driver.stripe.balance.retrieve({}, { stripeAccount: seller });
  return balance.available.find((one) => one.currency === 'usd')?.amount ?? 0;
};

const credits = () =>
  driver.moves.filter(({ move, outcome }) => move.kind.startsWith('credit') && outcome.kind === 'moved');

async function answerRequest(approve: boolean): Promise<void> {
  const [request] = await openRequests(driver.db, driver.nowMs());
  if (request === undefined) throw new Error('nothing waits for approval');
  const answer = { decisionId: request.decision_id, by: 'ben', approve, reason: 'seen' };
  await driver.db
    .transaction()
    .execute((tx) => recordAnswer(tx, answer, momentAt(WALL_CLOCK, driver.nowMs())));
}

const attentionKinds = async (): Promise<readonly string[]> =>
  (await openAttention(driver.db)).map((item) => item.kind);

describe('forgiving', () => {
  test('sends the shortfall, writes it off and closes the case', async () => {
    await owes(20_000);
    const state = await say({ outcome: 'forgive' });
    expect(credits()).toMatchObject([{ move: { kind: 'credit', purpose: 'forgive', amountMinor: 20_000 } }]);
    expect(await available()).toBe(0);
    expect(state.closed).toMatchObject({ reason: 'let_go' });
    const row = await driver.db.selectFrom('cases').select('summary').executeTakeFirstOrThrow();
    expect(row.summary).toMatchObject({
      letGoMinor: 20_000,
      recovered: [{ method: 'credit', amountMinor: 20_000 }],
    });
  });

  test('is known for what it is when the balance shows it before its answer', async () => {
    await owes(20_000);
    const create = driver.stripe.transfers.create.bind(driver.stripe.transfers);
    driver.stripe.transfers.create = async (...args: Parameters<typeof create>) => {
      const made = await create(...args);
      await bookAccount(driver.deps, seller, USD);
      return made;
    };
    const state = await say({ outcome: 'forgive' });
    expect(state.closed).toMatchObject({ reason: 'let_go' });
    const books = await driver.db
      .selectFrom('postings')
      .select((one) => ['book', one.fn.sum<number>('amount_minor').as('sum')])
      .where('book', 'in', ['transit', 'written_off', 'taken', 'platform'])
      .groupBy('book')
      .orderBy('book')
      .execute();
    expect(books.map(({ book, sum }) => [book, Number(sum)])).toEqual([
      ['platform', -20_000],
      ['taken', 0],
      ['transit', 0],
      ['written_off', 20_000],
    ]);
  });

  test('a large amount waits for a second person, who cannot be the one who asked', async () => {
    await owes(60_000);
    const asked = await say({ outcome: 'forgive' });
    expect(credits()).toEqual([]);
    expect(asked.asks).toMatchObject([{ outcome: 'forgive', waits: expect.stringContaining('approval') }]);
    expect(await attentionKinds()).toContain('answer_waits');
    const [request] = await openRequests(driver.db, driver.nowMs());
    expect(request).toMatchObject({ actor: BY, kind: 'forgive' });
    await expect(
      driver.db
        .transaction()
        .execute((tx) =>
          recordAnswer(
            tx,
            { decisionId: request?.decision_id ?? '', by: BY, approve: true, reason: 'mine' },
            momentAt(WALL_CLOCK, driver.nowMs()),
          ),
        ),
    ).rejects.toThrow('somebody else has to answer it');

    await answerRequest(true);
    expect((await look()).closed).toMatchObject({ reason: 'let_go' });
    expect(await available()).toBe(0);
    expect(credits()).toHaveLength(1);
  });

  test('that a second person declines ends without a move', async () => {
    await owes(60_000);
    await say({ outcome: 'forgive' });
    await answerRequest(false);
    const state = await look();
    expect(state.asks).toEqual([]);
    expect(state.timeline.at(-1)?.what ?? '').not.toBe('');
    expect(state.timeline.map(({ what }) => what).join('\n')).toContain('declined by a second person');
    expect(await available()).toBe(-60_000);
  });

  test('a part leaves the rest owed', async () => {
    await owes(20_000);
    const state = await say({ outcome: 'forgive', amountMinor: 5_000 });
    expect(state.facts).toMatchObject({ shortfallMinor: 15_000, letGoMinor: 5_000 });
    expect(state.asks).toEqual([]);
  });

  test('what a sale had paid in the same moment is taken back, and not written off', async () => {
    await owes(20_000);
    const { acts } = driver.simulator.world;
    const create = driver.stripe.transfers.create.bind(driver.stripe.transfers);
    // The sale lands after the last check and before the credit does.
    driver.stripe.transfers.create = async (...args: Parameters<typeof create>) => {
      acts.topUpSeller(seller, 8_000, 'usd');
      return create(...args);
    };
    const state = await say({ outcome: 'forgive' });
    expect(credits().map(({ move }) => [move.kind, move.amountMinor])).toEqual([
      ['credit', 20_000],
      ['credit_reversal', 8_000],
    ]);
    expect(await available()).toBe(0);
    expect(state.closed).toMatchObject({ reason: 'let_go' });
    const row = await driver.db.selectFrom('cases').select('summary').executeTakeFirstOrThrow();
    expect(row.summary).toMatchObject({ letGoMinor: 12_000 });
  });

  test('again with the same update, after the run was lost, sends nothing twice', async () => {
    await owes(20_000);
    await driver.sayToCase(seller, USD, { by: BY, outcome: 'forgive', amountMinor: 5_000 }, 'same');
    driver.forget(`${seller}:${USD}`);
    await look();
    await driver.sayToCase(seller, USD, { by: BY, outcome: 'forgive', amountMinor: 5_000 }, 'same');
    expect(credits()).toHaveLength(1);
    expect(await available()).toBe(-15_000);
  });
});

describe('an advance', () => {
  test('brings the balance to zero and becomes a claim, which later sales pay', async () => {
    await disputed(20_000, 0);
    const state = await say({ outcome: 'advance' });
    expect(state.facts?.claims).toMatchObject([{ form: 'credit', openMinor: 20_000 }]);
    expect(await available()).toBe(0);
    const { acts } = driver.simulator.world;
    acts.sale({ model: 'destination', seller, amountMinor: 30_000, currency: 'usd' });
    await driver.advance(3 * DAY_MS);
    expect((await driver.lookAtCase(seller, USD)).closed).toMatchObject({ reason: 'recovered' });
    expect(await available()).toBe(10_000);
    expect(driver.simulator.world.verdict().totals).toMatchObject([
      { overpaidMinor: 0, recoveredTwiceMinor: 0, unexplainedMinor: 0 },
    ]);
  });
});

describe('money that the seller paid outside', () => {
  test('pays the shortfall by a credit, then claims without a move, and what is left is said', async () => {
    const state = await disputed(10_000, 1_500);
    expect(state.facts).toMatchObject({
      shortfallMinor: 10_000,
      claims: [{ form: 'fee', openMinor: 1_500 }],
    });

    driver.simulator.world.acts.sellerPaysOutside(seller, 12_000, 'usd');
    const paid = await say({ outcome: 'paidOutside', amountMinor: 12_000, reference: 'bank-77' });
    expect(credits()).toMatchObject([{ move: { purpose: 'paidOutside', amountMinor: 10_000 } }]);
    expect(paid.facts).toMatchObject({ shortfallMinor: 0, claims: [] });
    expect(paid.closed).toMatchObject({ reason: 'recovered' });
    const rest = (await openAttention(driver.db)).find((item) => item.kind === 'paid_outside_rest');
    expect(rest?.message).toContain('5.00 USD more than it owed (payment bank-77');
  });

  test('is entered once: the same reference is refused', async () => {
    await owes(20_000);
    await say({ outcome: 'paidOutside', amountMinor: 5_000, reference: 'bank-1' });
    await expect(say({ outcome: 'paidOutside', amountMinor: 5_000, reference: 'bank-1' })).rejects.toThrow(
      'the payment bank-1 was entered for this case already',
    );
  });
});

describe('what stands in the way of a credit', () => {
  test('a transfer made elsewhere is for a person, and goes on once it is judged', async () => {
    await owes(20_000);
    const create = driver.stripe.payouts.list.bind(driver.stripe.payouts);
    let isSent = false;
    driver.stripe.payouts.list = (...args: Parameters<typeof create>) => {
      if (!isSent) driver.simulator.world.acts.dashboardTransfer(seller, 3_000, 'usd');
      isSent = true;
      return create(...args);
    };
    const asked = await say({ outcome: 'forgive' });
    expect(credits()).toEqual([]);
    expect(asked.asks).toMatchObject([{ waits: 'a person to judge a transfer made elsewhere' }]);
    const item = (await openAttention(driver.db)).find(({ kind }) => kind === 'transfer_elsewhere');
    await settleAttention(driver.db, item?.key ?? '', 'ben', momentAt(WALL_CLOCK, driver.nowMs()));
    const state = await look();
    expect(state.closed).toMatchObject({ reason: 'let_go' });
    expect(credits()).toMatchObject([{ move: { amountMinor: 17_000 } }]);
  });

  test('an account that may not receive transfers, or cannot be reached', async () => {
    await owes(20_000);
    driver.simulator.world.acts.reject(seller, 'fraud');
    const rejected = await say({ outcome: 'forgive' });
    expect(rejected.asks[0]?.waits).toContain('capability transfers');
    driver.simulator.world.acts.deauthorize(seller);
    const gone = await look();
    expect(gone.asks[0]?.waits).toContain('cannot be reached');
    expect(credits()).toEqual([]);
    expect(await attentionKinds()).toEqual(expect.arrayContaining(['unreachable', 'answer_waits']));
  });

  test('a bank debit that is under way, also one that the case has not seen', async () => {
    const { acts } = driver.simulator.world;
    acts.setDebitNegativeBalances(seller, true);
    const transfer = (await driver.stripe.transfers.list({ destination: seller })).data[0]?.id ?? '';
    acts.dashboardReversal(transfer, 20_000);
    await driver.advance(HOUR_MS);
    await driver.lookAtCase(seller, USD);
    await driver.advance(2 * DAY_MS);
    const state = await driver.sayToCase(seller, USD, { by: BY, outcome: 'forgive' }, 'u-1');
    expect(credits()).toEqual([]);
    expect(state.asks).toHaveLength(1);
    await driver.advance(20 * DAY_MS);
    const settled = await driver.lookAtCase(seller, USD);
    expect(settled.closed).toMatchObject({ reason: 'recovered' });
    expect(credits()).toEqual([]);
  });
});

describe('letting go of claims', () => {
  async function claimOf(amountMinor: number): Promise<void> {
    await owes(amountMinor);
    await say({ outcome: 'advance' });
    if (amountMinor >= 50_000) {
      await answerRequest(true);
      await look();
    }
  }

  test('writes off every open one, and closes the case', async () => {
    await claimOf(20_000);
    const state = await say({ outcome: 'writeOffClaim' });
    expect(state.closed).toMatchObject({ reason: 'let_go' });
    const row = await driver.db.selectFrom('cases').select('summary').executeTakeFirstOrThrow();
    expect(row.summary).toMatchObject({ letGoMinor: 20_000 });
  });

  test('a large one takes two people', async () => {
    await claimOf(60_000);
    const asked = await say({ outcome: 'writeOffClaim' });
    expect(asked.facts?.claims).toHaveLength(1);
    await answerRequest(true);
    expect((await look()).closed).toMatchObject({ reason: 'let_go' });
  });
});
