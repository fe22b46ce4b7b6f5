import { describe, expect, test } from '@jest/globals';
import type { DisputeFacts } from '../../../src/domain/dispute/facts';
import { claimsForRefused, goesBack, moneySteps } from '../../../src/domain/dispute/money-steps';
import type { DisputeState, RefusedMove } from '../../../src/domain/dispute/state';
import { disputeFacts, lookedDispute, withdrawnWith } from '../../support/dispute-facts';
import { testPolicy } from '../../support/dispute-schedule-world';
import { transferId } from '../../../src/domain/ids';
import {
  A,
  B,
  MAY_GET_BACK,
  partWith,
  sellerWhoBore,
  sellerWith,
  transferWith,
  USD,
} from '../../support/seller-facts';

const steps = (change: Partial<DisputeFacts> = {}, more: Partial<DisputeState> = {}) =>
  moneySteps(lookedDispute(disputeFacts(change), more));
const kinds = (change: Partial<DisputeFacts> = {}, more: Partial<DisputeState> = {}) =>
  steps(change, more).map((step) => step.kind);

const withFee = withdrawnWith({ feeMinor: 1_500, receivedFeeMinor: 1_500 });
const won = { withdrawn: withdrawnWith({ principalMinor: 0 }), status: 'won' as const };
const other = sellerWith({ account: B, transfers: [transferWith('tr_2', 10_000)] });

describe('what is moved or booked', () => {
  test('is the fee, by a debit for the dispute', () => {
    const fee = partWith({ debits: 2 });
    expect(steps({ withdrawn: withFee, sellers: [sellerWith({ fee })] })).toMatchObject([
      {
        kind: 'takeFee',
        line: { part: 'fee' },
        move: {
          kind: 'account_debit',
          cause: 'dp_1',
          part: 'fee',
          account: A,
          amountMinor: 1_500,
          currency: USD,
          workflowId: 'dispute:dp_1',
          claimId: null,
          n: 2,
        },
      },
    ]);
  });

  test('is the principal only when the fee is out of the way (R9), but for each seller alone', () => {
    const sellers = [sellerWith(), { ...other, fee: partWith({ takenMinor: 750 }) }];
    expect(steps({ withdrawn: withFee, sellers })).toMatchObject([
      { kind: 'takeFee', move: { account: A } },
      { kind: 'reverse', move: { account: B, transfer: 'tr_2' } },
    ]);
  });

  test('is both where the fee is only observed: nothing moves either way', () => {
    const observed = { held: { 'takeFee:acct_A': { why: 'observe' as const } } };
    const frozen = { held: { 'takeFee:acct_A': { why: 'frozen' as const } } };
    expect(kinds({ withdrawn: withFee }, observed)).toEqual(['takeFee', 'reverse']);
    expect(kinds({ withdrawn: withFee }, frozen)).toEqual(['takeFee']);
  });

  test('is what Stripe has not answered for, first and alone', () => {
    const [sent] = steps();
    if (sent?.kind !== 'reverse') throw new Error('no reversal');
    expect(steps({ unsettled: [sent.move, { ...sent.move, n: 1 }] })).toEqual([
      { kind: 'settleMove', move: sent.move },
    ]);
  });

  test('is nothing before a look and without a policy', () => {
    expect(steps({}, { look: null })).toEqual([]);
    expect(steps({}, { policy: null })).toEqual([]);
  });

  test('is nothing while a person has to say whether so many sellers bear it', () => {
    const few = { policy: testPolicy({ sellersPerDispute: 1 }) };
    expect(steps({ sellers: [sellerWith(), other] }, few)).toEqual([]);
    expect(kinds({ sellers: [sellerWith(), other], sellersAnswer: 'take' }, few)).toEqual([
      'reverse',
      'reverse',
    ]);
  });

  test('goes back though a person has to say whether more is taken', () => {
    const few = { policy: testPolicy({ sellersPerDispute: 1 }) };
    const sellers = [sellerWith(), other, sellerWhoBore(20_000, { account: 'acct_C' as typeof A })];
    expect(kinds({ sellers }, few)).toEqual(['giveBack']);
  });

  test('takes fees before principals, and then gives back', () => {
    const sellers = [
      sellerWhoBore(20_000, { fee: partWith({ takenMinor: 750 }) }),
      { ...other, fee: partWith({ takenMinor: 100 }), beforeGiveBack: MAY_GET_BACK },
    ];
    expect(steps({ withdrawn: withFee, sellers })).toMatchObject([
      { kind: 'takeFee', move: { account: B, amountMinor: 650 } },
      { kind: 'giveBack', move: { account: A, amountMinor: 10_000, dispute: 'dp_1' } },
    ]);
  });

  test('leaves out what a person has to look at before it goes back', () => {
    const sellers = [
      sellerWhoBore(20_000, { losses: 'stripe' }),
      { ...other, principal: partWith({ takenMinor: 10_500 }) },
    ];
    expect(kinds({ sellers })).toEqual([]);
  });

  test('is nothing where all is as it should be', () => {
    expect(steps({ sellers: [sellerWhoBore(10_000)] })).toEqual([]);
  });

  test.each([
    ['return', { refundApplicationFee: true, applicationFeeMinor: 1_000 }],
    ['keep', { refundApplicationFee: false, applicationFeeMinor: 0 }],
  ] as const)('does with the application fee what the policy says: %s', (applicationFee, move) => {
    const transfers = [transferWith('tr_1', 10_000, { applicationFeeMinor: 1_000 })];
    const policy = testPolicy({ applicationFee });
    expect(steps({ sellers: [sellerWith({ transfers })] }, { policy })).toMatchObject([{ move }]);
  });
});

