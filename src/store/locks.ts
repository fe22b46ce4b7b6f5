import { sql } from 'kysely';
import type { AccountId, CauseId } from '../domain/ids';
import type { Currency } from '../domain/money';
import type { Tx } from './database';

/**
 * Locks that last until the transaction ends. Where one needs several, it takes them in this order: door, book,
 * cause, claim row, review, wakes, and the chain of decisions last.
 */
async function lock(tx: Tx, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}

/** One at a time books an account's balance in one currency. */
export const lockBook = (tx: Tx, account: AccountId, code: Currency): Promise<void> =>
  lock(tx, `book:${account}:${code}`);

/** One at a time changes what a cause's books say. */
export const lockCause = (tx: Tx, cause: CauseId): Promise<void> => lock(tx, `cause:${cause}`);

/** One move at a time is let in for each currency: caps are sums, and numbers are counts. */
export const lockDoor = (tx: Tx, code: Currency): Promise<void> => lock(tx, `door:${code}`);

/**
 * What a payout run pays counts towards no sum, and its number is its line's: it waits for moves of its own account
 * alone, so that ten thousand lines do not stand in one queue.
 */
export const lockDoorForLine = (tx: Tx, code: Currency, account: AccountId): Promise<void> =>
  lock(tx, `door:${code}:${account}`);

/** One review of an account is opened at a time. */
export const lockReview = (tx: Tx, account: AccountId): Promise<void> => lock(tx, `review:${account}`);

/** One at a time plans payout runs: what earlier lines withheld, and which charges are paid, is given out once. */
export const lockPayouts = (tx: Tx): Promise<void> => lock(tx, 'payouts');
