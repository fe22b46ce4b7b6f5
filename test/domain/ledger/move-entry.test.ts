import { describe, expect, test } from '@jest/globals';
import type { ClaimId } from '../../../src/domain/ids';
import type { Claim } from '../../../src/domain/ledger/books';
import { type MoveContext, reversalElsewhere, takenBy } from '../../../src/domain/ledger/move-entry';
import { imbalance } from '../../../src/domain/ledger/postings';
import type { Move } from '../../../src/domain/moves';
import { payoutDate } from '../../../src/domain/payout/run-id';
import { said } from '../../support/postings';
import { base, reversal, debit, credit, giveBack, refund, lot, owing, booked, entryOf } from './booked-moves';
import { A, cause, eur, usd } from './random-books';

const line = { line: 9, date: payoutDate('2026-11-22'), grossMinor: 1_000, withheldMinor: 0, reserve: null };
const earnings: Move = { ...base, ...line, kind: 'earnings', offsets: [] };
const payout: Move = { ...base, ...line, kind: 'payout' };

const claim = (openMinor: number, change: Partial<Claim> = {}): Claim => ({
  claimId: 'cl_1' as ClaimId,
  form: 'fee',
  account: A,
  currency: usd,
  cause: cause(1),
  part: 'principal',
  openMinor,
  reservedMinor: 0,
  causeCurrency: usd,
  pairCauseMinor: openMinor,
  pairClaimMinor: openMinor,
  transfer: null,
  sinceMs: 1,
  openedMs: 2,
  handled: false,
  moves: 0,
  ...change,
});

const TAKEN = ['taken usd 1000 dp_1 principal', 'transit usd -1000 dp_1 principal'];

describe('a move that Stripe made says in the books', () => {
  test.each<[string, Move, Partial<MoveContext>, readonly string[]]>([
    ['a reversal: taken, until the account shows it', reversal, {}, TAKEN],
    [
      'a reversal with its application fee: net of what goes back',
      { ...reversal, refundApplicationFee: true, applicationFeeMinor: 100 },
      {},
      ['taken usd 900 dp_1 principal', 'transit usd -900 dp_1 principal'],
    ],
    ['a debit without a claim: taken', debit, {}, TAKEN],
    [
      'a debit that pays a part of its claim',
      debit,
      { claim: claim(1_500) },
      ['claim usd -1000 dp_1 principal cl_1', 'platform usd 1000 dp_1 principal cl_1', ...TAKEN],
    ],
    [
      'a debit of more than is open any more: the rest is taken beside the claim',
      debit,
      { claim: claim(400) },
      ['claim usd -400 dp_1 principal cl_1', 'platform usd 400 dp_1 principal cl_1', ...TAKEN],
    ],
    [
      'a debit for a claim whose cause has another currency, at its pair (R20)',
      debit,
      { claim: claim(2_000, { causeCurrency: eur, pairCauseMinor: 900, pairClaimMinor: 2_000 }) },
      [
        'claim usd -1000 dp_1 principal cl_1',
        'fx eur -450 dp_1 principal cl_1',
        'fx usd 1000 dp_1 principal cl_1',
        'platform usd 1000 dp_1 principal cl_1',
        'taken eur 450 dp_1 principal',
        'transit usd -1000 dp_1 principal',
      ],
    ],
    [
      'a give-back: taken falls',
      giveBack,
      {},
      ['taken usd -1000 dp_1 principal', 'transit usd 1000 dp_1 principal'],
    ],
    ['a refund: nothing, for the money was the platform’s', refund, {}, []],
    ['earnings: nothing, before the account’s own balance shows them', earnings, {}, []],
    ['a payout: nothing, before the account’s own balance shows it', payout, {}, []],
    [
      'the seller’s own money that arrived outside: not covered (R13)',
      credit('paidOutside', 1_000),
      { book: owing(lot(1, 700, 5)) },
      ['bank usd -1000', 'transit usd 1000 ask_1 principal'],
    ],
    [
      'a forgiveness: taken falls and is let go, oldest first',
      credit('forgive', 1_000),
      { book: owing(lot(2, 700, 5), lot(1, 600, 6)) },
      [
        'platform usd -300 dp_1 principal',
        'platform usd -700 dp_2 principal',
        'taken usd -300 dp_1 principal',
        'taken usd -700 dp_2 principal',
        'transit usd 1000 ask_1 principal',
        'written_off usd 300 dp_1 principal',
        'written_off usd 700 dp_2 principal',
      ],
    ],
    [
      'a forgiveness above what is owed: the rest is the platform’s',
      credit('forgive', 1_000),
      { book: owing(lot(2, 700, 5)) },
      [
        'platform usd -300 ask_1 principal',
        'platform usd -700 dp_2 principal',
        'taken usd -700 dp_2 principal',
        'transit usd 1000 ask_1 principal',
        'written_off usd 700 dp_2 principal',
      ],
    ],
    [
      'an advance: what is covered becomes a claim',
      credit('advance', 700),
      { book: owing(lot(2, 700, 5)) },
      [
        'claim usd 700 dp_2 principal credit:tr_made:dp_2:principal',
        'platform usd -700 dp_2 principal credit:tr_made:dp_2:principal',
        'taken usd -700 dp_2 principal',
        'transit usd 700 ask_1 principal',
      ],
    ],
  ])('%s', (_what, move, change, postings) => {
    expect(said(entryOf(move, change))).toEqual([...postings].sort());
    expect(imbalance(entryOf(move, change))).toEqual({});
  });

  test('its key, what kind it was, when, and what Stripe calls it', () => {
    expect(booked(reversal).entry).toMatchObject({
      key: 'move:recoup:v1:reversal:dp_1:tr_1:0',
      kind: 'reversal',
      account: A,
      effectiveMs: 42,
      balanceTransaction: null,
      moveKey: 'recoup:v1:reversal:dp_1:tr_1:0',
      note: 'tr_made',
    });
  });
});

test('a reversal made elsewhere counts as taken for its cause (R7)', () => {
  const { cause: about, part, account, amountMinor, currency } = base;
  const reversed = {
    reversalId: 'trr_1',
    cause: about,
    part,
    account,
    amountMinor,
    currency,
    effectiveMs: 42,
  };
  const entry = reversalElsewhere(reversed);
  expect(said(entry.postings)).toEqual(TAKEN);
  expect(entry).toMatchObject({
    key: 'reversal_elsewhere:trr_1',
    kind: 'reversal_elsewhere',
    account: A,
    effectiveMs: 42,
    note: 'trr_1',
  });
});

test('what a taking move takes is net of the application fee only for a reversal', () => {
  expect(takenBy({ ...reversal, applicationFeeMinor: 100 })).toBe(900);
  expect(takenBy(debit)).toBe(1_000);
});
