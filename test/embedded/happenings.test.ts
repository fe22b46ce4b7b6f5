import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { happeningsSince, toldUntilNow } from '../../src/embedded/happenings';
import { raiseAttention, settleAttention } from '../../src/store/attention';
import { appendDecision } from '../../src/store/decisions';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const at = { wallMs: Date.UTC(2026, 10, 2), clockMs: Date.UTC(2026, 11, 2) };

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(() => database.close());

const decide = (verdict: 'acted' | 'held', subject: string) =>
  database.db.transaction().execute((tx) =>
    appendDecision(
      tx,
      {
        kind: 'reversal',
        subject,
        actor: 'recoup',
        inputs: {},
        reason: 'the door is frozen',
        policyHash: 'p',
        action: { amountMinor: 100 },
        verdict,
      },
      at,
    ),
  );

test('what happened before the start is not told again, and each thing after it once', async () => {
  const { db } = database;
  await decide('held', 'case:acct_before:usd');
  const told = await toldUntilNow(db);
  await decide('held', 'case:acct_after:usd');
  await decide('acted', 'case:acct_moved:usd');
  await db.transaction().execute((tx) =>
    raiseAttention(
      tx,
      {
        key: 'k',
        subject: 'case:acct_after:usd',
        kind: 'gate',
        message: 'A decision is owed.',
        command: null,
      },
      at,
    ),
  );
  const first = await happeningsSince(db, told);
  expect(first.happenings.map(({ account, what }) => [account, what])).toEqual([
    [null, 'held back: reversal: case:acct_after:usd: the door is frozen'],
    ['acct_after', 'NEEDS A PERSON: A decision is owed.'],
  ]);
  expect(first.happenings.map(({ asked }) => asked)).toEqual([
    null,
    { kind: 'gate', subject: 'case:acct_after:usd', command: null },
  ]);
  await db.transaction().execute((tx) => settleAttention(tx, 'k', 'ana', at));
  expect((await happeningsSince(db, first.told)).happenings).toEqual([]);
});

test('a case is told of when it opens and when it closes', async () => {
  const { db } = database;
  const told = await toldUntilNow(db);
  const day = new Date(at.clockMs);
  await db
    .insertInto('cases')
    .values({
      account: 'acct_ada',
      currency: 'usd',
      workflow_id: 'case:acct_ada:usd',
      state: 'open',
      opened_clock: day,
      negative_since_clock: day,
      clears_clock: day,
      peak_owed_minor: 49_500,
    })
    .execute();
  const opened = await happeningsSince(db, told);
  expect(opened.happenings.map(({ what }) => what)).toEqual(['case 1 opened: owes 495.00 USD']);
  await db
    .updateTable('cases')
    .set({ closed_clock: day, close_reason: 'nothing_owed', updated_at: new Date() })
    .execute();
  const closed = await happeningsSince(db, opened.told);
  expect(closed.happenings.map(({ what }) => what)).toEqual([
    'case 1 closed: nothing owed (at most 495.00 USD was owed)',
  ]);
});

test('a refund is told without a seller, for it is the platform that makes it', async () => {
  const { db } = database;
  const told = await toldUntilNow(db);
  await decide('acted', 'refund:rq_1');
  const { decision_id } = await db
    .selectFrom('decisions')
    .select('decision_id')
    .orderBy('seq', 'desc')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('money_moves')
    .values({
      key: 'recoup:v1:refund:rq_1:ch_1:0',
      idempotency_key: 'k',
      kind: 'refund',
      cause: 'rq_1',
      part: 'principal',
      object: 'ch_1',
      n: 0,
      account: 'platform',
      currency: 'usd',
      amount_minor: 1_250,
      request: '{}',
      decision_id,
      workflow_id: 'refund:rq_1',
      state: 'moved',
      created_clock: new Date(at.clockMs),
      settled_at: new Date(at.wallMs),
    })
    .execute();
  const { happenings } = await happeningsSince(db, told);
  expect(happenings).toMatchObject([{ account: null, what: 'refunded 12.50 USD for rq_1' }]);
});
