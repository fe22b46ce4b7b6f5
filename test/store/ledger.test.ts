import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  accountId,
  caseWorkflowId,
  disputeCause,
  disputeId,
  disputeWorkflowId,
  transferId,
} from '../../src/domain/ids';
import type { Part } from '../../src/domain/ledger/books';
import type { Movement, MovementMeaning } from '../../src/domain/ledger/movement';
import { currency } from '../../src/domain/money';
import type { AccountDebitMove, GiveBackMove, Move, ReversalMove } from '../../src/domain/moves';
import { moveKey } from '../../src/domain/moves';
import type { Tx } from '../../src/store/database';
import { appendDecision } from '../../src/store/decisions';
import { createLedger } from '../../src/store/ledger';
import type { WakeSubject } from '../../src/store/schema';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const A = accountId('acct_A');
const usd = currency('usd');
const eur = currency('eur');
const dp1 = disputeCause(disputeId('dp_1'));
const flow = disputeWorkflowId(disputeId('dp_1'));
const owner = caseWorkflowId(A, usd);
const DAY = 86_400_000;

let fresh: FreshDatabase;
let woken: WakeSubject[];
const ledger = createLedger(async (_tx, subject) => woken.push(subject));
beforeEach(async () => {
  fresh = await freshDatabase();
  woken = [];
});
afterEach(async () => fresh.close());

const inTx = <T>(work: (tx: Tx) => Promise<T>) => fresh.db.transaction().execute(work);

let made = 0;
const movement = (amountMinor: number, meaning: MovementMeaning, more: Partial<Movement> = {}): Movement => {
  made += 1;
  return {
    balanceTransaction: `txn_${made}`,
    type: meaning.kind,
    effectiveMs: made * DAY,
    amountMinor,
    currency: usd,
    meaning,
    ...more,
  };
};
const book = (...movements: Movement[]) =>
  inTx((tx) => ledger.bookMovements(tx, A, movements[0]?.currency ?? usd, 0, movements));
const INCOME: MovementMeaning = { kind: 'income' };
const BANK: MovementMeaning = { kind: 'bank', returns: null };
const reversalSeen: MovementMeaning = {
  kind: 'transit',
  cause: dp1,
  part: 'principal',
  sinceMs: 5 * DAY,
  transferAmountMinor: 0,
  transferCurrency: usd,
};
const collection = (writeOffUpToMinor = 0): MovementMeaning => ({
  kind: 'collection',
  collectionTransfer: 'ct_1',
  owner,
  writeOffUpToMinor,
});

const base = { cause: dp1, account: A, currency: usd, n: 0, workflowId: flow, claimId: null };
const reversal = (amountMinor: number, more: Partial<ReversalMove> = {}): ReversalMove => ({
  ...base,
  kind: 'reversal',
  part: 'principal',
  amountMinor,
  transfer: transferId('tr_1'),
  refundApplicationFee: false,
  applicationFeeMinor: 0,
  ...more,
});
const debit = (amountMinor: number, more: Partial<AccountDebitMove>): AccountDebitMove => ({
  ...base,
  kind: 'account_debit',
  part: 'principal',
  amountMinor,
  ...more,
});
const giveBack = (amountMinor: number): GiveBackMove => ({
  ...base,
  kind: 'give_back',
  part: 'principal',
  amountMinor,
  dispute: disputeId('dp_1'),
});

/** As the door leaves it: a row in state moved, and the books told. */
const moved = (move: Move) =>
  inTx(async (tx) => {
    const decision = { kind: 'move', subject: flow, actor: 'recoup', inputs: {}, reason: '', policyHash: '' };
    const at = { wallMs: 0, clockMs: 0 };
    const key = moveKey(move);
    const decisionId = await appendDecision(tx, { ...decision, action: { key }, verdict: 'acted' }, at);
    await sql`insert into money_moves (key, idempotency_key, kind, cause, part, object, n, account, currency,
      amount_minor, claim_id, request, decision_id, workflow_id, state, created_clock)
      values (${key}, ${key}, ${move.kind}, ${move.cause}, ${move.part}, 'object', ${move.n}, ${A}, ${move.currency},
      ${move.amountMinor}, ${move.claimId}, '{}', ${decisionId}, ${flow}, 'moved', now())`.execute(tx);
    await ledger.bookMove(tx, move, 'tr_x', 6 * DAY);
  });
const feeClaim = (amountMinor: number, object = 'dp_1') =>
  inTx((tx) =>
    ledger.openClaim(tx, {
      form: 'fee',
      object,
      account: A,
      currency: usd,
      cause: dp1,
      part: 'fee',
      amountMinor,
      transfer: null,
      owner: flow,
      sinceMs: 5 * DAY,
      effectiveMs: 5 * DAY,
      causeCurrency: usd,
      pairCauseMinor: amountMinor,
      pairClaimMinor: amountMinor,
    }),
  );

