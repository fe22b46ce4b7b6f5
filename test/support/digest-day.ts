import { sql } from 'kysely';
import { DAY_MS, HOUR_MS, type Moment } from '../../src/domain/clock';
import { currency } from '../../src/domain/money';
import { NOTHING_SWEPT, SWEEP_PARTS, type SweepResult } from '../../src/domain/sweep/parts';
import { requestApproval } from '../../src/store/approvals';
import { raiseAttention, settleAttention } from '../../src/store/attention';
import type { Database } from '../../src/store/database';
import { appendDecision, type NewDecision } from '../../src/store/decisions';
import { closeReconciliation, openReconciliation } from '../../src/store/reconciliations';
import { closeSweep, openSweep } from '../../src/store/sweeps';

/** The day of these rows, UTC, and when its digest is written. */
export const DATE = '2026-03-02';
export const FROM_MS = Date.parse(`${DATE}T00:00:00Z`);
export const WRITTEN_MS = FROM_MS + DAY_MS + 8 * HOUR_MS;

const NOON_MS = FROM_MS + 12 * HOUR_MS;
const moment = (ms: number): Moment => ({ wallMs: ms, clockMs: ms });
const at = (ms: number): Date => new Date(ms);

const decision = (fields: Partial<NewDecision>): NewDecision => ({
  kind: 'give_back',
  subject: 'dispute:dp_1',
  actor: 'recoup',
  inputs: {},
  reason: 'the bank took its money back',
  policyHash: 'p',
  action: {},
  verdict: 'held',
  ...fields,
});

const decide = (db: Database, fields: Partial<NewDecision>, ms = NOON_MS): Promise<string> =>
  db.transaction().execute((tx) => appendDecision(tx, decision(fields), moment(ms)));

/** A day on which something of every kind happened, and on both sides of it things that are of other days. */
export async function fillDay(db: Database): Promise<void> {
  await books(db);
  await moves(db);
  await decisions(db);
  await needs(db);
  await cases(db);
  await accounts(db);
  await runs(db);
  await looks(db);
}

interface Booked {
  readonly kind: string;
  readonly on: string;
  readonly minor: number;
  readonly effectiveMs: number;
  readonly bookedMs: number;
}

async function book(db: Database, { kind, on, minor, effectiveMs, bookedMs }: Booked): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { entry_id } = await tx
      .insertInto('entries')
      .values({
        key: `${kind}:${on}:${minor}:${bookedMs}`,
        kind,
        account: 'acct_1',
        effective_clock: at(effectiveMs),
        booked_at: at(bookedMs),
      })
      .returning('entry_id')
      .executeTakeFirstOrThrow();
    const posting = { entry_id, account: 'acct_1', currency: 'usd' };
    await tx
      .insertInto('postings')
      .values([
        { ...posting, line: 1, book: on, amount_minor: minor },
        { ...posting, line: 2, book: 'platform', amount_minor: -minor },
      ])
      .execute();
  });
}

async function books(db: Database): Promise<void> {
  const sale = { kind: 'income', on: 'owed' };
  await book(db, { ...sale, minor: 1_000, effectiveMs: NOON_MS, bookedMs: NOON_MS });
  // Booked late: it took effect two days before, and nobody was told of it then.
  await book(db, { ...sale, minor: 30, effectiveMs: NOON_MS - 2 * DAY_MS, bookedMs: NOON_MS });
  // Of the day after, by when it was booked, and of the day before.
  await book(db, { ...sale, minor: 7, effectiveMs: NOON_MS, bookedMs: NOON_MS + DAY_MS });
  await book(db, { ...sale, minor: 5, effectiveMs: FROM_MS - 1, bookedMs: FROM_MS - 1 });
  await book(db, { kind: 'bank', on: 'owed', minor: -400, effectiveMs: FROM_MS, bookedMs: NOON_MS });
  await book(db, { kind: 'collection', on: 'owed', minor: 90, effectiveMs: NOON_MS, bookedMs: NOON_MS });
  await book(db, {
    kind: 'write_off',
    on: 'written_off',
    minor: 60,
    effectiveMs: NOON_MS,
    bookedMs: NOON_MS,
  });
}