describe('a move that Stripe refused becomes a claim (R14)', () => {
  const refused = (change: Partial<RefusedMove> = {}): RefusedMove => ({
    account: A,
    part: 'principal',
    transfer: transferId('tr_1'),
    takenMinor: 900,
    ...change,
  });
  const claims = (
    moves: readonly RefusedMove[],
    change: Partial<DisputeFacts> = {},
    more: Partial<DisputeState> = {},
  ) =>
    claimsForRefused(
      lookedDispute(disputeFacts({ withdrawn: withFee, ...change }), { refused: moves, ...more }),
    );

  test('of the form and part that it was', () => {
    const principal = partWith({ takenMinor: 100, openClaimsMinor: 20, writtenOffMinor: 3 });
    const found = claims([refused(), refused({ part: 'fee', transfer: null, takenMinor: 1_500 })], {
      sellers: [other, sellerWith({ principal })],
    });
    const base = { kind: 'openClaim', account: A, currency: USD, sinceMs: 7 };
    expect(found).toEqual([
      {
        ...base,
        form: 'reversal',
        part: 'principal',
        amountMinor: 900,
        transfer: 'tr_1',
        seen: { takenMinor: 100, openClaimsMinor: 20, writtenOffMinor: 3 },
      },
      {
        ...base,
        form: 'fee',
        part: 'fee',
        amountMinor: 1_500,
        transfer: null,
        seen: { takenMinor: 0, openClaimsMinor: 0, writtenOffMinor: 0 },
      },
    ]);
  });

  test.each<[string, Partial<DisputeFacts>, Partial<DisputeState>]>([
    ['before a look', {}, { look: null }],
    ['without a policy', {}, { policy: null }],
    ['for an account that is no seller of it', { sellers: [other] }, {}],
    ['where nobody can tell what is due', { withdrawn: 'no_exchange_rate' }, {}],
  ])('not %s', (_what, change, more) => {
    expect(claims([refused()], change, more)).toEqual([]);
  });
});

describe('sellers to whom something goes back are read first (R17)', () => {
  const accounts = (change: Partial<DisputeFacts>) =>
    goesBack(disputeFacts(change), testPolicy()).map((seller) => seller.account);

  test('and no others', () => {
    const bore = sellerWhoBore(10_000);
    expect(accounts({ ...won, sellers: [bore, other] })).toEqual([A]);
    expect(accounts({ ...won, sellers: [other, bore] })).toEqual([A]);
    expect(accounts({ sellers: [bore] })).toEqual([]);
    expect(accounts({ sellers: [sellerWith()] })).toEqual([]);
  });
});
