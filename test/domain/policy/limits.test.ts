import { describe, expect, test } from '@jest/globals';
import { accountId, chargeId, disputeCause, disputeId, transferId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import type { Move } from '../../../src/domain/moves';
import { type Behind, capReached, takes, whyApproval } from '../../../src/domain/policy/limits';

const usd = currency('usd');
const limits = {
  caps: {
    reversalPerMove: { usd: 1_000 },
    perAccountPerDay: { usd: 2_000 },
    reversalsPerDay: { usd: 5_000 },
    sellersPerDispute: 3,
  },
  fourEyes: {
    credit: { usd: 500 },
    writeOff: { usd: 300 },
    payoutReverse: { usd: 500 },
    refund: { usd: 700 },
  },
};
const nothing: Behind = { sellers: 1, mayTakeFromAll: false, takenMinor: 0 };

const base = (amountMinor: number, code = usd) => ({
  cause: disputeCause(disputeId('dp_1')),
  part: 'principal' as const,
  account: accountId('acct_1'),
  amountMinor,
  currency: code,
  n: 0,
  workflowId: 'dispute:dp_1' as Move['workflowId'],
  claimId: null,
});
const reversal = (amountMinor: number, code = usd): Move => ({
  ...base(amountMinor, code),
  kind: 'reversal',
  transfer: transferId('tr_1'),
  refundApplicationFee: false,
  applicationFeeMinor: 0,
});
const debit = (amountMinor: number, code = usd): Move => ({
  ...base(amountMinor, code),
  kind: 'account_debit',
});
const giveBack = (amountMinor: number, code = usd): Move => ({
  ...base(amountMinor, code),
  kind: 'give_back',
  dispute: disputeId('dp_1'),
});
const credit = (amountMinor: number, purpose: 'forgive' | 'advance' | 'paidOutside', code = usd): Move => ({
  ...base(amountMinor, code),
  kind: 'credit',
  purpose,
});
const refund = (amountMinor: number, code = usd): Move => ({
  ...base(amountMinor, code),
  kind: 'refund',
  charge: chargeId('ch_1'),
  reverseTransfer: true,
  refundApplicationFee: false,
  reason: null,
});
const nzd = currency('nzd');

describe('a move needs a second person', () => {
  test.each<[string, Move, Partial<Behind>, string | null]>([
    ['a reversal at the cap of one move', reversal(1_000), {}, null],
    ['a reversal above it', reversal(1_001), {}, '10.01 USD is above 10.00 USD for one move'],
    ['an account debit, which has no cap of its own', debit(2_000), {}, null],
    [
      'an account debit above the day of an account',
      debit(2_001),
      {},
      '20.01 USD is above 20.00 USD for one move',
    ],
    ['a reversal in a currency without a row', reversal(1, nzd), {}, 'the policy has no amount for nzd'],
    ['an account debit in one', debit(1, nzd), {}, 'the policy has no amount for nzd'],
    ['a credit below the amount', credit(499, 'advance'), {}, null],
    ['a credit of it', credit(500, 'advance'), {}, 'a credit of this size takes two people'],
    ['forgiving below what may be let go', credit(299, 'forgive'), {}, null],
    ['forgiving as much', credit(300, 'forgive'), {}, 'letting go of this much takes two people'],
    ['an advance of as much, which lets nothing go', credit(300, 'advance'), {}, null],
    [
      'a credit in a currency without a row',
      credit(1, 'paidOutside', nzd),
      {},
      'the policy has no amount for nzd',
    ],
    ['a refund below the amount', refund(699), {}, null],
    ['a refund of it', refund(700), {}, 'a refund of this size takes two people'],
    ['a refund in a currency without a row', refund(1, nzd), {}, 'the policy has no amount for nzd'],
    ['as many sellers as the policy allows', reversal(1), { sellers: 3 }, null],
    ['more of them', debit(1), { sellers: 4 }, '4 sellers bear dp_1, above 3'],
    ['more of them, as a person said', reversal(1), { sellers: 4, mayTakeFromAll: true }, null],
    ['more of them, of whom one is given back to', giveBack(5), { sellers: 4, takenMinor: 5 }, null],
    ['a give-back of what was taken', giveBack(5_000), { takenMinor: 5_000 }, null],
    ['a give-back of more', giveBack(5_001), { takenMinor: 5_000 }, 'only 50.00 USD was taken for dp_1'],
    ['a give-back in a currency without a row', giveBack(1, nzd), { takenMinor: 1 }, null],
  ])('%s', (_what, move, behind, why) => {
    expect(whyApproval(limits, move, { ...nothing, ...behind })).toBe(why);
  });
});

describe("the day's caps", () => {
  const today = { byReversalsMinor: 4_500, fromAccountMinor: 1_500 };
  const day = { why: 'cap', cap: 'day' };
  const account = { why: 'cap', cap: 'account' };

  test.each<[string, Move, typeof today, object | null]>([
    ['reversals up to the cap of all', reversal(500), today, null],
    ['one above it', reversal(501), today, day],
    ['an account debit, which is none', debit(500), { ...today, byReversalsMinor: 5_000 }, null],
    ['an account up to its own', debit(500), today, null],
    ['an account above it', debit(501), today, account],
    [
      'a reversal above that of its account',
      reversal(400),
      { byReversalsMinor: 0, fromAccountMinor: 1_601 },
      account,
    ],
    ['a give-back, which takes nothing', giveBack(9_000), today, null],
    ['a credit', credit(9_000, 'advance'), today, null],
    ['a currency without a row, which a person decided about', reversal(9_000, nzd), today, null],
  ])('%s', (_what, move, taken, held) => {
    expect(capReached(limits, move, taken)).toEqual(held);
  });
});

test('taking moves are reversals and account debits', () => {
  const moves = [reversal(1), debit(1), giveBack(1), credit(1, 'advance'), refund(1)];
  expect(moves.map(takes)).toEqual([true, true, false, false, false]);
});
