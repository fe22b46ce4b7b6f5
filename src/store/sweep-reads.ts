import { sql } from 'kysely';
import type { Json } from '../domain/json';
import type { Database, Tx } from './database';

/** What is known of an account before its balance is read. */
export interface AccountToScan {
  readonly id: string;
  readonly losses: 'platform' | 'stripe' | 'unknown';
  readonly reachable: boolean;
  readonly lookedAt: boolean;
  /** Wall instant of its last turn in the full scan, epoch ms; null where there was none. */
  readonly scannedAtMs: number | null;
  /** As the last look at the account found it. */
  readonly facts: Json;
  /** How far below zero it is, by currency, as its open case last found it, else as the last look at it did. Minor units. */
  readonly knownMinor: { readonly [currency: string]: number };
}

/** One that owes: has an open case, claim, dispute or refund of its own. */
export interface OwingAccount extends AccountToScan {
  readonly openCases: readonly OpenCaseToRead[];
}

export interface OpenCaseToRead {
  readonly currency: string;
  /** The case follows bank debits from this clock instant on, epoch ms. */
  readonly sinceMs: number;
  /** As the case's last look found it. */
  readonly summary: Json;
}

const TO_SCAN = sql`
  a.account as id, a.losses, a.reachable, a.looked_at is not null as "lookedAt", a.facts,
  a.scanned_at as "scannedAtMs",
  (select coalesce(jsonb_object_agg(k.currency, k.minor), '{}') from (
    select c.currency, c.shortfall_minor as minor from cases c
    where c.account = a.account and c.closed_clock is null and c.shortfall_minor > 0
    union all
    select f.key, -f.value::int8 from jsonb_each_text(a.facts->'availableMinor') f
    where f.value::int8 < 0 and not exists (select from cases c
      where c.account = a.account and c.currency = f.key and c.closed_clock is null)) k) as "knownMinor"`;

const OWING = sql`
  select account from cases where closed_clock is null
  union select account from disputes where closed_clock is null and account is not null
  union select account from refunds where closed_clock is null and account is not null
  union select account from (
    select c.account from claims c join postings p on p.claim_id = c.claim_id and p.book = 'claim'
    where c.handled_by is null group by c.account, c.claim_id having sum(p.amount_minor) > 0) open`;

/** Accounts that owe, behind `after`, in the order of their ids. */
export async function owingAccounts(
  db: Database,
  after: string,
  limit: number,
): Promise<readonly OwingAccount[]> {
  const { rows } = await sql<OwingAccount>`
    select ${TO_SCAN},
      (select coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'summary', summary,
          'sinceMs', floor(extract(epoch from least(opened_clock, negative_since_clock)) * 1000))), '[]')
        from cases where account = a.account and closed_clock is null) as "openCases"
    from accounts a where a.account in (${OWING}) and a.account > ${after}
    order by a.account limit ${limit}`.execute(db);
  return rows;
}

export async function countOwing(db: Database): Promise<number> {
  const { rows } = await sql<{ total: number }>`select count(*) as total from (${OWING}) o`.execute(db);
  return rows[0]?.total ?? 0;
}

/** Those whose last turn is longest ago, and before `beforeMs` (wall time). */
export async function nextInTurn(
  db: Database,
  beforeMs: number,
  limit: number,
): Promise<readonly AccountToScan[]> {
  const turn = sql`coalesce(a.scanned_at, '-infinity'::timestamptz)`;
  const { rows } = await sql<AccountToScan>`
    select ${TO_SCAN} from accounts a where ${turn} < ${new Date(beforeMs)}
    order by ${turn}, a.account limit ${limit}`.execute(db);
  return rows;
}

/** The accounts of these ids that are known. */
export async function accountsNamed(db: Database, ids: readonly string[]): Promise<readonly AccountToScan[]> {
  const { rows } = await sql<AccountToScan>`
    select ${TO_SCAN} from accounts a where a.account = any(${ids}) order by a.account`.execute(db);
  return rows;
}

/** Accounts whose losses the platform may bear, behind `after`; given `beforeMs` (wall time) those without a turn since. */
export async function liableAccounts(
  db: Database,
  after: string,
  beforeMs: number | null,
  limit: number,
): Promise<readonly AccountToScan[]> {
  const unread =
    beforeMs === null ? sql`true` : sql`(a.scanned_at is null or a.scanned_at < ${new Date(beforeMs)})`;
  const { rows } = await sql<AccountToScan>`
    select ${TO_SCAN} from accounts a where a.account > ${after} and a.losses <> 'stripe' and ${unread}
    order by a.account limit ${limit}`.execute(db);
  return rows;
}

/** They had their turn in the full scan. */
export async function markScanned(
  db: Database | Tx,
  accounts: readonly { readonly id: string }[],
  wallMs: number,
): Promise<void> {
  if (accounts.length === 0) return;
  await db
    .updateTable('accounts')
    .set({ scanned_at: new Date(wallMs) })
    .where(
      'account',
      'in',
      accounts.map(({ id }) => id),
    )
    .execute();
}

export async function countAccounts(db: Database): Promise<number> {
  const row = await db
    .selectFrom('accounts')
    .select((one) => one.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return row.total;
}

/** Workflows that the store says are open, behind `after`, in the order of their ids. */
export async function openFlows(db: Database | Tx, after: string, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select workflow_id as id from (
      select workflow_id from cases where closed_clock is null
      union select workflow_id from disputes where closed_clock is null
      union select workflow_id from refunds where closed_clock is null
      union select workflow_id from reviews where closed_clock is null
      union select run from payout_runs where status <> 'done') open
    where workflow_id > ${after} order by workflow_id limit ${limit}`.execute(db);
  return rows.map((row) => row.id);
}

/** Accounts with an open claim that no person has taken over, in a currency in which no case is open. */
export async function accountsOwingWithoutCase(db: Database | Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ account: string }>`
    select distinct account from (
      select c.account, c.currency from claims c join postings p on p.claim_id = c.claim_id and p.book = 'claim'
      where c.handled_by is null and not exists (
        select from cases k where k.account = c.account and k.currency = c.currency and k.closed_clock is null)
      group by c.account, c.currency, c.claim_id having sum(p.amount_minor) > 0) owing
    order by account`.execute(db);
  return rows.map((row) => row.account);
}

/**
 * Accounts with a deadline of Stripe's up to `untilMs` (clock time) that their last look did not find near, and that
 * nobody has looked at since `beforeMs` (wall time): a deadline comes near by time alone, and no event says so.
 */
export async function accountsNearDeadline(
  db: Database | Tx,
  untilMs: number,
  beforeMs: number,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ account: string }>`
    select account from accounts
    where deadline_clock <= ${new Date(untilMs)} and standing_at < ${new Date(beforeMs)} and reachable
      and not jsonb_path_exists(findings, '$.*[*] ? (@.severity == "soft")')
    order by deadline_clock, account limit ${limit}`.execute(db);
  return rows.map((row) => row.account);
}
