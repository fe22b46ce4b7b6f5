import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { accountId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import type { Tx } from '../../src/store/database';
import {
  dueReserves,
  heldReserves,
  holdReserve,
  passReserves,
  releaseReserves,
  takeDueReserves,
  type Lies,
} from '../../src/store/reserves';
import { emptyDatabase, type FreshDatabase } from '../support/postgres';

const A = accountId('acct_A');
const B = accountId('acct_B');
const usd = currency('usd');
const DAY = 86_400_000;

let fresh: FreshDatabase;
beforeEach(async () => {
  fresh = await emptyDatabase();
});
afterEach(async () => fresh.close());

const inTx = <T>(work: (tx: Tx) => Promise<T>) => fresh.db.transaction().execute(work);
const purse = (lies: Lies = 'platform', account = A) => ({ account, currency: usd, lies });
/** Line `lineId` holds an amount on its day, for ninety days. */
const hold = (lineId: number, amountMinor: number, of = purse(), day = lineId) =>
  inTx((tx) =>
    holdReserve(
      tx,
      lineId,
      of,
      { amountMinor, basisPoints: 1_000, releasesAtMs: (day + 90) * DAY },
      day * DAY,
    ),
  );
const take = async (lineId: number, day: number, account = A) => {
  const taken = await inTx((tx) => takeDueReserves(tx, [{ lineId, account }], usd, 'platform', day * DAY));
  return taken.get(lineId) ?? 0;
};
const release = (lineId: number, day: number) => inTx((tx) => releaseReserves(tx, lineId, day * DAY));
const due = async (day: number, lies: Lies = 'platform') =>
  (await dueReserves(fresh.db, usd, lies, day * DAY)).map((row) => [row.account, row.amountMinor]);
const held = async (lineId: number | null = null, lies: Lies = 'platform') =>
  (await heldReserves(fresh.db, purse(lies), lineId)).map((row) => row.amountMinor);
const bookTotal = async (book: string) => {
  const { rows } = await sql<{ minor: number | null }>`
    select sum(amount_minor) as minor from postings where book = ${book} and account = ${A}`.execute(
    fresh.db,
  );
  return rows[0]?.minor ?? 0;
};

describe('what is held of earnings', () => {
  test('is in the books until it is let go, and touches nothing that the account has', async () => {
    await hold(1, 1_000);
    expect(await bookTotal('reserved')).toBe(1_000);
    expect(await bookTotal('income')).toBe(-1_000);
    expect(await bookTotal('free')).toBe(0);
    expect(await held()).toEqual([1_000]);
    await take(2, 91);
    await release(2, 91);
    expect(await bookTotal('reserved')).toBe(0);
    expect(await bookTotal('income')).toBe(0);
    expect(await held()).toEqual([]);
  });

  test('is due on its day and not before, each for itself', async () => {
    await hold(1, 1_000);
    await hold(2, 700);
    await hold(3, 50, purse('platform', B));
    expect(await due(90)).toEqual([]);
    expect(await due(91)).toEqual([['acct_A', 1_000]]);
    expect(await due(93)).toEqual([
      ['acct_A', 1_700],
      ['acct_B', 50],
    ]);
  });

  test('is held once by a line, and let go once, however often it is said', async () => {
    await hold(1, 1_000);
    await hold(1, 1_000);
    expect(await bookTotal('reserved')).toBe(1_000);
    await take(2, 91);
    await release(2, 91);
    await release(2, 92);
    expect(await bookTotal('reserved')).toBe(0);
  });

  test('is in the gross of one line only, whoever asks next', async () => {
    await hold(1, 1_000);
    expect(await take(2, 91)).toBe(1_000);
    expect(await take(3, 91)).toBe(0);
    expect(await due(91)).toEqual([]);
  });

  test('that is taken by a line that pays nothing passes to the one that pays in its place, or is due again', async () => {
    await hold(1, 1_000);
    await take(2, 91);
    await inTx((tx) => passReserves(tx, 2, 3));
    await release(2, 92);
    expect(await bookTotal('reserved')).toBe(1_000);
    await inTx((tx) => passReserves(tx, 3, null));
    expect(await due(93)).toEqual([['acct_A', 1_000]]);
    await take(4, 93);
    await release(4, 93);
    await inTx((tx) => passReserves(tx, 4, null));
    expect(await due(94)).toEqual([]);
  });

  test('is taken for many lines at once, each its own seller’s', async () => {
    await hold(1, 1_000);
    await hold(2, 700);
    await hold(3, 50, purse('platform', B));
    const taken = await inTx((tx) =>
      takeDueReserves(
        tx,
        [
          { lineId: 10, account: A },
          { lineId: 11, account: B },
          { lineId: 12, account: accountId('acct_C') },
        ],
        usd,
        'platform',
        92 * DAY,
      ),
    );
    expect([...taken]).toEqual([[10, 1_700]]);
  });
});

describe('what is held on the account itself', () => {
  test('is a part of what is free there: the books know no more of it', async () => {
    await hold(1, 1_000, purse('account'));
    expect(await bookTotal('reserved')).toBe(0);
    expect(await held(null, 'account')).toEqual([1_000]);
    expect(await held()).toEqual([]);
    expect(await due(91, 'account')).toEqual([['acct_A', 1_000]]);
    expect(await due(91)).toEqual([]);
  });

  test('counts as held for every line but the one that took it', async () => {
    await hold(1, 1_000, purse('account'));
    await hold(2, 300, purse('account'));
    await inTx((tx) => takeDueReserves(tx, [{ lineId: 3, account: A }], usd, 'account', 91 * DAY));
    expect(await held(3, 'account')).toEqual([300]);
    expect(await held(4, 'account')).toEqual([1_000, 300]);
    await release(3, 91);
    expect(await held(4, 'account')).toEqual([300]);
  });
});