async function moves(db: Database): Promise<void> {
  const decisionId = await decide(db, { verdict: 'acted', kind: 'reversal', action: { call: 'x' } });
  const move = async (n: number, state: 'moved' | 'refused', minor: number, settledMs: number) => {
    await db
      .insertInto('money_moves')
      .values({
        key: `recoup:v1:${n}`,
        idempotency_key: `recoup:v1:${n}`,
        kind: 'reversal',
        cause: 'dp_1',
        part: 'principal',
        object: 'tr_1',
        n,
        account: 'acct_1',
        currency: 'usd',
        amount_minor: minor,
        request: '{}',
        decision_id: decisionId,
        workflow_id: 'dispute:dp_1',
        state,
        created_clock: at(settledMs),
        settled_at: at(settledMs),
      })
      .execute();
  };
  await move(0, 'moved', 500, NOON_MS);
  await move(1, 'moved', 250, FROM_MS + DAY_MS - 1);
  await move(2, 'moved', 9_999, FROM_MS + DAY_MS);
  await move(3, 'refused', 120, NOON_MS);
}

async function decisions(db: Database): Promise<void> {
  const halted = {
    action: { call: 'transfers.create', amount: 4_500, currency: 'usd' },
    inputs: { held: { why: 'preflight', failed: ['capability transfers is pending'], halted: true } },
  };
  for (const hour of [1, 2, 3]) await decide(db, halted, FROM_MS + hour * HOUR_MS);
  await decide(db, halted, FROM_MS - 1);
  // A reversal names no currency of its own.
  const watched = { facts: { line: { currency: 'eur' } }, held: { why: 'observe' } };
  await decide(db, { kind: 'reversal', subject: 'dispute:dp_2', action: { amount: 700 }, inputs: watched });
  await decide(db, { subject: 'dry-run:2026-03-02:usd:transfer', action: { amount: 1, currency: 'usd' } });
  const soft = { check: 'deadline', severity: 'soft', saw: 'due by 2026-03-10', clears: 'it is given' };
  await decide(db, {
    verdict: 'acted',
    action: { amount: 800, currency: 'usd' },
    inputs: { facts: {}, preflight: 'go', findings: [soft] },
  });
}

async function needs(db: Database): Promise<void> {
  const raise = (kind: string, ms: number) =>
    raiseAttention(
      db,
      {
        key: `case:1:${kind}`,
        subject: 'case:acct_1:usd',
        kind,
        message: `${kind} waits.`,
        command: 'bin/recoup x',
      },
      moment(ms),
    );
  await raise('unreachable', NOON_MS - 9 * DAY_MS);
  await raise('books_differ', NOON_MS);
  await settleAttention(db, 'case:1:books_differ', 'ada', moment(NOON_MS + 1));
  await raise('gate', NOON_MS);
  const asked = decision({ kind: 'credit', subject: 'case:acct_1:usd', reason: 'forgive' });
  const ask = (ms: number, expiresMs: number, amount: number) =>
    db
      .transaction()
      .execute((tx) => requestApproval(tx, { ...asked, inputs: {} }, { amount }, expiresMs, moment(ms)));
  await ask(NOON_MS, WRITTEN_MS + HOUR_MS, 1);
  await ask(NOON_MS, WRITTEN_MS - HOUR_MS, 2);
}

async function cases(db: Database): Promise<void> {
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

async function accounts(db: Database): Promise<void> {
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

async function runs(db: Database): Promise<void> {
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
  await decide(db, {
    kind: 'payout_line',
    subject: run.run,
    action: { line: 2, account: 'acct_2', verdict: 'hold' },
    inputs: { line: 2, account: 'acct_2', grossMinor: 500, verdict: 'hold' },
  });
}

async function looks(db: Database): Promise<void> {
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
  await sql`insert into reconciliation_lines (number, account, currency, known_minor, found_minor, found_at, found_clock)
    values (null, 'acct_9', 'eur', 100, 350, ${at(NOON_MS)}, ${at(NOON_MS)})`.execute(db);
}
