import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { digestActivities } from '../../../src/activities/digest';
import { DAY_MS, HOUR_MS, WALL_CLOCK } from '../../../src/domain/clock';
import type { Digest, ListSection } from '../../../src/domain/digest/digest';
import { runDigests } from '../../../src/domain/digest/run';
import { defaultPolicy } from '../../../src/policy-file';
import { digestDates, readDigest } from '../../../src/store/digests';
import { fillDay } from '../../support/digest-day';
import { DATE, FROM_MS, WRITTEN_MS } from '../../support/digest-day-time';
import { emptyDatabase, type FreshDatabase } from '../../support/postgres';

const opened: FreshDatabase[] = [];
afterAll(async () => {
  for (const one of opened) await one.close();
});

async function office() {
  const database = await emptyDatabase();
  opened.push(database);
  const { db } = database;
  let nowMs = WRITTEN_MS;
  const activities = digestActivities({
    db,
    policy: defaultPolicy(),
    clock: WALL_CLOCK,
    wallNow: () => nowMs,
  });
  return { db, activities, goTo: (ms: number) => void (nowMs = ms) };
}

describe('the digest of a day out of the store', () => {
  let digest: Digest;
  beforeAll(async () => {
    const { db, activities } = await office();
    await fillDay(db);
    await runDigests(activities);
    const kept = await readDigest(db, DATE);
    if (kept === null) throw new Error('it was not kept');
    digest = kept;
  });
  const lines = (section: ListSection) =>
    digest.lists[section].items.map(({ what, about, amountMinor }) => [what, about, amountMinor]);

  test('names the day, and when it was written', () => {
    expect(digest).toMatchObject({
      date: DATE,
      timeZone: 'UTC',
      fromMs: FROM_MS,
      toMs: FROM_MS + DAY_MS,
      writtenMs: WRITTEN_MS,
    });
  });

  test('has what paid and what moved on it, and what was booked late; nothing of the days beside it', () => {
    const usd = { currency: 'usd' };
    expect(digest.sums).toMatchObject({
      recovered: [
        { ...usd, what: 'sales', amountMinor: 1_030, count: 2 },
        { ...usd, what: 'bank_debit', amountMinor: -400, count: 1 },
      ],
      ended: [
        { ...usd, what: 'cleared', amountMinor: 90 },
        { ...usd, what: 'written_off', amountMinor: 60 },
      ],
      moved: [{ ...usd, what: 'reversal', amountMinor: 750, count: 2 }],
      refused: [{ ...usd, what: 'reversal', amountMinor: 120, count: 1 }],
    });
  });

  test('has what was almost done, the same action once, with its last decision; no rehearsal', async () => {
    expect(lines('withheld')).toEqual([
      ['give back', 'dispute:dp_1', 4_500],
      ['reversal', 'dispute:dp_2', 700],
      ['payout line', `payout-run:${DATE}:usd:transfer`, 500],
    ]);
    const [halted, watched, line] = digest.lists.withheld.items;
    expect(halted).toMatchObject({
      times: 3,
      atMs: FROM_MS + 3 * HOUR_MS,
      why: 'a check before it failed: capability transfers is pending (the bank took its money back)',
    });
    expect(watched).toMatchObject({ currency: 'eur', times: 1 });
    expect(line).toMatchObject({ currency: 'usd', why: expect.stringContaining('the policy holds it') });
    const { db } = opened[0] ?? (await emptyDatabase());
    const last = await db
      .selectFrom('decisions')
      .select('made_clock')
      .where('decision_id', '=', halted?.decision ?? '')
      .executeTakeFirst();
    expect(last?.made_clock).toBe(halted?.atMs);
    expect(digest.sums.notMade).toEqual([
      { what: 'the mode is observe', currency: 'eur', amountMinor: 700, count: 1 },
      { what: 'a check before it failed', currency: 'usd', amountMinor: 4_500, count: 1 },
      { what: 'the policy holds it', currency: 'usd', amountMinor: 500, count: 1 },
    ]);
  });

  test('has what passed in spite of a finding', () => {
    expect(digest.lists.softPassed.items).toMatchObject([{ amountMinor: 800, why: 'due by 2026-03-10' }]);
  });

  test('has what waits for a person now: the gate first, what is open before and requests that count', () => {
    expect(digest.lists.needs.items.map(({ what }) => what)).toEqual(['gate', 'unreachable', 'approval']);
    expect(digest.lists.needs.items[2]?.command).toMatch(
      /^bin\/recoup approvals approve dec_\d+ --by YOUR_NAME$/,
    );
  });

  test('has the cases that opened, closed or reached a day that matters', () => {
    expect(lines('cases')).toEqual([
      ['day 173 of 180', 'case:2', 9_000],
      ['day 150 of 180', 'case:1', 9_000],
      ['opened', 'case:3', 9_000],
      ['closed: recovered', 'case:4', 12_000],
    ]);
  });

  test('has what becomes due within the window, soonest first', () => {
    expect(lines('deadlines')).toEqual([
      ['Stripe requires something of the seller', 'account:acct_1', null],
      ['payouts can be held no longer', 'account:acct_2', null],
      ['evidence is due', 'dispute:dp_1', 4_500],
      ['Stripe may clear the balance', 'case:2', 9_000],
    ]);
  });

  test('has accounts, payout runs, the sweep and the reserve', () => {
    expect(lines('accounts')).toEqual([
      ['review opened', 'review:acct_1', null],
      ['capability:transfers', 'account:acct_1', null],
    ]);
    expect(digest.lists.payouts.items).toMatchObject([
      {
        about: `payout-run:${DATE}:usd:transfer`,
        amountMinor: 900,
        why: expect.stringContaining('of 15.00 USD; 1.00 USD paid what was owed; 5.00 USD withheld'),
      },
    ]);
    expect(digest.lists.sweep.items).toMatchObject([
      { what: 'undelivered events', why: '4 found' },
      { what: 'import 3 goes on', why: '40 accounts and 3 disputes read' },
      { what: 'import 2 is done' },
    ]);
    expect(digest.lists.reserve.items).toMatchObject([
      { what: 'reconciliation 1 differs', amountMinor: 77, currency: 'usd' },
      { about: 'account:acct_9', amountMinor: 250, currency: 'eur' },
    ]);
  });
});

