import { type RawBuilder, sql } from 'kysely';
import type { AccountId } from '../domain/ids';
import type { Currency } from '../domain/money';
import { type Database, type Tx, instant } from './database';

/** How much of what was owed came back, and how. Minor units of one currency; never summed over currencies. */
export interface RecoveredPart {
  readonly method: RecoveryMethod;
  readonly amountMinor: number;
}

export type RecoveryMethod =
  | 'bank_debit'
  /** An ordinary payout that the bank sent back: the seller's own money is at Stripe again. */
  | 'payout_returned'
  | 'topup'
  | 'sales'
  | 'give_back'
  | 'account_debit'
  | 'reversal'
  | 'offset'
  /** The seller's own money that arrived elsewhere, as a credit or for a claim. */
  | 'paid_outside'
  /** Forgiven or advanced by the platform, which is no recovery. */
  | 'credit'
  | 'cleared'
  | 'released'
  | 'set_off';

/** What was recovered on one day, UTC. */
export interface RecoveredDay extends RecoveredPart {
  /** Clock instant of the last of it. */
  readonly atMs: number;
}

const since = (account: AccountId, code: Currency, sinceMs: number): RawBuilder<boolean> =>
  sql`p.account = ${account} and p.currency = ${code} and e.effective_clock >= ${new Date(sinceMs)}`;

/** Every part that paid a shortfall or a claim, of the postings `p` and their entries `e` for which `which` holds. */
export const partsPaid = (which: RawBuilder<boolean>) => sql`
  select case
      when e.kind = 'bank' and e.note = 'topup' then 'topup'
      when e.kind = 'bank' and e.note in ('payout_failure', 'payout_cancel') and p.amount_minor > 0
        then 'payout_returned'
      when e.kind = 'bank' then 'bank_debit'
      when e.kind = 'income' and p.amount_minor > 0 then 'sales'
      when e.kind = 'collection' then 'cleared'
      when e.kind = 'transit' and exists (select 1 from postings c where c.entry_id = e.entry_id
          and c.book = 'transit' and c.cause like 'answer.paidOutside.%') then 'paid_outside'
      when e.kind = 'transit' and exists (select 1 from postings c where c.entry_id = e.entry_id
          and c.book = 'transit' and c.cause like 'answer.%') then 'credit'
      when e.kind in ('transit', 'direct') and p.amount_minor > 0 then 'give_back'
    end as method, p.amount_minor as minor, p.currency, e.effective_clock as at
  from postings p join entries e using (entry_id)
  where p.book = 'owed' and ${which}
  union all
  select case e.kind
      when 'account_debit' then 'account_debit'
      when 'reversal' then 'reversal'
      when 'claim_released' then 'released'
      when 'claim_set_off' then 'set_off'
      when 'offset' then 'offset'
      when 'paid_outside' then 'paid_outside'
    end, -p.amount_minor, p.currency, e.effective_clock
  from postings p join entries e using (entry_id)
  where p.book = 'claim' and p.amount_minor < 0 and ${which}`;

/**
 * What paid the shortfall and the claims of one account and currency since a clock instant. A returned bank debit
 * has paid nothing; `cleared` is what Stripe took from the platform's reserve and is no recovery.
 */
export async function recoveredByMethod(
  db: Database | Tx,
  account: AccountId,
  code: Currency,
  sinceMs: number,
): Promise<readonly RecoveredPart[]> {
  const { rows } = await sql<{ method: RecoveryMethod; minor: number }>`
    select method, sum(minor)::bigint as minor from (${partsPaid(since(account, code, sinceMs))}) parts
    where method is not null group by method having sum(minor) <> 0 order by method`.execute(db);
  return rows.map(({ method, minor }) => ({ method, amountMinor: minor }));
}

/** The same day by day, oldest first; a debit and its return on another day are two lines. */
export async function recoveredByDay(
  db: Database | Tx,
  account: AccountId,
  code: Currency,
  sinceMs: number,
): Promise<readonly RecoveredDay[]> {
  const { rows } = await sql<{ method: RecoveryMethod; minor: number; last: number }>`
    select method, sum(minor)::bigint as minor, max(at) as last
    from (${partsPaid(since(account, code, sinceMs))}) parts
    where method is not null group by method, date_trunc('day', at, 'UTC') having sum(minor) <> 0
    order by last, method`.execute(db);
  return rows.map(({ method, minor, last }) => ({ method, amountMinor: minor, atMs: last }));
}

/** What was let go of one account and currency since a clock instant, minor units. */
export async function writtenOffSince(
  db: Database | Tx,
  account: AccountId,
  code: Currency,
  sinceMs: number,
): Promise<number> {
  const sum = await db
    .selectFrom('postings')
    .innerJoin('entries', 'entries.entry_id', 'postings.entry_id')
    .select((row) => row.fn.sum<number | null>('postings.amount_minor').as('minor'))
    .where('postings.account', '=', account)
    .where('postings.currency', '=', code)
    .where('postings.book', '=', 'written_off')
    .where('entries.effective_clock', '>=', instant(sinceMs))
    .executeTakeFirst();
  return sum?.minor ?? 0;
}
