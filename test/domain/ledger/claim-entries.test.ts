import { describe, expect, test } from '@jest/globals';
import { caseWorkflowId, type ClaimId } from '../../../src/domain/ids';
import type { Claim, Entry } from '../../../src/domain/ledger/books';
import {
  claimOffset,
  claimOpened,
  claimPaidOutside,
  claimReleased,
  claimSetOff,
  claimWrittenOff,
} from '../../../src/domain/ledger/claim-entries';
import { imbalance } from '../../../src/domain/ledger/postings';
import { said } from '../../support/postings';
import { A, cause, eur, usd } from './random-books';

const head = { key: 'once', effectiveMs: 42 };
const claim: Claim = {
  claimId: 'cl_1' as ClaimId,
  form: 'fee',
  account: A,
  currency: usd,
  cause: cause(1),
  part: 'fee',
  openMinor: 1_500,
  reservedMinor: 0,
  causeCurrency: usd,
  pairCauseMinor: 1_500,
  pairClaimMinor: 1_500,
  transfer: null,
  sinceMs: 1,
  openedMs: 2,
  handled: false,
  moves: 0,
};
/** Its cause was taken in euros: 1000 of the claim are worth 900 of the cause. */
const foreign: Claim = {
  ...claim,
  openMinor: 1_000,
  causeCurrency: eur,
  pairCauseMinor: 900,
  pairClaimMinor: 1_000,
};
const from = { cause: cause(2), part: 'principal' as const };
const opening = { ...claim, owner: caseWorkflowId(A, usd) };

test.each<[string, string, () => Entry, readonly string[]]>([
  [
    'opened: the platform is out of pocket',
    'claim_opened',
    () => claimOpened(head, opening, 1_500),
    ['claim usd 1500 dp_1 fee cl_1', 'platform usd -1500 dp_1 fee cl_1'],
  ],
  [
    'released: no longer owed, without money',
    'claim_released',
    () => claimReleased(head, claim, 400),
    ['claim usd -400 dp_1 fee cl_1', 'platform usd 400 dp_1 fee cl_1'],
  ],
  [
    'set off: taken moves from what is owed back to what is due',
    'claim_set_off',
    () => claimSetOff(head, claim, from, 400),
    [
      'claim usd -400 dp_1 fee cl_1',
      'platform usd 400 dp_1 fee cl_1',
      'taken usd -400 dp_2 principal',
      'taken usd 400 dp_1 fee',
    ],
  ],
  [
    'paid outside: taken rises, and it came from the bank',
    'paid_outside',
    () => claimPaidOutside(head, claim, 400),
    [
      'bank usd -400',
      'claim usd -400 dp_1 fee cl_1',
      'platform usd 400 dp_1 fee cl_1',
      'taken usd 400 dp_1 fee',
    ],
  ],
  [
    'offset: taken rises, and it came from earnings that never reached the account',
    'offset',
    () => claimOffset(head, claim, 400),
    [
      'claim usd -400 dp_1 fee cl_1',
      'income usd -400',
      'platform usd 400 dp_1 fee cl_1',
      'taken usd 400 dp_1 fee',
    ],
  ],
  [
    'paid outside, in another currency than its cause',
    'paid_outside',
    () => claimPaidOutside(head, foreign, 500),
    [
      'bank usd -500',
      'claim usd -500 dp_1 fee cl_1',
      'fx eur -450 dp_1 fee cl_1',
      'fx usd 500 dp_1 fee cl_1',
      'platform usd 500 dp_1 fee cl_1',
      'taken eur 450 dp_1 fee',
    ],
  ],
  [
    'written off: the platform stays out of pocket',
    'written_off',
    () => claimWrittenOff(head, claim, 400),
    ['claim usd -400 dp_1 fee cl_1', 'written_off usd 400 dp_1 fee cl_1'],
  ],
  [
    'written off, in another currency than its cause',
    'written_off',
    () => claimWrittenOff(head, foreign, 500),
    [
      'claim usd -500 dp_1 fee cl_1',
      'fx eur -450 dp_1 fee cl_1',
      'fx usd 500 dp_1 fee cl_1',
      'written_off eur 450 dp_1 fee cl_1',
    ],
  ],
])('a claim is %s', (_what, kind, booked, postings) => {
  const entry = booked();
  expect(said(entry.postings)).toEqual(postings);
  expect(imbalance(entry.postings)).toEqual({});
  expect(entry).toMatchObject({ key: 'once', kind, account: A, effectiveMs: 42, moveKey: null, note: null });
});

describe('setting off a claim of another currency than its cause', () => {
  test('moves what closing it is worth to the cause', () => {
    expect(said(claimSetOff(head, foreign, from, 500).postings)).toEqual(
      expect.arrayContaining(['taken eur -450 dp_2 principal', 'taken eur 450 dp_1 fee']),
    );
  });
});