const claimsOf = (code = usd) =>
  inTx(async (tx) => (await ledger.openClaims(tx, A, code)).map((claim) => [claim.claimId, claim.openMinor]));
const balance = (code = usd) => inTx((tx) => ledger.balanceBook(tx, A, code));
const books = (part: Part) =>
  inTx(async (tx) => {
    const row = (await ledger.causeBooks(tx, dp1)).find((one) => one.part === part);
    return [row?.takenMinor ?? 0, row?.openClaimsMinor ?? 0, row?.writtenOffMinor ?? 0];
  });
const bookTotal = async (name: string) => {
  const { rows } = await sql<{ sum: number }>`select coalesce(sum(amount_minor), 0) as sum from postings
    where book = ${name}`.execute(fresh.db);
  return rows[0]?.sum;
};

/** Worked example 3 up to its sixth step: lost, debited, returned, cleared, and a later sale. */
async function clearedAndSold() {
  const claimId = await feeClaim(1500);
  await moved(reversal(10_000));
  await book(movement(-10_000, reversalSeen));
  const debited = movement(10_000, BANK);
  await book(debited, movement(-10_000, { kind: 'bank', returns: debited.balanceTransaction }));
  await book(movement(10_000, collection()));
  await book(movement(6_000, INCOME));
  return { claimId, cleared: 'cleared:ct_1:dp_1:principal' as typeof claimId };
}

describe('the books', () => {
  test('keep the cause of a shortfall through a debit, its return and the clearing (example 3)', async () => {
    const { cleared } = await clearedAndSold();
    expect(await balance()).toMatchObject({ freeMinor: 6_000, owed: [] });
    expect(await books('principal')).toEqual([0, 10_000, 0]);
    await moved(debit(6_000, { claimId: cleared }));
    await book(movement(-6_000, reversalSeen));
    expect(await books('principal')).toEqual([6_000, 4_000, 0]);
    expect(await books('fee')).toEqual([0, 1_500, 0]);
    expect(await claimsOf()).toEqual([
      [cleared, 4_000],
      ['fee:dp_1:acct_A', 1_500],
    ]);
    expect(await bookTotal('transit')).toBe(0);
  });

  test('release, set off and give back after a win on appeal (example 4)', async () => {
    const { cleared, claimId } = await clearedAndSold();
    await moved(debit(6_000, { claimId: cleared }));
    await book(movement(-6_000, reversalSeen));
    const from = { cause: dp1, part: 'principal' as const, account: A, currency: usd };
    await inTx((tx) => ledger.releaseClaim(tx, 'dp_1:0', cleared, 4_000, 9 * DAY));
    await inTx((tx) => ledger.setOff(tx, 'dp_1:0', from, claimId, 1_500, 9 * DAY));
    expect(await books('principal')).toEqual([4_500, 0, 0]);
    await moved(giveBack(4_500));
    await book(movement(4_500, reversalSeen));
    expect(await books('principal')).toEqual([0, 0, 0]);
    expect(await books('fee')).toEqual([1_500, 0, 0]);
    expect(await claimsOf()).toEqual([]);
    expect(await balance()).toMatchObject({ freeMinor: 4_500 });
    expect([await bookTotal('platform'), await bookTotal('transit')]).toEqual([0, 0]);
  });

  test('tie a claim in another currency to its cause by the pair of that reversal (example 12c)', async () => {
    await moved(reversal(10_000));
    const seen = { ...reversalSeen, transferAmountMinor: -10_000 };
    await book(movement(-9_310, seen, { currency: eur }));
    await book(movement(9_310, collection(), { currency: eur }));
    expect(await books('principal')).toEqual([0, 10_000, 0]);
    expect(await claimsOf(eur)).toEqual([['cleared:ct_1:dp_1:principal', 9_310]]);
    const claimId = 'cleared:ct_1:dp_1:principal' as Awaited<ReturnType<typeof feeClaim>>;
    await book(movement(4_655, INCOME, { currency: eur }));
    await moved(debit(4_655, { claimId, currency: eur }));
    expect(await books('principal')).toEqual([5_000, 5_000, 0]);
    await inTx((tx) => ledger.releaseClaim(tx, 'dp_1:0', claimId, 4_655, 9 * DAY));
    expect(await books('principal')).toEqual([5_000, 0, 0]);
  });

  test('write off a clearing that is too small to follow', async () => {
    await moved(reversal(2_000));
    await book(movement(-2_000, reversalSeen), movement(2_000, collection(2_500)));
    expect(await books('principal')).toEqual([0, 0, 2_000]);
    expect(await claimsOf()).toEqual([]);
  });

  test('divide a partial clearing by age, fees last, and leave the rest a shortfall (R12)', async () => {
    const fee: MovementMeaning = { ...reversalSeen, part: 'fee', sinceMs: DAY };
    const older: MovementMeaning = {
      kind: 'direct',
      cause: disputeCause(disputeId('dp_0')),
      part: 'principal',
      sinceMs: 2 * DAY,
    };
    await book(movement(-100, fee), movement(-400, reversalSeen), movement(-500, older));
    await book(movement(700, collection()));
    expect(await claimsOf()).toEqual([
      ['cleared:ct_1:dp_0:principal', 500],
      ['cleared:ct_1:dp_1:principal', 200],
    ]);
    expect((await balance()).owed).toEqual([
      { cause: dp1, part: 'principal', sinceMs: 5 * DAY, amountMinor: 200 },
      { cause: dp1, part: 'fee', sinceMs: DAY, amountMinor: 100 },
    ]);
  });

  test('open with the balance that was there before', async () => {
    await inTx((tx) => ledger.bookMovements(tx, A, usd, -300, [movement(-200, BANK)]));
    expect(await balance()).toMatchObject({
      freeMinor: 0,
      owed: [{ cause: `other:${A}`, amountMinor: 500 }],
    });
  });
});

