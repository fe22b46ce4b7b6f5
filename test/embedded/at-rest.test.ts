import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { isAtRest } from '../../src/embedded/at-rest';
import { raiseAttention, settleAttention } from '../../src/store/attention';
import { appendDecision } from '../../src/store/decisions';
import { raiseWake } from '../../src/store/wakes';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const WALL_MS = Date.UTC(2026, 10, 2);

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(() => database.close());

test('a run in which nothing has happened is at rest, and one with a wake to send is not', async () => {
  const { db } = database;
  expect(await isAtRest(db, 5_000, WALL_MS)).toBe(true);
  await db.transaction().execute((tx) => raiseWake(tx, { kind: 'account', account: 'acct_1' }, 'now'));
  expect(await isAtRest(db, 5_000, WALL_MS)).toBe(false);
});

test('a step that waits to be tried again is something to wait for', async () => {
  const { db } = database;
  const at = { wallMs: WALL_MS, clockMs: WALL_MS };
  const item = { key: 'k', subject: 'dispute:dp_1', kind: 'unavailable', message: 'm', command: null };
  await db.transaction().execute((tx) => raiseAttention(tx, item, at));
  expect(await isAtRest(db, 5_000, WALL_MS)).toBe(false);
  await db.transaction().execute((tx) => settleAttention(tx, 'k', 'ana', at));
  expect(await isAtRest(db, 5_000, WALL_MS)).toBe(true);
});

test('what was decided a moment ago may have more to follow', async () => {
  const { db } = database;
  await db.transaction().execute((tx) =>
    appendDecision(
      tx,
      {
        kind: 'note',
        subject: 'case:acct_1:usd',
        actor: 'ana',
        inputs: {},
        reason: 'seen',
        policyHash: '',
        action: {},
        verdict: 'recorded',
      },
      { wallMs: WALL_MS, clockMs: WALL_MS },
    ),
  );
  expect(await isAtRest(db, 5_000, WALL_MS + 4_999)).toBe(false);
  expect(await isAtRest(db, 5_000, WALL_MS + 5_000)).toBe(true);
});
