import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { queueNotice } from '../../src/store/notices';
import type { NoticeInput } from '../../src/store/ports';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(async () => fresh.close());

const NOTICE: NoticeInput = {
  subject: 'case:1',
  rung: 'day7',
  audience: 'seller',
  template: 'reminder',
  params: { owedMinor: 500, causes: ['dp_1'] },
  account: null,
};
const queue = (notice: NoticeInput, sendAtMs: number) =>
  fresh.db.transaction().execute((tx) => queueNotice(tx, notice, sendAtMs, { wallMs: 1, clockMs: 2 }));

test('a notice is queued once for its case number, rung and audience; the first hour stands', async () => {
  expect(await queue(NOTICE, 1_000)).toBe(true);
  expect(await queue({ ...NOTICE, params: {} }, 2_000)).toBe(false);
  expect(await queue({ ...NOTICE, audience: 'team' }, 1_000)).toBe(true);
  expect(await queue({ ...NOTICE, subject: 'case:2' }, 1_000)).toBe(true);
  const rows = await fresh.db.selectFrom('notices').selectAll().orderBy('notice_id').execute();
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatchObject({ send_at: 1_000, created_clock: 2, state: 'queued', params: NOTICE.params });
});
