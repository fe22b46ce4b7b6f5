import { sql } from 'kysely';
import type { Json } from '../domain/json';
import type { Database, Tx } from './database';

/** What a sweep knows of an account before it reads its balance. Minor units. */
export interface AccountToRead {
  readonly id: string;
  readonly losses: 'platform' | 'stripe' | 'unknown';
  readonly reachable: boolean;
  readonly lookedAt: boolean;
  /** As the last look at the account found it. */
  readonly facts: Json;
  /** Has an open case, claim, dispute or refund of its own. */
  readonly owes: boolean;
  readonly openCases: readonly OpenCaseToRead[];
  /** What a person took over, by currency: it opens no new case until the shortfall exceeds it. */
  readonly handledMinor: { readonly [currency: string]: number };
}

export interface OpenCaseToRead {
  readonly currency: string;
  /** The case follows bank debits from this clock instant on, epoch ms. */
  readonly sinceMs: number;
  /** As the case's last look found it. */
  readonly summary: Json;
}

/** Known accounts behind `after`, in the order of their ids. */
export async function accountsToRead(
  db: Database,
  after: string,
  limit: number,
): Promise<readonly AccountToRead[]> {
  const { rows } = await sql<AccountToRead>`
    select a.account as id, a.losses, a.reachable, a.looked_at is not null as "lookedAt", a.facts,
      (exists (select from cases where account = a.account and closed_clock is null)
        or exists (select from disputes where account = a.account and closed_clock is null)
        or exists (select from refunds where account = a.account and closed_clock is null)
        or exists (select from claims c join postings p on p.claim_id = c.claim_id and p.book = 'claim'
          where c.account = a.account and c.handled_by is null
          group by c.claim_id having sum(p.amount_minor) > 0)) as owes,
      (select coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'summary', summary,
          'sinceMs', floor(extract(epoch from least(opened_clock, negative_since_clock)) * 1000))), '[]')
        from cases where account = a.account and closed_clock is null) as "openCases",
      (select coalesce(jsonb_object_agg(currency, minor), '{}') from (
        select distinct on (currency) currency, handled_remainder_minor as minor from cases
        where account = a.account and closed_clock is not null order by currency, number desc) h) as "handledMinor"
    from accounts a where a.account > ${after} order by a.account limit ${limit}`.execute(db);
  return rows;
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
      union select workflow_id from refunds where closed_clock is null) open
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
