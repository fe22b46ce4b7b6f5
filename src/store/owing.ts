import { sql } from 'kysely';
import type { Database, Tx } from './database';

/** Of these accounts, those with an open case, an open claim that no person has taken over, or an open review. */
export async function owingAccounts(
  tx: Database | Tx,
  accounts: readonly string[],
): Promise<ReadonlySet<string>> {
  if (accounts.length === 0) return new Set();
  const { rows } = await sql<{ account: string }>`
    select account from cases where account = any(${accounts}) and closed_clock is null
    union
    select account from reviews where account = any(${accounts}) and closed_clock is null
    union
    select c.account from claims c join postings p on p.claim_id = c.claim_id and p.book = 'claim'
    where c.account = any(${accounts}) and c.handled_by is null
    group by c.account, c.claim_id having sum(p.amount_minor) > 0`.execute(tx);
  return new Set(rows.map((row) => row.account));
}

/** Currencies in which an account has an open claim that no person has taken over. */
export async function claimCurrencies(tx: Database | Tx, account: string): Promise<readonly string[]> {
  const { rows } = await sql<{ currency: string }>`
    select distinct currency from (
      select c.currency from claims c join postings p on p.claim_id = c.claim_id and p.book = 'claim'
      where c.account = ${account} and c.handled_by is null
      group by c.currency, c.claim_id having sum(p.amount_minor) > 0) open
    order by currency`.execute(tx);
  return rows.map((row) => row.currency);
}

/** What an account owes in claims that no person has taken over, minor units by currency. */
export async function openClaimsByCurrency(
  tx: Database | Tx,
  account: string,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ currency: string; minor: number }>`
    select c.currency, sum(p.amount_minor) as minor
    from claims c join postings p on p.claim_id = c.claim_id and p.book = 'claim'
    where c.account = ${account} and c.handled_by is null
    group by c.currency having sum(p.amount_minor) > 0 order by c.currency`.execute(tx);
  return new Map(rows.map(({ currency, minor }) => [currency, minor]));
}

/** Refunds not yet closed whose last refund or give-back was refused for lack of money on the platform. */
export async function refundsShortOfPlatformBalance(
  tx: Database | Tx,
): Promise<readonly { readonly refund: string; readonly account: string | null }[]> {
  const { rows } = await sql<{ refund: string; account: string | null }>`
    select r.subject as refund, r.account from refunds r
    where r.closed_clock is null and (
      select m.state = 'refused' and m.failure_code in ('balance_insufficient', 'insufficient_funds')
      from money_moves m where m.workflow_id = r.workflow_id and m.kind in ('give_back', 'refund')
      order by m.created_at desc limit 1)
    order by r.subject`.execute(tx);
  return rows;
}

/** Disputes not yet closed whose last give-back was refused for lack of money on the platform. */
export async function disputesShortOfPlatformBalance(
  tx: Database | Tx,
): Promise<readonly { readonly dispute: string; readonly account: string | null }[]> {
  const { rows } = await sql<{ dispute: string; account: string | null }>`
    select d.dispute_id as dispute, d.account from disputes d
    where d.closed_clock is null and (
      select m.state = 'refused' and m.failure_code in ('balance_insufficient', 'insufficient_funds')
      from money_moves m where m.workflow_id = d.workflow_id and m.kind = 'give_back'
      order by m.created_at desc limit 1)
    order by d.dispute_id`.execute(tx);
  return rows;
}

/** Payout runs that wait because the platform's balance does not bear them. */
export async function runsUnderWater(tx: Database | Tx): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('payout_runs')
    .select('run')
    .where('status', '=', 'under_water')
    .orderBy('run')
    .execute();
  return rows.map(({ run }) => run);
}