describe('a day is told once', () => {
  test('asked for again it stays as it was, and nobody hears of it twice', async () => {
    const { db, activities, goTo } = await office();
    expect(await runDigests(activities)).toEqual([DATE]);
    const before = await readDigest(db, DATE);
    await fillDay(db);
    goTo(WRITTEN_MS + HOUR_MS);
    expect(await runDigests(activities)).toEqual([]);
    expect(await activities.writeDigest(DATE)).toBe(false);
    expect(await readDigest(db, DATE)).toEqual(before);
    const notices = await db.selectFrom('notices').select(['subject', 'audience', 'template']).execute();
    expect(notices).toEqual([{ subject: `digest:${DATE}`, audience: 'team', template: 'dailyDigest' }]);
  });

  test('two workers at once write it once', async () => {
    const { db, activities } = await office();
    const answers = await Promise.allSettled([activities.writeDigest(DATE), activities.writeDigest(DATE)]);
    const isNew = answers.filter((one) => one.status === 'fulfilled' && one.value);
    expect(isNew).toHaveLength(1);
    expect(await db.selectFrom('notices').select('notice_id').execute()).toHaveLength(1);
  });

  test('the table refuses to change it', async () => {
    const { db, activities } = await office();
    await activities.writeDigest(DATE);
    await expect(sql`update digests set written_at = now()`.execute(db)).rejects.toThrow('append-only');
    await expect(sql`delete from digests`.execute(db)).rejects.toThrow('append-only');
  });

  test('days that were missed are written by the next run, each once, the last seven', async () => {
    const { db, activities, goTo } = await office();
    await runDigests(activities);
    goTo(WRITTEN_MS + 3 * DAY_MS);
    expect(await runDigests(activities)).toEqual(['2026-03-03', '2026-03-04', '2026-03-05']);
    goTo(WRITTEN_MS + 30 * DAY_MS);
    expect(await runDigests(activities)).toHaveLength(7);
    expect(await digestDates(db)).toEqual({ first: DATE, last: '2026-04-01' });
  });

  test('a date that is none is named', async () => {
    const { activities } = await office();
    await expect(activities.writeDigest('2026-02-30')).rejects.toThrow('"2026-02-30" is no date');
  });
});
