import { sql } from 'kysely';
import { DAY_MS, HOUR_MS } from '../../src/domain/clock';
import { currency } from '../../src/domain/money';
import { NOTHING_SWEPT, SWEEP_PARTS, type SweepResult } from '../../src/domain/sweep/parts';
import type { Database } from '../../src/store/database';
import { closeReconciliation, openReconciliation } from '../../src/store/reconciliations';
import { closeSweep, openSweep } from '../../src/store/sweeps';
import { at, DATE, FROM_MS, moment, NOON_MS, WRITTEN_MS } from './digest-day-time';

export async function cases(db: Database): Promise<void> {
  const row = (account: string, negativeMs: number, openedMs: number, closedMs: number | null) => ({
    account,
    currency: 'usd',
    workflow_id: `case:${account}:usd`,
    state: closedMs === null ? 'open' : 'closed',
    opened_clock: at(openedMs),
    negative_since_clock: at(negativeMs),
    clears_clock: at(negativeMs + 180 * DAY_MS),
    closed_clock: closedMs === null ? null : at(closedMs),
    close_reason: closedMs === null ? null : 'recovered',
    shortfall_minor: closedMs === null ? 9_000 : 0,
    peak_owed_minor: 12_000,
  });
  const before = NOON_MS - 150 * DAY_MS;
  await db
    .insertInto('cases')
    .values([
      // Day 150: at the gate, and cleared in 30 days. Day 173: cleared within the window ahead.
      row('acct_1', before, before, null),
      row('acct_2', before - 23 * DAY_MS, before - 23 * DAY_MS, null),
      row('acct_3', NOON_MS, NOON_MS, null),
      row('acct_4', NOON_MS - 40 * DAY_MS, NOON_MS - 40 * DAY_MS, NOON_MS),
      // Opened yesterday, and on no day that is told.
      row('acct_5', NOON_MS - 3 * DAY_MS, NOON_MS - 3 * DAY_MS, null),
    ])
    .execute();
  const dispute = (id: string, status: string, dueMs: number) => ({
    dispute_id: id,
    workflow_id: `dispute:${id}`,
    currency: 'usd',
    amount_minor: 4_500,
    status,
    state: 'open',
    evidence_due_clock: at(dueMs),
  });
  await db
    .insertInto('disputes')
    .values([
      dispute('dp_1', 'needs_response', WRITTEN_MS + 3 * DAY_MS),
      dispute('dp_2', 'under_review', WRITTEN_MS + 3 * DAY_MS),
      dispute('dp_3', 'needs_response', WRITTEN_MS + 30 * DAY_MS),
      dispute('dp_4', 'warning_needs_response', WRITTEN_MS - HOUR_MS),
    ])
    .execute();
}

export async function accounts(db: Database): Promise<void> {
  await db
    .insertInto('accounts')
    .values([
      {
        account: 'acct_1',
        country: 'DE',
        first_seen_clock: at(FROM_MS),
        deadline_clock: at(WRITTEN_MS + DAY_MS),
      },
      {
        account: 'acct_2',
        country: 'DE',
        first_seen_clock: at(FROM_MS),
        hold_reasons: '["case:usd"]',
        // Of ninety days two and a half are left.
        hold_set_at: at(WRITTEN_MS - 87.5 * DAY_MS),
      },
    ])
    .execute();
  const change = { account: 'acct_1', seen_at: at(NOON_MS), seen_clock: at(NOON_MS) };
  await db
    .insertInto('account_changes')
    .values([
      { ...change, what: 'capability:transfers', before: 'active', after: 'pending' },
      { ...change, what: 'external_accounts', before: null, after: 'bank usd new' },
    ])
    .execute();
  const finding = {
    id: 'capability:transfers',
    kind: 'capability',
    severity: 'hard',
    saw: 'transfers is pending',
  };
  await db
    .insertInto('reviews')
    .values({
      account: 'acct_1',
      workflow_id: 'review:acct_1',
      state: 'open',
      opened_clock: at(NOON_MS),
      findings: JSON.stringify([{ ...finding, clears: 'it is active', mendedBy: 'seller' }]),
    })
    .execute();
}

export async function runs(db: Database): Promise<void> {
  const run = {
    run: `payout-run:${DATE}:usd:transfer`,
    date: DATE,
    currency: 'usd',
    mode: 'transfer',
  } as const;
  const asked = { asked_hash: 'h', asked_by: 'ada', created_clock: at(NOON_MS), starts_clock: at(NOON_MS) };
  await db
    .insertInto('payout_runs')
    .values([
      { ...run, ...asked, version: 1, dry_run: false, status: 'done', ended_clock: at(NOON_MS) },
      { ...run, ...asked, run: `dry-run:${DATE}:usd:transfer`, version: 1, dry_run: true, status: 'done' },
    ])
    .execute();
  const line = { run: run.run, currency: 'usd', date: DATE, version: 1 };
  await db
    .insertInto('payout_lines')
    .values([
      {
        ...line,
        number: 1,
        account: 'acct_1',
        status: 'paid',
        gross_minor: 1_000,
        target_minor: 900,
        offset_minor: 100,
      },
      {
        ...line,
        number: 2,
        account: 'acct_2',
        status: 'held',
        gross_minor: 500,
        target_minor: 0,
        withheld_minor: 500,
      },
    ])
    .execute();
}

export async function looks(db: Database): Promise<void> {
  const nothing = SWEEP_PARTS.map((part) => [part, { ...NOTHING_SWEPT, failed: null }]);
  const found = { events: { ...NOTHING_SWEPT, found: 2, failed: null } };
  for (const ms of [NOON_MS, NOON_MS + HOUR_MS, NOON_MS + DAY_MS]) {
    const number = await openSweep(db, moment(ms));
    const result = { ...Object.fromEntries(nothing), ...found } as SweepResult;
    await db.transaction().execute((tx) => closeSweep(tx, number, result, moment(ms)));
  }
  const sums = { shortfallMinor: 0, unreadableMinor: 0, letGoMinor: 0, keptMinor: 0, differenceMinor: 77 };
  const comparison = {
    currency: currency('usd'),
    heldMinor: 77,
    readings: { application: sums, platform: sums },
  };
  await db.transaction().execute(async (tx) => {
    const number = await openReconciliation(tx, 'daily', moment(NOON_MS));
    const result = {
      comparisons: [comparison],
      reading: 'platform',
      read: 3,
      calls: 5,
      outcome: 'differs',
    } as const;
    await closeReconciliation(tx, number, { ...result, failed: null }, moment(NOON_MS));
  });
  const read = { options: '{}', accounts_read: 40, disputes_read: 3 };
  const imported = (ms: number, endedMs: number | null) => ({
    ...read,
    phase: endedMs === null ? ('adopting' as const) : ('done' as const),
    started_at: at(ms),
    started_clock: at(ms),
    ended_at: endedMs === null ? null : at(endedMs),
  });
  await db
    .insertInto('imports')
    .values([
      imported(NOON_MS - 2 * DAY_MS, NOON_MS - DAY_MS),
      imported(NOON_MS - DAY_MS, NOON_MS),
      imported(NOON_MS, null),
    ])
    .execute();
  await sql`insert into reconciliation_lines (number, account, currency, known_minor, found_minor, found_at, found_clock)
    values (null, 'acct_9', 'eur', 100, 350, ${at(NOON_MS)}, ${at(NOON_MS)})`.execute(db);
}
