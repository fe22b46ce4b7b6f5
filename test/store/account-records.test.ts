import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { StandingFound } from '../../src/domain/account/standing-found';
import { accountId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { defaultPolicy } from '../../src/policy-file';
import { readRecord, recordRead, type Read } from '../../src/store/account-records';
import { readAccount, recordFigures } from '../../src/store/accounts';
import { goodRecord, NO_BUCKETS } from '../support/account-records';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.close());
beforeEach(() => sql`truncate accounts, account_changes`.execute(fresh.db));

const A = accountId('acct_A');
const GONE: Read = { reachable: false };
const DAY = 86_400_000;

type Words = { readonly transfers?: string } & Partial<StandingFound>;

function found({ transfers = 'active', ...fields }: Words = {}): Read {
  const { readWallMs: _at, reachable: _is, currencies: _held, capabilities: _can, ...rest } = goodRecord();
  const word = (state: string) => ({
    state: state === 'active' ? ('active' as const) : ('pending' as const),
    word: state,
  });
  return { reachable: true, found: { ...rest, capabilities: { transfers: word(transfers) }, ...fields } };
}

const read = (what: Read, atMs: number, startedMs = atMs) =>
  fresh.db
    .transaction()
    .execute((tx) =>
      recordRead(tx, A, what, startedMs, { wallMs: atMs, clockMs: atMs * 10 }, defaultPolicy()),
    );
const changes = () =>
  fresh.db.selectFrom('account_changes').select(['what', 'before', 'after', 'seen_clock']).execute();

describe('what is known of an account', () => {
  test('is nothing before anything named it, and all that a read told after that', async () => {
    expect(await readRecord(fresh.db, A)).toBeNull();
    await read(found(), 100);
    expect(await readRecord(fresh.db, A)).toEqual({
      ...goodRecord(),
      readWallMs: 100,
      capabilities: { transfers: { state: 'active', word: 'active', sinceMs: 1_000 } },
    });
    expect(await changes()).toEqual([]);
  });

  test('has currencies of its balance, its banks and its own', async () => {
    await read(found(), 100);
    await recordFigures(fresh.db, A, { availableMinor: { usd: 0 } }, { wallMs: 100, clockMs: 0 });
    expect((await readRecord(fresh.db, A))?.currencies).toEqual(['eur', 'usd']);
  });

  test('changes with a line for each thing, and a capability is in its state since the look that saw it so', async () => {
    await read(found(), 100);
    await read(found({ transfers: 'pending', payoutsEnabled: false }), 200);
    await read(found({ transfers: 'pending' }), 300);
    expect(await changes()).toEqual([
      { what: 'capability:transfers', before: 'active', after: 'pending', seen_clock: 2_000 },
      { what: 'payouts_enabled', before: 'yes', after: 'no', seen_clock: 2_000 },
      { what: 'payouts_enabled', before: 'no', after: 'yes', seen_clock: 3_000 },
    ]);
    expect((await readRecord(fresh.db, A))?.capabilities['transfers']).toEqual({
      state: 'pending',
      word: 'pending',
      sinceMs: 2_000,
    });
  });

  test('stands when it can no longer be reached, and it is back when it answers again', async () => {
    await read(found(), 100);
    await read(GONE, 200);
    expect(await readRecord(fresh.db, A)).toMatchObject({ reachable: false, country: 'DE', readWallMs: 100 });
    await read(found(), 300);
    expect(await readRecord(fresh.db, A)).toMatchObject({ reachable: true, readWallMs: 300 });
    expect(await changes()).toMatchObject([
      { what: 'reachable', after: 'no' },
      { what: 'reachable', after: 'yes' },
    ]);
  });

  test('is little where it was never reached', async () => {
    const { findings } = await read(GONE, 100);
    expect(await readAccount(fresh.db, A)).toMatchObject({
      reachable: false,
      losses: 'unknown',
      standing: null,
    });
    expect(await readRecord(fresh.db, A)).toMatchObject({ readWallMs: 0, currencies: [] });
    expect(findings.transfer.map(({ check }) => check)).toContain('reachable');
    await read(found(), 200);
    expect(await changes()).toEqual([]);
  });

  test('is not undone by an answer to an earlier question that comes later', async () => {
    await read(found({ transfers: 'pending' }), 300, 250);
    await read(found(), 310, 200);
    expect((await readRecord(fresh.db, A))?.capabilities['transfers']?.state).toBe('pending');
  });
});

describe('findings', () => {
  test('tell when they come, change and go, and not while they stay', async () => {
    const told = [
      await read(found(), 100),
      await read(found({ transfers: 'pending' }), 200),
      await read(found({ transfers: 'pending' }), 300),
      await read(found({ transfers: 'inactive' }), 400),
      await read(found(), 500),
    ];
    expect(told.map(({ findingsChanged }) => findingsChanged)).toEqual([false, true, false, true, true]);
  });

  test('come by time alone when a deadline enters the window', async () => {
    const soon = { requirements: { ...NO_BUCKETS, currentlyDue: ['tax_id'], currentDeadlineMs: 20 * DAY } };
    const early = await read(found(soon), 1);
    const late = await read(found(soon), DAY);
    expect([early.findingsChanged, late.findingsChanged]).toEqual([false, true]);
    expect(late.findings.payout).toMatchObject([{ check: 'currently_due', severity: 'soft' }]);
    expect(await readAccount(fresh.db, A)).toMatchObject({ deadline_clock: 20 * DAY });
  });

  test('do not stand against money in a currency that is only held', async () => {
    await read(found({ defaultCurrency: currency('gbp') }), 100);
    expect((await readAccount(fresh.db, A))?.findings).toEqual({
      transfer: [],
      payout: [],
      account_debit: [],
      credit: [],
      give_back: [],
    });
  });
});
