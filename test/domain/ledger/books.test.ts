import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { afterPostings, emptyBook, owedTotal } from '../../../src/domain/ledger/balance-book';
import { bookMovement, NOTHING_KNOWN } from '../../../src/domain/ledger/book-movement';
import type { Claim, Owed } from '../../../src/domain/ledger/books';
import { closedInCause, openInCause } from '../../../src/domain/ledger/pairs';
import { divide, payingOrder } from '../../../src/domain/ledger/paying';
import { imbalance } from '../../../src/domain/ledger/postings';
import { tries } from '../../support/schedules';
import { A, cause, happenings, play, usd } from './random-books';

/** fast-check prints the seed and the path of a failure, which repeat it. */
const RUNS = { numRuns: tries(3_000) };

describe('a reversal with which more of the application fee came back than was booked', () => {
  const seen = { balanceTransaction: 't', type: 'payment_refund', effectiveMs: 5, currency: usd };
  const about = { cause: cause(1), part: 'principal' as const };
  const meaning = {
    kind: 'transit' as const,
    ...about,
    sinceMs: 5,
    transferAmountMinor: 178,
    transferCurrency: usd,
    unforeseenFeeMinor: 1,
  };

  test.each([-144, 0])('closes transit as it was booked and lowers taken: %i', (amountMinor) => {
    const { entry } = bookMovement(emptyBook(A, usd), { ...seen, amountMinor, meaning }, NOTHING_KNOWN);
    expect(imbalance(entry.postings)).toEqual({});
    expect(entry.postings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ book: 'transit', amountMinor: 1 - amountMinor, ...about }),
        expect.objectContaining({ book: 'taken', amountMinor: -1, ...about }),
      ]),
    );
  });
});

describe('whatever happens to an account', () => {
  test('every entry sums to zero in each currency and has no posting of zero', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        for (const entry of play(list).entries) {
          expect(imbalance(entry.postings)).toEqual({});
          expect(entry.postings.every((row) => row.amountMinor !== 0)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test('the balance is the sum of its movements, and is either free or owed', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const { book, movements } = play(list);
        const sum = movements.reduce((total, movement) => total + movement.amountMinor, 0);
        expect(book.freeMinor - owedTotal(book.owed)).toBe(sum);
        expect(book.freeMinor).toBe(Math.max(0, sum));
        expect(book.owed.every((row) => row.amountMinor > 0)).toBe(true);
      }),
      RUNS,
    );
  });

  test('the postings alone lead to the same book', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const { book, entries } = play(list);
        expect(
          afterPostings(
            emptyBook(A, usd),
            entries.flatMap((entry) => entry.postings),
          ),
        ).toEqual(book);
      }),
      RUNS,
    );
  });

  test('a debit that comes back at once leaves the causes and their ages as they were', () => {
    fc.assert(
      fc.property(happenings, fc.integer({ min: 1, max: 9_000 }), (list, amountMinor) => {
        const { book } = play(list);
        const debit = {
          balanceTransaction: 'd',
          type: 'payout',
          effectiveMs: 900,
          amountMinor,
          currency: usd,
          meaning: { kind: 'bank' as const, returns: null },
        };
        const paid = bookMovement(book, debit);
        const back = {
          ...debit,
          balanceTransaction: 'r',
          amountMinor: -amountMinor,
          meaning: { kind: 'bank' as const, returns: 'd' },
        };
        const returned = bookMovement(paid.book, back, { ...NOTHING_KNOWN, returned: paid.entry.postings });
        expect(returned.book).toEqual(book);
      }),
      RUNS,
    );
  });

  test('a clearing turns taken into claims or lets it go, unit for unit', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        for (const entry of play(list).entries.filter((one) => one.kind === 'collection')) {
          const sum = (book: string) =>
            entry.postings
              .filter((row) => row.book === book)
              .reduce((total, row) => total + row.amountMinor, 0);
          expect(sum('claim') + sum('written_off')).toBe(0 - sum('taken'));
          expect(sum('owed')).toBe(0 - sum('taken'));
          expect(sum('claim') === 0 || sum('written_off') === 0).toBe(true);
        }
      }),
      RUNS,
    );
  });
});

const lots: fc.Arbitrary<readonly Owed[]> = fc.uniqueArray(
  fc.record({
    cause: fc.integer({ min: 1, max: 4 }).map(cause),
    part: fc.constantFrom('principal' as const, 'fee' as const),
    sinceMs: fc.integer({ min: 1, max: 4 }),
    amountMinor: fc.integer({ min: 1, max: 1_000 }),
  }),
  { maxLength: 8, selector: (row) => `${row.cause}${row.part}${row.sinceMs}` },
);

describe('dividing money over what is owed', () => {
  test('loses no unit, pays nothing twice, and leaves something only when all is paid', () => {
    fc.assert(
      fc.property(lots, fc.nat(9_000), (owed, amountMinor) => {
        const { paid, restMinor } = divide(owed, amountMinor);
        expect(owedTotal(paid) + restMinor).toBe(amountMinor);
        expect(restMinor).toBe(Math.max(0, amountMinor - owedTotal(owed)));
      }),
      RUNS,
    );
  });

  test('comes to the same in one sum or in two, in whichever order the causes are listed', () => {
    fc.assert(
      fc.property(lots, fc.nat(3_000), fc.nat(3_000), (owed, first, second) => {
        const book = (list: readonly Owed[]) => ({ ...emptyBook(A, usd), owed: [...list].sort(payingOrder) });
        const income = (amountMinor: number) => ({
          balanceTransaction: 'i',
          type: 'payment',
          effectiveMs: 9,
          amountMinor,
          currency: usd,
          meaning: { kind: 'income' as const },
        });
        const once = bookMovement(book(owed), income(first + second)).book;
        const twice = bookMovement(
          bookMovement(book([...owed].reverse()), income(first)).book,
          income(second),
        ).book;
        expect(twice).toEqual(once);
      }),
      RUNS,
    );
  });

  test('pays the oldest principal first and fees last, but first of all what the money names', () => {
    const row = (n: number, part: 'principal' | 'fee', sinceMs: number): Owed => ({
      cause: cause(n),
      part,
      sinceMs,
      amountMinor: 10,
    });
    const owed = [row(1, 'fee', 1), row(1, 'principal', 3), row(2, 'principal', 2), row(3, 'fee', 0)];
    const order = (named: Parameters<typeof divide>[2]) =>
      divide(owed, 40, named).paid.map((one) => `${one.cause} ${one.part}`);
    expect(order(null)).toEqual(['dp_2 principal', 'dp_1 principal', 'dp_3 fee', 'dp_1 fee']);
    expect(order({ cause: cause(1), part: 'fee' })).toEqual([
      'dp_1 fee',
      'dp_1 principal',
      'dp_2 principal',
      'dp_3 fee',
    ]);
  });
});

test('closing a claim in any number of parts is worth what it was worth whole', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(parts, fc.integer({ min: 0, max: 2_000_000 }), (amounts, pairCauseMinor) => {
      const total = amounts.reduce((sum, part) => sum + part, 0);
      const pair = { pairCauseMinor, pairClaimMinor: total };
      let openMinor = total;
      let worth = 0;
      for (const part of amounts) {
        const claim: Pick<Claim, 'openMinor' | 'pairCauseMinor' | 'pairClaimMinor'> = { ...pair, openMinor };
        worth += closedInCause(claim, part);
        openMinor -= part;
        expect(worth + openInCause(pair, openMinor)).toBe(pairCauseMinor);
      }
    }),
    RUNS,
  );
});
