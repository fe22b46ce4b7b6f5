import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { accountId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { payoutDate } from '../../src/domain/payout/run-id';
import { insertLines, linesOf } from '../../src/store/payout-lines';
import { insertRun } from '../../src/store/payout-runs';
import { emptyDatabase, type FreshDatabase } from '../support/postgres';

let fresh: FreshDatabase;
beforeEach(async () => {
  fresh = await emptyDatabase();
});
afterEach(async () => fresh.close());

test('a run has as many lines as there are sellers to pay, in their order', async () => {
  const at = { wallMs: Date.UTC(2026, 10, 23), clockMs: Date.UTC(2026, 10, 23) };
  const accounts = Array.from({ length: 10_000 }, (_, n) => accountId(`acct_${n}`));
  const { run, ids } = await fresh.db.transaction().execute(async (tx) => {
    const row = await insertRun(
      tx,
      {
        date: payoutDate('2026-11-23'),
        currency: currency('usd'),
        mode: 'transfer',
        version: 1,
        dryRun: false,
        idempotencyKey: null,
        askedHash: 'hash',
        askedBy: 'ana',
      },
      at,
    );
    const lines = accounts.map((account) => ({
      account,
      earnedMinor: 100,
      carriedMinor: 0,
      releasedMinor: 0,
    }));
    return { run: row, ids: await insertLines(tx, row, lines, at) };
  });
  expect(ids.size).toBe(10_000);
  const planned = await linesOf(fresh.db, run, 'planned', 10_000);
  expect(planned.map(({ account }) => account)).toEqual(accounts);
});
