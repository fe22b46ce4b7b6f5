import { describe, expect, test } from '@jest/globals';
import { caseWorkflowId } from '../../../src/domain/ids';
import { lotKey } from '../../../src/domain/ledger/balance-book';
import type { Owed } from '../../../src/domain/ledger/books';
import { claimIdOf, cover } from '../../../src/domain/ledger/cover';
import { imbalance } from '../../../src/domain/ledger/postings';
import { said } from '../../support/postings';
import { A, cause, eur, usd } from './random-books';

const lot = (n: number, amountMinor: number, sinceMs: number, part: Owed['part'] = 'principal'): Owed => ({
  cause: cause(n),
  part,
  sinceMs,
  amountMinor,
});
const owner = caseWorkflowId(A, usd);
const cleared = { form: 'cleared' as const, object: 'ct_1', owner };
const inEuros = (row: Owed, causeMinor: number) => ({
  [lotKey(row)]: { causeCurrency: eur, causeMinor, balanceMinor: row.amountMinor },
});

describe('the id of a claim', () => {
  const about = { account: A, cause: cause(1), part: 'fee' as const };

  test.each([
    ['fee', 'dp_1', 'fee:dp_1:acct_A'],
    ['cleared', 'ct_1', 'cleared:ct_1:dp_1:fee'],
    ['reversal', 'tr_1', 'reversal:tr_1:dp_1:fee'],
    ['rest', 'acct_A', 'rest:acct_A:dp_1:fee'],
    ['credit', 'tr_9', 'credit:tr_9:dp_1:fee'],
  ] as const)('%s', (form, object, id) => {
    expect(claimIdOf(form, object, about)).toBe(id);
  });
});

describe('lots that leave the debt at the platform’s cost', () => {
  test('are let go, each for its cause and part', () => {
    const { postings, claims } = cover(A, usd, [lot(1, 700, 5), lot(2, 30, 6, 'fee')], {}, null);
    expect(said(postings)).toEqual([
      'platform usd -30 dp_2 fee',
      'platform usd -700 dp_1 principal',
      'taken usd -30 dp_2 fee',
      'taken usd -700 dp_1 principal',
      'written_off usd 30 dp_2 fee',
      'written_off usd 700 dp_1 principal',
    ]);
    expect(claims).toEqual([]);
  });

  test('are let go in the currency of the cause, and the books balance in both', () => {
    const row = lot(1, 1_000, 5);
    const { postings } = cover(A, usd, [row], inEuros(row, 900), null);
    expect(said(postings)).toEqual([
      'fx eur -900 dp_1 principal',
      'fx eur 900 dp_1 principal 5',
      'fx usd -1000 dp_1 principal 5',
      'fx usd 1000 dp_1 principal',
      'platform usd -1000 dp_1 principal',
      'taken eur -900 dp_1 principal',
      'written_off eur 900 dp_1 principal',
    ]);
    expect(imbalance(postings)).toEqual({ usd: -1_000 });
  });

  test('become a claim for each cause and part, with its age', () => {
    const { postings, claims } = cover(A, usd, [lot(1, 700, 5), lot(1, 30, 6, 'fee')], {}, cleared);
    const one = {
      form: 'cleared',
      account: A,
      currency: usd,
      cause: 'dp_1',
      causeCurrency: usd,
      transfer: null,
      owner,
    };
    expect(claims).toEqual([
      {
        ...one,
        claimId: 'cleared:ct_1:dp_1:principal',
        part: 'principal',
        pairCauseMinor: 700,
        pairClaimMinor: 700,
        sinceMs: 5,
      },
      {
        ...one,
        claimId: 'cleared:ct_1:dp_1:fee',
        part: 'fee',
        pairCauseMinor: 30,
        pairClaimMinor: 30,
        sinceMs: 6,
      },
    ]);
    expect(said(postings)).toEqual([
      'claim usd 30 dp_1 fee cleared:ct_1:dp_1:fee',
      'claim usd 700 dp_1 principal cleared:ct_1:dp_1:principal',
      'platform usd -30 dp_1 fee cleared:ct_1:dp_1:fee',
      'platform usd -700 dp_1 principal cleared:ct_1:dp_1:principal',
      'taken usd -30 dp_1 fee',
      'taken usd -700 dp_1 principal',
    ]);
  });

  test('of one cause that differ in age are one claim, as old as its oldest', () => {
    const [young, old] = [lot(1, 700, 9), lot(1, 30, 5)];
    const pairs = { ...inEuros(young, 600), ...inEuros(old, 20) };
    const { claims } = cover(A, usd, [young, old], pairs, cleared);
    expect(claims).toMatchObject([
      {
        claimId: 'cleared:ct_1:dp_1:principal',
        causeCurrency: eur,
        pairCauseMinor: 620,
        pairClaimMinor: 730,
        sinceMs: 5,
      },
    ]);
  });

  test('of one cause in two currencies are two claims, and those of another cause keep their id', () => {
    const [own, foreign, older, other] = [lot(1, 700, 9), lot(1, 30, 5), lot(1, 40, 3), lot(2, 50, 4)];
    const pairs = { ...inEuros(foreign, 20), ...inEuros(older, 25), ...inEuros(other, 45) };
    const { claims, postings } = cover(A, usd, [own, foreign, older, other], pairs, cleared);
    expect(
      claims.map((claim) => [claim.claimId, claim.causeCurrency, claim.pairCauseMinor, claim.pairClaimMinor]),
    ).toEqual([
      ['cleared:ct_1:dp_1:principal', usd, 700, 700],
      ['cleared:ct_1:dp_1:principal:eur', eur, 45, 70],
      ['cleared:ct_1:dp_2:principal', eur, 45, 50],
    ]);
    expect(said(postings)).toEqual(
      expect.arrayContaining([
        'claim usd 30 dp_1 principal cleared:ct_1:dp_1:principal:eur',
        'fx eur 20 dp_1 principal 5',
        'fx usd -30 dp_1 principal 5',
        'taken eur -20 dp_1 principal',
      ]),
    );
    expect(imbalance(postings)).toEqual({ usd: -820 });
  });
});