describe('everything is booked once', () => {
  test('a balance transaction, also by many at the same time', async () => {
    const movements = [movement(500, INCOME), movement(-200, BANK), movement(-900, reversalSeen)];
    const answers = await Promise.all(Array.from({ length: 8 }, () => book(...movements)));
    expect(answers.flat().sort()).toEqual(movements.map((one) => one.balanceTransaction).sort());
    expect(await balance()).toMatchObject({ freeMinor: 0, owed: [{ cause: dp1, amountMinor: 600 }] });
  });

  test('a claim, a release, a reversal made elsewhere', async () => {
    const claimId = await feeClaim(1_500);
    expect(await feeClaim(1_500)).toBe(claimId);
    const release = () => inTx((tx) => ledger.releaseClaim(tx, 'dp_1:0', claimId, 500, DAY));
    await release();
    await release();
    expect(await claimsOf()).toEqual([[claimId, 1_000]]);
    const elsewhere = {
      reversalId: 'trr_9',
      cause: dp1,
      part: 'principal' as const,
      account: A,
      amountMinor: 70,
      currency: usd,
      effectiveMs: DAY,
    };
    await inTx((tx) => ledger.bookReversalElsewhere(tx, elsewhere));
    await inTx((tx) => ledger.bookReversalElsewhere(tx, elsewhere));
    expect(await books('principal')).toEqual([70, 0, 0]);
  });

  test('never more of a claim than is open', async () => {
    const claimId = await feeClaim(1_500);
    await inTx((tx) => ledger.writeOff(tx, 'a', claimId, 1_000, DAY));
    await inTx((tx) => ledger.releaseClaim(tx, 'b', claimId, 1_000, DAY));
    expect(await books('fee')).toEqual([0, 0, 1_000]);
    expect(await claimsOf()).toEqual([]);
  });
});

test('a claim that is opened wakes the account while no case is open, else its case', async () => {
  await feeClaim(1_500);
  expect(woken).toEqual([{ kind: 'account', account: A }]);
  await sql`insert into cases (account, currency, workflow_id, state, opened_clock, negative_since_clock, clears_clock)
    values (${A}, 'usd', ${owner}, 'collecting', now(), now(), now())`.execute(fresh.db);
  await feeClaim(200, 'dp_1.1');
  expect(woken.at(-1)).toEqual({ kind: 'case', account: A, currency: usd });
});

test('an entry that does not balance is refused by the database as well', async () => {
  await book(movement(500, INCOME));
  const unbalanced = sql`insert into postings (entry_id, line, book, account, currency, amount_minor)
    select entry_id, 9, 'free', account, 'usd', 1 from entries`.execute(fresh.db);
  await expect(unbalanced).rejects.toThrow('does not balance');
});

test('a movement in another currency, or with a fraction, is refused whole', async () => {
  await expect(book(movement(500, INCOME), movement(1, INCOME, { currency: eur }))).rejects.toThrow(
    'each currency',
  );
  await expect(book(movement(1.5, INCOME))).rejects.toThrow('whole number of minor units');
  expect(await bookTotal('free')).toBe(0);
});
