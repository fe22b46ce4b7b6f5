import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openAttention, raiseAttention, settleAttention, settleAttentionOf } from '../../src/store/attention';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(async () => fresh.close());

const at = (wallMs: number) => ({ wallMs, clockMs: wallMs });
const about = (key: string, message = 'what happened') => ({
  key,
  subject: 'case:acct_A:usd',
  kind: 'test',
  message,
  command: null,
});
const open = async () => (await openAttention(fresh.db)).map((row) => [row.key, row.message]);

test('is raised once while it is open, in its latest words, and anew after it was settled', async () => {
  expect(await raiseAttention(fresh.db, about('a'), at(1))).toBe(true);
  expect(await raiseAttention(fresh.db, about('a', 'worse'), at(2))).toBe(false);
  expect(await open()).toEqual([['a', 'worse']]);
  expect(await settleAttention(fresh.db, 'a', 'ana', at(3))).toBe(true);
  expect(await settleAttention(fresh.db, 'a', 'ana', at(4))).toBe(false);
  expect(await open()).toEqual([]);
  expect(await raiseAttention(fresh.db, about('a', 'again'), at(5))).toBe(true);
  const rows = await fresh.db
    .selectFrom('attention')
    .select(['message', 'settled_by'])
    .orderBy('attention_id')
    .execute();
  expect(rows).toEqual([
    { message: 'worse', settled_by: 'ana' },
    { message: 'again', settled_by: null },
  ]);
});

test('of one subject is settled together, and no other', async () => {
  await raiseAttention(fresh.db, about('b'), at(6));
  await raiseAttention(fresh.db, { ...about('other'), subject: 'dispute:dp_1' }, at(6));
  expect(await settleAttentionOf(fresh.db, 'case:acct_A:usd', 'recoup', at(7))).toBe(2);
  expect(await open()).toEqual([['other', 'what happened']]);
});

test('raised by many at once is one', async () => {
  const raised = await Promise.all(
    Array.from({ length: 8 }, () => raiseAttention(fresh.db, about('many'), at(8))),
  );
  expect(raised.filter(Boolean)).toHaveLength(1);
});
