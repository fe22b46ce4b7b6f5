import type Stripe from 'stripe';
import { DAY_MS } from '../../domain/clock';
import type { ClearedFact } from '../../domain/case/facts';
import type { AccountId } from '../../domain/ids';
import type { Currency } from '../../domain/money';
import { type Database, instant } from '../../store/database';

/** Clearing happens about day 180; the list is read from a little before the case could have been cleared. */
const LIST_DAYS_MS = 30 * DAY_MS;

/**
 * Reads the platform's list of collection transfers up to now: Stripe announces none of them. Answers whether one
 * of this account and currency is on it that the books do not have: then the account must be booked again.
 */
export async function collectionsUnbooked(
  stripe: Stripe,
  db: Database,
  account: AccountId,
  code: Currency,
  nowMs: number,
): Promise<boolean> {
  const created = { gte: Math.floor((nowMs - LIST_DAYS_MS) / 1000) };
  const listed = stripe.balanceTransactions.list({
    type: 'connect_collection_transfer',
    created,
    limit: 100,
    expand: ['data.source'],
  });
  const found: string[] = [];
  for await (const { source } of listed) {
    if (typeof source === 'string' || source?.object !== 'connect_collection_transfer') continue;
    const destination = typeof source.destination === 'string' ? source.destination : source.destination.id;
    if (destination === account && source.currency === code) found.push(source.id);
  }
  const booked = new Set(
    (await clearedOf(db, account, code, 0)).map((cleared) => cleared.collectionTransfer),
  );
  return found.some((id) => !booked.has(id));
}

/** Booked clearings of the account since a clock instant, oldest first. */
export async function clearedOf(
  db: Database,
  account: AccountId,
  code: Currency,
  sinceMs: number,
): Promise<readonly ClearedFact[]> {
  const rows = await db
    .selectFrom('entries')
    .innerJoin('postings', 'postings.entry_id', 'entries.entry_id')
    .select(['entries.entry_id', 'entries.balance_transaction', 'entries.note', 'entries.effective_clock'])
    .select((row) => row.fn.sum<number>('postings.amount_minor').as('amount'))
    .where('entries.account', '=', account)
    .where('entries.kind', '=', 'collection')
    .where('postings.book', 'in', ['free', 'owed'])
    .where('postings.currency', '=', code)
    .where('entries.effective_clock', '>=', instant(sinceMs))
    .groupBy(['entries.entry_id', 'entries.balance_transaction', 'entries.note', 'entries.effective_clock'])
    .orderBy('entries.effective_clock')
    .execute();
  return rows.map((row) => ({
    collectionTransfer: row.note ?? row.balance_transaction ?? String(row.entry_id),
    amountMinor: row.amount,
    atMs: row.effective_clock,
  }));
}
