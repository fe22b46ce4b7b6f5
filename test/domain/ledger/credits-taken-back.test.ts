import { describe, expect, test } from '@jest/globals';
import { lotKey } from '../../../src/domain/ledger/balance-book';
import type { Owed } from '../../../src/domain/ledger/books';
import { imbalance } from '../../../src/domain/ledger/postings';
import { said } from '../../support/postings';
import {
  base,
  reversal,
  debit,
  credit,
  giveBack,
  creditReversal,
  refund,
  lot,
  owing,
  booked,
  entryOf,
} from './booked-moves';
import { eur } from './random-books';

describe('which claims a move opens', () => {
  test('an advance: one for what it covered, as old as that', () => {
    expect(booked(credit('advance', 700), { book: owing(lot(2, 700, 5)) }).claims).toMatchObject([
      {
        claimId: 'credit:tr_made:dp_2:principal',
        form: 'credit',
        owner: base.workflowId,
        pairClaimMinor: 700,
        sinceMs: 5,
      },
    ]);
  });

  test.each([
    reversal,
    debit,
    giveBack,
    refund,
    credit('forgive', 700),
    credit('paidOutside', 700),
    creditReversal(700),
  ])('none: %j', (move) => {
    expect(booked(move, { book: owing(lot(2, 700, 5)) }).claims).toEqual([]);
  });
});

describe('what a forgiveness left above zero is taken back (R18)', () => {
  const forgiven = (...owed: readonly Owed[]) => entryOf(credit('forgive', 1_000), { book: owing(...owed) });

  test.each<[string, number, readonly Owed[], readonly string[]]>([
    ['what was given beyond the debt goes first, and nobody bears it', 300, [lot(2, 700, 5)], []],
    [
      'then what was let go: the seller has borne it after all',
      450,
      [lot(2, 700, 5)],
      ['taken usd 150 dp_2 principal', 'written_off usd -150 dp_2 principal'],
    ],
    [
      'oldest cause first, no more of it than was let go',
      900,
      [lot(2, 700, 5), lot(1, 300, 6)],
      [
        'taken usd 200 dp_1 principal',
        'taken usd 700 dp_2 principal',
        'written_off usd -200 dp_1 principal',
        'written_off usd -700 dp_2 principal',
      ],
    ],
  ])('%s', (_what, amountMinor, owed, borne) => {
    const postings = entryOf(creditReversal(amountMinor), { credit: forgiven(...owed) });
    expect(said(postings)).toEqual([
      `platform usd ${amountMinor} ask_1 principal`,
      ...borne.filter((row) => row.startsWith('taken')),
      `transit usd -${amountMinor} ask_1 principal`,
      ...borne.filter((row) => row.startsWith('written_off')),
    ]);
    expect(imbalance(postings)).toEqual({});
  });

  test('where the cause has another currency its books stay as they are', () => {
    const row = lot(1, 1_000, 5);
    const pairs = { [lotKey(row)]: { causeCurrency: eur, causeMinor: 900, balanceMinor: 1_000 } };
    const given = entryOf(credit('forgive', 1_000), { book: owing(row), pairs });
    expect(said(entryOf(creditReversal(400), { credit: given }))).toEqual([
      'platform usd 400 ask_1 principal',
      'transit usd -400 ask_1 principal',
    ]);
  });
});
