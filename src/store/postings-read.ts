import { sql, type Selectable } from 'kysely';
import { accountId, type AccountId, type CauseId, type ClaimId } from '../domain/ids';
import { lotKey } from '../domain/ledger/balance-book';
import type { Book, Owed, Posting } from '../domain/ledger/books';
import type { Pair, Pairs } from '../domain/ledger/pairs';
import { payingOrder } from '../domain/ledger/paying';
import { currency, type Currency } from '../domain/money';
import type { Tx } from './database';
import type { Schema } from './schema';

/** What the store wrote it can read back: its own columns hold nothing but ids and books of this code. */
export function readPosting(row: Selectable<Schema['postings']>): Posting {
  return {
    book: row.book as Book,
    account: accountId(row.account),
    currency: currency(row.currency),
    amountMinor: row.amount_minor,
    cause: row.cause as CauseId | null,
    part: row.part,
    claimId: row.claim_id as ClaimId | null,
    sinceMs: row.since_clock,
  };
}

/** The balance below zero by cause, part and age, in the order in which money pays it (R10). */
export async function readOwed(tx: Tx, account: AccountId, code: Currency): Promise<readonly Owed[]> {
  const rows = await tx
    .selectFrom('postings')
    .select((row) => ['cause', 'part', 'since_clock', row.fn.sum<number>('amount_minor').as('sum')])
    .where('account', '=', account)
    .where('currency', '=', code)
    .where('book', '=', 'owed')
    .groupBy(['cause', 'part', 'since_clock'])
    .having(sql<boolean>`sum(amount_minor) <> 0`)
    .execute();
  return rows
    .map((row) => ({
      cause: row.cause as CauseId,
      part: row.part ?? 'principal',
      sinceMs: row.since_clock ?? 0,
      amountMinor: -row.sum,
    }))
    .sort(payingOrder);
}

/** For lots whose cause has another currency: what is left of the pair of that reversal (R20). */
export async function readPairs(tx: Tx, account: AccountId, code: Currency): Promise<Pairs> {
  const rows = await tx
    .selectFrom('postings')
    .select((row) => [
      'cause',
      'part',
      'since_clock',
      'currency',
      row.fn.sum<number>('amount_minor').as('sum'),
    ])
    .where('account', '=', account)
    .where('book', '=', 'fx')
    .where('since_clock', 'is not', null)
    .groupBy(['cause', 'part', 'since_clock', 'currency'])
    .execute();
  const pairs: { [lot: string]: Pair } = {};
  for (const inBalance of rows.filter((row) => row.currency === code && row.sum > 0)) {
    const inCause = rows.find(
      (row) =>
        row.currency !== code &&
        row.sum < 0 &&
        row.cause === inBalance.cause &&
        row.part === inBalance.part &&
        row.since_clock === inBalance.since_clock,
    );
    if (inCause === undefined || inBalance.part === null || inBalance.since_clock === null) continue;
    const lot = {
      cause: inBalance.cause as CauseId,
      part: inBalance.part,
      sinceMs: inBalance.since_clock,
    };
    pairs[lotKey(lot)] = {
      causeCurrency: currency(inCause.currency),
      causeMinor: -inCause.sum,
      balanceMinor: inBalance.sum,
    };
  }
  return pairs;
}
