import { describe, expect, test } from '@jest/globals';
import { caseWorkflowId } from '../../../src/domain/ids';
import { emptyBook } from '../../../src/domain/ledger/balance-book';
import { bookMovement, type Known, NOTHING_KNOWN } from '../../../src/domain/ledger/book-movement';
import type { BalanceBook, Owed } from '../../../src/domain/ledger/books';
import type { MovementMeaning } from '../../../src/domain/ledger/movement';
import { imbalance } from '../../../src/domain/ledger/postings';
import { said } from '../../support/postings';
import { A, cause, eur, usd } from './random-books';

const about = { cause: cause(1), part: 'fee' as const };
const income: MovementMeaning = { kind: 'income' };
const bank: MovementMeaning = { kind: 'bank', returns: null };
const direct: MovementMeaning = { kind: 'direct', ...about, sinceMs: 7 };
const transit = (transferAmountMinor: number, transferCurrency = usd): MovementMeaning => ({
  kind: 'transit',
  ...about,
  sinceMs: 7,
  transferAmountMinor,
  transferCurrency,
});
const collection = (writeOffUpToMinor: number): MovementMeaning => ({
  kind: 'collection',
  collectionTransfer: 'ct_1',
  owner: caseWorkflowId(A, usd),
  writeOffUpToMinor,
});

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

test.each<[string, BalanceBook, number, MovementMeaning, readonly string[]]>([
  ['a sale that meets no debt', free(5), 100, income, ['free usd 100', 'income usd -100']],
  [
    'a sale that pays what is owed, and the rest is free',
    owing(lot(2, 60, 5)),
    100,
    income,
    ['free usd 40', 'income usd -100', 'owed usd 60 dp_2 principal 5'],
  ],
  ['a payout of what is free', free(100), -100, bank, ['bank usd 100', 'free usd -100']],
  [
    'a payout below zero is owed for no cause that is known',
    free(30),
    -100,
    bank,
    ['bank usd 100', 'free usd -30', 'owed usd -70 other:acct_A principal 42'],
  ],
  [
    'a reversal lands: owed for its cause and its age',
    free(30),
    -100,
    transit(100),
    ['free usd -30', 'owed usd -70 dp_1 fee 7', 'transit usd 100 dp_1 fee'],
  ],
  [
    'a give-back lands: its own cause first, whatever is older',
    owing(lot(2, 60, 5), lot(1, 50, 7, 'fee')),
    80,
    transit(80),
    ['owed usd 30 dp_2 principal 5', 'owed usd 50 dp_1 fee 7', 'transit usd -80 dp_1 fee'],
  ],
  [
    'a reversal of a transfer in another currency: its pair is kept with the age of the lot (R20)',
    free(0),
    -100,
    transit(90, eur),
    ['fx eur -90 dp_1 fee 7', 'fx usd 100 dp_1 fee 7', 'owed usd -100 dp_1 fee 7', 'transit eur 90 dp_1 fee'],
  ],
  [
    'a give-back in another currency: no lot is tied to it',
    free(0),
    100,
    transit(90, eur),
    ['free usd 100', 'fx eur 90 dp_1 fee', 'fx usd -100 dp_1 fee', 'transit eur -90 dp_1 fee'],
  ],
  [
    'a withdrawal on the account itself: taken follows by itself (R19)',
    free(0),
    -100,
    direct,
    ['owed usd -100 dp_1 fee 7', 'taken usd 100 dp_1 fee'],
  ],
  [
    'its reinstatement pays its own cause first',
    owing(lot(2, 60, 5), lot(1, 50, 7, 'fee')),
    50,
    direct,
    ['owed usd 50 dp_1 fee 7', 'taken usd -50 dp_1 fee'],
  ],
  [
    'a clearing above what is written off: a claim takes its place (R12)',
    owing(lot(2, 501, 5)),
    501,
    collection(500),
    [
      'claim usd 501 dp_2 principal cleared:ct_1:dp_2:principal',
      'owed usd 501 dp_2 principal 5',
      'platform usd -501 dp_2 principal cleared:ct_1:dp_2:principal',
      'taken usd -501 dp_2 principal',
    ],
  ],
  [
    'a clearing of as much as is written off: let go',
    owing(lot(2, 500, 5)),
    500,
    collection(500),
    [
      'owed usd 500 dp_2 principal 5',
      'platform usd -500 dp_2 principal',
      'taken usd -500 dp_2 principal',
      'written_off usd 500 dp_2 principal',
    ],
  ],
  [
    'a clearing above the shortfall: the rest is the platform’s money on the account',
    owing(lot(2, 40, 5)),
    100,
    collection(500),
    [
      'free usd 60',
      'owed usd 40 dp_2 principal 5',
      'platform usd -40 dp_2 principal',
      'platform usd -60',
      'taken usd -40 dp_2 principal',
      'written_off usd 40 dp_2 principal',
    ],
  ],
])('%s', (_what, book, amountMinor, meaning, postings) => {
  const { entry } = booked(book, amountMinor, meaning);
  expect(said(entry.postings)).toEqual([...postings].sort());
  expect(imbalance(entry.postings)).toEqual({});
});

describe('an entry', () => {
  test('is named after the account and the balance transaction, and notes Stripe’s type', () => {
    expect(booked(free(0), 100, income).entry).toMatchObject({
      key: 'balance_transaction:acct_A:txn_1',
      kind: 'income',
      account: A,
      effectiveMs: 42,
      balanceTransaction: 'txn_1',
      moveKey: null,
      note: 'payment',
    });
  });

  test('of a clearing notes the collection transfer', () => {
    expect(booked(owing(lot(2, 501, 5)), 501, collection(500)).entry.note).toBe('ct_1');
  });

  test('opens claims only where Stripe cleared', () => {
    const book = owing(lot(2, 501, 5));
    for (const meaning of [income, bank, direct, transit(501)]) {
      expect(booked(book, 501, meaning).claims).toEqual([]);
    }
    expect(booked(book, 501, collection(500)).claims).toMatchObject([
      { claimId: 'cleared:ct_1:dp_2:principal', form: 'cleared', owner: 'case:acct_A:usd', sinceMs: 5 },
    ]);
  });
});
