import type { AccountId, MoveKey } from '../domain/ids';
import type { Entry, Posting } from '../domain/ledger/books';
import { imbalance } from '../domain/ledger/postings';
import type { Tx } from './database';
import { readPosting } from './postings-read';

/** PostgreSQL takes at most 65,535 parameters in one statement; a posting needs ten. */
const ROWS_AT_ONCE = 2_000;

/**
 * Writes entries with their postings; one whose key is there already is left as it is, for it happened once.
 * Answers the keys that were new.
 */
export async function writeEntries(tx: Tx, entries: readonly Entry[]): Promise<ReadonlySet<string>> {
  const written = new Set<string>();
  for (let from = 0; from < entries.length; from += ROWS_AT_ONCE) {
    const page = entries.slice(from, from + ROWS_AT_ONCE);
    for (const entry of page) refuseImbalance(entry);
    const rows = await tx
      .insertInto('entries')
      .values(
        page.map((entry) => ({
          key: entry.key,
          kind: entry.kind,
          account: entry.account,
          effective_clock: new Date(entry.effectiveMs),
          balance_transaction: entry.balanceTransaction,
          move_key: entry.moveKey,
          note: entry.note,
        })),
      )
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning(['entry_id', 'key'])
      .execute();
    const ids = new Map(rows.map((row) => [row.key, row.entry_id]));
    for (const key of ids.keys()) written.add(key);
    await writePostings(tx, page, ids);
  }
  return written;
}

function refuseImbalance(entry: Entry): void {
  const left = imbalance(entry.postings);
  if (Object.keys(left).length > 0) {
    throw new Error(
      `entry ${entry.key} does not balance, ${JSON.stringify(left)} is left: nothing was booked`,
    );
  }
}

async function writePostings(
  tx: Tx,
  entries: readonly Entry[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = entries.flatMap((entry) => {
    const entryId = ids.get(entry.key);
    if (entryId === undefined) return [];
    return entry.postings.map((row, line) => ({
      entry_id: entryId,
      line,
      book: row.book,
      account: row.account,
      currency: row.currency,
      cause: row.cause,
      part: row.part,
      claim_id: row.claimId,
      since_clock: row.sinceMs === null ? null : new Date(row.sinceMs),
      amount_minor: row.amountMinor,
    }));
  });
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await tx
      .insertInto('postings')
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .execute();
  }
}

/** The postings of the entry that a balance transaction of the account was booked as; none where it was not. */
export async function postingsOf(
  tx: Tx,
  account: AccountId,
  balanceTransaction: string,
): Promise<readonly Posting[]> {
  const rows = await tx
    .selectFrom('entries')
    .innerJoin('postings', 'postings.entry_id', 'entries.entry_id')
    .selectAll('postings')
    .where('entries.account', '=', account)
    .where('entries.balance_transaction', '=', balanceTransaction)
    .orderBy('postings.line')
    .execute();
  return rows.map(readPosting);
}

/** The postings of the entry that a move was booked as; none where it is not booked. */
export async function postingsOfMove(tx: Tx, key: MoveKey): Promise<readonly Posting[]> {
  const rows = await tx
    .selectFrom('entries')
    .innerJoin('postings', 'postings.entry_id', 'entries.entry_id')
    .selectAll('postings')
    .where('entries.move_key', '=', key)
    .orderBy('postings.line')
    .execute();
  return rows.map(readPosting);
}
