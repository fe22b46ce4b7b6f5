import { describe, expect, test } from '@jest/globals';
import { otherCause } from '../../../src/domain/ids';
import { afterPostings, emptyBook } from '../../../src/domain/ledger/balance-book';
import {
  bookMovement,
  type Known,
  NOTHING_KNOWN,
  openingEntry,
} from '../../../src/domain/ledger/book-movement';
import type { BalanceBook, Owed } from '../../../src/domain/ledger/books';
import type { MovementMeaning } from '../../../src/domain/ledger/movement';
import { posting } from '../../../src/domain/ledger/postings';
import { said } from '../../support/postings';
import { A, cause, eur, usd } from './random-books';

const about = { cause: cause(1), part: 'fee' as const };
const bank: MovementMeaning = { kind: 'bank', returns: null };

const lot = (n: number, amountMinor: number, sinceMs: number, part: Owed['part'] = 'principal'): Owed => ({
  cause: cause(n),
  part,
  sinceMs,
  amountMinor,
});
const free = (freeMinor: number): BalanceBook => ({ ...emptyBook(A, usd), freeMinor });
const owing = (...owed: readonly Owed[]): BalanceBook => ({ ...emptyBook(A, usd), owed });

const booked = (
  book: BalanceBook,
  amountMinor: number,
  meaning: MovementMeaning,
  known: Known = NOTHING_KNOWN,
) =>
  bookMovement(
    book,
    { balanceTransaction: 'txn_1', type: 'payment', effectiveMs: 42, amountMinor, currency: usd, meaning },
    known,
  );

describe('a debit that comes back', () => {
  const debited = () => booked(owing(lot(2, 60, 5), lot(1, 50, 7, 'fee')), 150, bank);
  const back = (book: BalanceBook, amountMinor: number) =>
    booked(
      book,
      -amountMinor,
      { kind: 'bank', returns: 'txn_0' },
      {
        ...NOTHING_KNOWN,
        returned: debited().entry.postings,
      },
    );

  test('restores exactly what it had paid, with its ages', () => {
    expect(back(debited().book, 150).book).toEqual(owing(lot(2, 60, 5), lot(1, 50, 7, 'fee')));
  });

  test('and more than it had paid is owed for no cause that is known', () => {
    expect(back(free(0), 130).book.owed).toEqual([
      lot(2, 60, 5),
      { cause: otherCause(A), part: 'principal', sinceMs: 42, amountMinor: 20 },
      lot(1, 50, 7, 'fee'),
    ]);
  });

  test('restores nothing of what it had not paid', () => {
    const returned = [
      posting('owed', A, usd, -40, { cause: cause(3), part: 'principal', sinceMs: 1 }),
      posting('taken', A, usd, 40, { cause: cause(3), part: 'principal', sinceMs: 1 }),
      posting('owed', A, usd, 40, { part: 'principal', sinceMs: 1 }),
      posting('owed', A, usd, 40, { cause: cause(3), sinceMs: 1 }),
      posting('owed', A, usd, 40, { cause: cause(3), part: 'principal' }),
    ];
    const { book } = booked(free(0), -40, { kind: 'bank', returns: 'txn_0' }, { ...NOTHING_KNOWN, returned });
    expect(book.owed).toEqual([{ cause: otherCause(A), part: 'principal', sinceMs: 42, amountMinor: 40 }]);
  });
});

describe('a payout that comes back', () => {
  test('pays first what it had put below zero', () => {
    const payout = booked(free(30), -100, bank);
    const book = afterPostings(payout.book, [
      posting('owed', A, usd, -50, { ...about, part: 'principal', sinceMs: 1 }),
    ]);
    const back = booked(
      book,
      100,
      { kind: 'bank', returns: 'txn_0' },
      {
        ...NOTHING_KNOWN,
        returned: payout.entry.postings,
      },
    );
    expect(said(back.entry.postings)).toEqual([
      'bank usd -100',
      'owed usd 30 dp_1 principal 1',
      'owed usd 70 other:acct_A principal 42',
    ]);
  });

  test('is told by what it had put below zero, whatever else its entry says', () => {
    const tags = { cause: cause(1), part: 'principal' as const, sinceMs: 7 };
    const returned = [
      posting('taken', A, usd, -70, { cause: cause(3), part: 'principal' }),
      posting('owed', A, usd, 10, { cause: cause(2), part: 'principal', sinceMs: 5 }),
      posting('owed', A, usd, -70, tags),
    ];
    const book = owing(lot(2, 60, 5), lot(1, 60, 7));
    const back = booked(book, 60, { kind: 'bank', returns: 'txn_0' }, { ...NOTHING_KNOWN, returned });
    expect(back.book.owed).toEqual([lot(2, 60, 5)]);
  });

  test('and had put nothing below zero pays the oldest', () => {
    const returned = booked(free(100), -100, bank).entry.postings;
    const back = booked(
      owing(lot(2, 60, 5), lot(1, 60, 7)),
      100,
      { kind: 'bank', returns: 'txn_0' },
      {
        ...NOTHING_KNOWN,
        returned,
      },
    );
    expect(back.book.owed).toEqual([lot(1, 20, 7)]);
  });
});

describe('a balance that was there before Recoup looked', () => {
  test('is income where it is above zero', () => {
    const opened = openingEntry(emptyBook(A, usd), 100, 42);
    expect(said(opened?.entry.postings ?? [])).toEqual(['free usd 100', 'income usd -100']);
    expect(opened?.book).toEqual(free(100));
    expect(opened?.claims).toEqual([]);
  });

  test('is owed for no cause that is known where it is below', () => {
    const opened = openingEntry(emptyBook(A, usd), -100, 42);
    expect(said(opened?.entry.postings ?? [])).toEqual([
      'income usd 100',
      'owed usd -100 other:acct_A principal 42',
    ]);
    expect(opened?.entry).toMatchObject({
      key: 'opening:acct_A:usd',
      kind: 'opening',
      account: A,
      effectiveMs: 42,
    });
  });

  test('is no entry where it is zero', () => {
    expect(openingEntry(emptyBook(A, usd), 0, 42)).toBeNull();
  });
});

describe('the book after an entry', () => {
  const other = 'acct_B' as typeof A;

  test.each([
    ['of another account', posting('free', other, usd, 5)],
    ['in another currency', posting('free', A, eur, 5)],
    ['owed by another account', posting('owed', other, usd, -5, { ...about, sinceMs: 1 })],
    ['owed in another currency', posting('owed', A, eur, -5, { ...about, sinceMs: 1 })],
    ['that is not of the balance', posting('taken', A, usd, 5, { ...about, sinceMs: 1 })],
    ['owed without a cause', posting('owed', A, usd, -5, { part: 'fee', sinceMs: 1 })],
    ['owed without a part', posting('owed', A, usd, -5, { cause: cause(1), sinceMs: 1 })],
    ['owed without an age', posting('owed', A, usd, -5, about)],
  ])('is as it was with a posting %s', (_what, row) => {
    expect(afterPostings(owing(lot(2, 60, 5)), [row])).toEqual(owing(lot(2, 60, 5)));
  });
});
