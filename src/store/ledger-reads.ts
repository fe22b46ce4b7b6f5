import { accountId, type AccountId, type CauseId } from '../domain/ids';
import type { BalanceBook, Part, PartBook } from '../domain/ledger/books';
import { openInCause } from '../domain/ledger/pairs';
import { currency, type Currency } from '../domain/money';
import { readClaimsOfCause, readOpenClaims } from './claims';
import type { Tx } from './database';
import { lockCause } from './locks';
import { readOwed } from './postings-read';
import type { Ledger } from './ports';

export function bookReader(): Pick<Ledger, 'balanceBook' | 'openClaims' | 'causeBooks'> {
  return { balanceBook: readBalanceBook, openClaims: readOpenClaims, causeBooks: readCauseBooks };
}

/** A balance is either free or owed, never both: what is free follows from the cursor without adding up postings. */
export async function readBalanceBook(tx: Tx, account: AccountId, code: Currency): Promise<BalanceBook> {
  const cursor = await tx
    .selectFrom('book_cursors')
    .select('balance_minor')
    .where('account', '=', account)
    .where('currency', '=', code)
    .executeTakeFirst();
  const balanceMinor = cursor?.balance_minor ?? 0;
  if (balanceMinor >= 0) return { account, currency: code, freeMinor: balanceMinor, owed: [] };
  return { account, currency: code, freeMinor: 0, owed: await readOwed(tx, account, code) };
}

async function readCauseBooks(tx: Tx, cause: CauseId): Promise<readonly PartBook[]> {
  await lockCause(tx, cause);
  const rows = await tx
    .selectFrom('postings')
    .select((row) => ['account', 'part', 'currency', 'book', row.fn.sum<number>('amount_minor').as('sum')])
    .where('cause', '=', cause)
    .where('book', 'in', ['taken', 'written_off'])
    .groupBy(['account', 'part', 'currency', 'book'])
    .execute();
  const books = new Map<string, PartBook>();
  const change = (key: Pick<PartBook, 'account' | 'part' | 'currency'>, by: (book: PartBook) => PartBook) => {
    const name = `${key.account}|${key.part}|${key.currency}`;
    const empty = { ...key, takenMinor: 0, openClaimsMinor: 0, writtenOffMinor: 0, claims: [] };
    books.set(name, by(books.get(name) ?? empty));
  };
  for (const row of rows) {
    const key = { account: accountId(row.account), part: partOf(row.part), currency: currency(row.currency) };
    change(key, (book) =>
      row.book === 'taken' ? { ...book, takenMinor: row.sum } : { ...book, writtenOffMinor: row.sum },
    );
  }
  for (const claim of await readClaimsOfCause(tx, cause)) {
    change({ account: claim.account, part: claim.part, currency: claim.causeCurrency }, (book) => ({
      ...book,
      openClaimsMinor: book.openClaimsMinor + openInCause(claim, claim.openMinor),
      claims: [...book.claims, claim],
    }));
  }
  return [...books.values()].sort((a, b) => (a.account + a.part < b.account + b.part ? -1 : 1));
}

const partOf = (part: Part | null): Part => part ?? 'principal';
