import { DAY_MS, HOUR_MS } from '../../src/domain/clock';
import { requestApproval } from '../../src/store/approvals';
import { raiseAttention, settleAttention } from '../../src/store/attention';
import type { Database } from '../../src/store/database';
import { appendDecision, type NewDecision } from '../../src/store/decisions';
import { accounts, cases, looks, runs } from './digest-day-news';
import { at, DATE, FROM_MS, moment, NOON_MS, WRITTEN_MS } from './digest-day-time';

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
  await decide(db, {
    kind: 'payout_line',
    subject: `payout-run:${DATE}:usd:transfer`,
    action: { line: 2, account: 'acct_2', verdict: 'hold' },
    inputs: { line: 2, account: 'acct_2', grossMinor: 500, verdict: 'hold' },
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
