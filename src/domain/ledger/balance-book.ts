import type { AccountId } from '../ids';
import type { Currency } from '../money';
import type { BalanceBook, Owed, Posting } from './books';
import { divide, payingOrder, type Named } from './paying';
import { collapsed, posting } from './postings';

export function emptyBook(account: AccountId, currency: Currency): BalanceBook {
  return { account, currency, freeMinor: 0, owed: [] };
}

export const owedTotal = (owed: readonly Owed[]): number =>
  owed.reduce((sum, row) => sum + row.amountMinor, 0);

const free = (book: BalanceBook, amountMinor: number): Posting =>
  posting('free', book.account, book.currency, amountMinor);

const owed = (book: BalanceBook, row: Owed, sign: 1 | -1): Posting =>
  posting('owed', book.account, book.currency, sign * row.amountMinor, row);

/** What lands pays what is owed; the rest is free (R10). Postings add up to the amount. */
export function landing(book: BalanceBook, amountMinor: number, named: Named | null): readonly Posting[] {
  const { paid, restMinor } = divide(book.owed, amountMinor, named);
  return collapsed([...paid.map((row) => owed(book, row, 1)), free(book, restMinor)]);
}

/**
 * What leaves is taken from what is free; what goes below zero is owed for the lots that it consists of (R11). What
 * is free pays `other` first, the part that belongs to no lot, then the lots as any other money would. Postings add
 * up to minus the sum of both.
 */
export function leaving(book: BalanceBook, lots: readonly Owed[], other: Owed | null): readonly Posting[] {
  const forOther = Math.min(book.freeMinor, other?.amountMinor ?? 0);
  const { paid, restMinor } = divide(lots, book.freeMinor - forOther);
  const below = other === null ? [] : [{ ...other, amountMinor: other.amountMinor - forOther }];
  return collapsed([
    ...[...lots, ...below].map((row) => owed(book, row, -1)),
    ...paid.map((row) => owed(book, row, 1)),
    free(book, restMinor - book.freeMinor),
  ]);
}

/** The book after the postings of an entry. */
export function afterPostings(book: BalanceBook, postings: readonly Posting[]): BalanceBook {
  let freeMinor = book.freeMinor;
  const rows = new Map<string, Owed>(book.owed.map((row) => [lotKey(row), row]));
  for (const row of postings) {
    if (row.currency !== book.currency || row.account !== book.account) continue;
    if (row.book === 'free') freeMinor += row.amountMinor;
    if (row.book !== 'owed' || row.cause === null || row.part === null || row.sinceMs === null) continue;
    const lot = { cause: row.cause, part: row.part, sinceMs: row.sinceMs };
    const before = rows.get(lotKey(lot))?.amountMinor ?? 0;
    rows.set(lotKey(lot), { ...lot, amountMinor: before - row.amountMinor });
  }
  return {
    ...book,
    freeMinor,
    owed: [...rows.values()].filter((row) => row.amountMinor !== 0).sort(payingOrder),
  };
}

/** What is owed for one cause and part since one instant is one lot. */
export const lotKey = (row: Pick<Owed, 'cause' | 'part' | 'sinceMs'>): string =>
  `${row.cause}|${row.part}|${row.sinceMs}`;
