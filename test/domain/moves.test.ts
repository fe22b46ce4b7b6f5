import { describe, expect, test } from '@jest/globals';
import {
  accountId,
  chargeId,
  type ClaimId,
  disputeCause,
  disputeId,
  otherCause,
  transferId,
  type MoveKey,
} from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { isOfLine, type Move, moveKey, moveObject } from '../../src/domain/moves';
import { payoutDate } from '../../src/domain/payout/run-id';

const base = {
  cause: disputeCause(disputeId('dp_1')),
  part: 'fee' as const,
  account: accountId('acct_A'),
  amountMinor: 1,
  currency: currency('usd'),
  n: 2,
  workflowId: 'dispute:dp_1' as Move['workflowId'],
  claimId: null,
};
const line = {
  ...base,
  cause: otherCause(base.account),
  line: 9,
  date: payoutDate('2026-11-22'),
  grossMinor: 1,
  withheldMinor: 0,
  reserve: null,
};
const earnings: Move = { ...line, kind: 'earnings', offsets: [] };
const payout: Move = { ...line, kind: 'payout' };
const claimId = 'cleared:ct_1:dp_1:principal' as ClaimId;

describe('the key under which a move happens once', () => {
  test.each<[string, Move, string]>([
    [
      'a reversal: its transfer',
      {
        ...base,
        kind: 'reversal',
        transfer: transferId('tr_1'),
        refundApplicationFee: false,
        applicationFeeMinor: 0,
      },
      'recoup:v1:reversal:dp_1:tr_1:2',
    ],
    [
      'a debit: account and part',
      { ...base, kind: 'account_debit' },
      'recoup:v1:account_debit:dp_1:acct_A.fee:2',
    ],
    [
      'a debit for a claim: the claim, in one word',
      { ...base, kind: 'account_debit', claimId },
      'recoup:v1:account_debit:dp_1:cleared.ct_1.dp_1.principal:2',
    ],
    [
      'a give-back: account and part',
      { ...base, kind: 'give_back', dispute: null },
      'recoup:v1:give_back:dp_1:acct_A.fee:2',
    ],
    [
      'a credit: account and part',
      { ...base, kind: 'credit', purpose: 'forgive' },
      'recoup:v1:credit:dp_1:acct_A.fee:2',
    ],
    [
      'what takes a credit back: the transfer that it was',
      { ...base, kind: 'credit_reversal', transfer: transferId('tr_9'), credit: 'k' as MoveKey },
      'recoup:v1:credit_reversal:dp_1:tr_9:2',
    ],
    [
      'a refund: its charge',
      {
        ...base,
        kind: 'refund',
        charge: chargeId('ch_1'),
        reverseTransfer: true,
        refundApplicationFee: false,
        reason: null,
      },
      'recoup:v1:refund:dp_1:ch_1:2',
    ],
    [
      'earnings of a line: account, day, currency and version',
      earnings,
      'recoup:v1:payout:acct_A:2026-11-22:usd:2',
    ],
    [
      'a payout of a line: the same, for it is paid either way',
      payout,
      'recoup:v1:payout:acct_A:2026-11-22:usd:2',
    ],
  ])('%s', (_what, move, key) => {
    expect(moveKey(move)).toBe(key);
  });

  test('does not depend on amount or claim of what is reversed', () => {
    const move: Move = {
      ...base,
      kind: 'reversal',
      transfer: transferId('tr_1'),
      refundApplicationFee: false,
      applicationFeeMinor: 0,
    };
    expect(moveKey({ ...move, amountMinor: 5, claimId })).toBe(moveKey(move));
  });

  test('of a line has the day and the currency for its object', () => {
    expect([moveObject(earnings), moveObject(payout)]).toEqual(['2026-11-22:usd', '2026-11-22:usd']);
  });
});

test('only earnings and payouts are of a line', () => {
  const debit: Move = { ...base, kind: 'account_debit' };
  expect([earnings, payout, debit].map(isOfLine)).toEqual([true, true, false]);
});
