import { describe, expect, test } from '@jest/globals';
import type { RefundFacts, RefundSeller } from '../../../src/domain/refund/facts';
import type { RefundPolicy } from '../../../src/domain/refund/policy';
import { howTaken, refundTargets, standingMinor, waitsForAnswer } from '../../../src/domain/refund/target';
import {
  askedWith,
  chargeWith,
  madeWith,
  refundFacts,
  refundPolicyWith,
  refundSeller,
} from '../../support/refund-facts';
import { A, B, partWith, transferWith, USD } from '../../support/seller-facts';

test.each([
  ['succeeded', 10_000],
  ['pending', 10_000],
  ['requires_action', 10_000],
  ['failed', 0],
  ['canceled', 0],
  ['unknown', null],
] as const)('of a refund that is %s the customer has %s', (status, expected) => {
  expect(standingMinor(madeWith({ status }))).toBe(expected);
});

test.each<[string, Partial<RefundFacts>, RefundPolicy['notReversed'], string]>([
  ['what was asked for here', { asked: askedWith(), answer: 'keep' }, 'ask', 'reverse'],
  ['what a person said', { answer: 'claim' }, 'ask', 'claim'],
  ['what the policy says', {}, 'keep', 'keep'],
])('sellers are taken from by %s', (_what, facts, notReversed, how) => {
  expect(howTaken(refundFacts(facts), refundPolicyWith({ notReversed }))).toBe(how);
});

const of = (
  sellers: readonly Partial<RefundSeller>[],
  change: Partial<RefundFacts> = {},
  policy: Partial<RefundPolicy> = {},
) =>
  refundTargets(
    refundFacts({ sellers: sellers.map((one) => refundSeller(one)), ...change }),
    refundPolicyWith(policy),
  );

describe('a seller’s line', () => {
  const bearing = { principal: partWith({ takenMinor: 2_000, openClaimsMinor: 300, writtenOffMinor: 50 }) };

  test.each<[string, Partial<RefundSeller>, Partial<RefundFacts>, Partial<RefundPolicy>, readonly number[]]>([
    ['their share (R3)', {}, { made: madeWith({ amountMinor: 3_333 }) }, {}, [3_333, 3_333, 0]],
    ['less what they bear or was let go (R8)', bearing, {}, {}, [10_000, 7_650, 0]],
    ['none of what came back', bearing, { made: madeWith({ status: 'failed' }) }, {}, [0, 0, 2_300]],
    ['none, where it is kept', {}, {}, { notReversed: 'keep' }, [0, 0, 0]],
    ['nothing more, until a person has said so', bearing, {}, { notReversed: 'ask' }, [2_350, 0, 0]],
    [
      'what was taken so far stays, but never more than the share',
      { principal: partWith({ takenMinor: 2_000 }) },
      { made: madeWith({ amountMinor: 500 }) },
      { notReversed: 'ask' },
      [500, 0, 1_500],
    ],
    [
      'nothing, where more was given back than taken and a person is to say',
      { principal: partWith({ takenMinor: -100 }) },
      {},
      { notReversed: 'ask' },
      [0, 100, 0],
    ],
    ['what Stripe took with it', { withRefundMinor: 9_000 }, {}, { notReversed: 'keep' }, [9_000, 9_000, 0]],
    ['at most what other causes leave (R5)', { otherCausesMinor: 4_000 }, {}, {}, [6_000, 6_000, 0]],
    ['nothing, where other causes took more than all', { otherCausesMinor: 11_000 }, {}, {}, [0, 0, 0]],
    [
      'net of the fee that goes back (R6)',
      { transfers: [transferWith('tr_1', 10_000, { applicationFeeMinor: 1_000 })] },
      {},
      { applicationFee: 'return' },
      [9_000, 9_000, 0],
    ],
    [
      'gross, where the fee is kept',
      { transfers: [transferWith('tr_1', 10_000, { applicationFeeMinor: 1_000 })] },
      {},
      { applicationFee: 'keep' },
      [10_000, 10_000, 0],
    ],
    [
      'at most the net transfer, where the fee goes back and other causes took some',
      { transfers: [transferWith('tr_1', 10_000, { applicationFeeMinor: 1_000 })], otherCausesMinor: 500 },
      {},
      { applicationFee: 'return' },
      [8_500, 8_500, 0],
    ],
    [
      'stays where a person keeps what would go back',
      { ...bearing, answers: { giveBack: 'keep', above: null } },
      { made: madeWith({ status: 'failed' }) },
      {},
      [0, 0, 0],
    ],
  ])('is %s', (_what, seller, facts, policy, [targetMinor, takeMinor, releaseMinor]) => {
    expect(of([seller], facts, policy)?.lines).toEqual([
      expect.objectContaining({
        account: A,
        part: 'principal',
        currency: USD,
        targetMinor,
        takeMinor,
        releaseMinor,
      }),
    ]);
  });

  test('says what the books say', () => {
    expect(of([bearing])?.lines[0]).toMatchObject({
      takenMinor: 2_000,
      openClaimsMinor: 300,
      writtenOffMinor: 50,
    });
  });

  test('is nothing for a seller beside one with whom Stripe settled it', () => {
    const lines = of([{ withRefundMinor: 9_000 }, { account: B }])?.lines;
    expect(lines?.map((line) => line.targetMinor)).toEqual([9_000, 0]);
  });
});

describe('what lies above what sellers can bear', () => {
  test('is named for each of them whom it concerns, and for no other', () => {
    expect(of([{ otherCausesMinor: 4_000 }, { account: B }])?.above).toEqual([
      { account: A, currency: USD, amountMinor: 4_000 },
    ]);
  });

  test.each<[string, Partial<RefundFacts>, RefundPolicy['notReversed']]>([
    ['while nobody has said that it is taken', {}, 'ask'],
    ['where it is kept', {}, 'keep'],
    ['of what came back', { made: madeWith({ status: 'canceled' }) }, 'reverse'],
  ])('is nothing %s', (_what, facts, notReversed) => {
    expect(of([{ otherCausesMinor: 4_000 }], facts, { notReversed })?.above).toEqual([]);
  });
});

describe('nobody bears anything that can be told', () => {
  test.each<[string, Partial<RefundFacts>]>([
    ['before it is made', { made: null }],
    ['of a charge that Stripe does not know', { charge: null }],
    ['where Stripe’s word for it is not known', { made: madeWith({ status: 'unknown' }) }],
  ])('%s', (_what, facts) => {
    expect(of([{}], facts)).toBeNull();
  });

  test('of a direct charge, which Stripe takes from the account itself (R19)', () => {
    expect(of([{}], { direct: A })).toEqual({ lines: [], above: [] });
  });
});

describe('a person has to say whether sellers are taken from', () => {
  const waits = (facts: Partial<RefundFacts>, notReversed: RefundPolicy['notReversed'] = 'ask') =>
    waitsForAnswer(refundFacts(facts), refundPolicyWith({ notReversed }));
  const borne = refundSeller({ principal: partWith({ takenMinor: 10_000 }) });

  test.each<[string, Partial<RefundFacts>, boolean]>([
    ['where something would be taken', {}, true],
    ['where it would be taken from one of them', { sellers: [borne, refundSeller({ account: B })] }, true],
    ['not where all is taken already', { sellers: [borne] }, false],
    ['not where there is no seller', { sellers: [] }, false],
    ['not before it is made', { made: null }, false],
    ['not where the charge is not known', { charge: null }, false],
    ['not where the word is not known', { made: madeWith({ status: 'unknown' }) }, false],
    ['not where it came back', { made: madeWith({ status: 'failed' }) }, false],
    ['not where one has answered', { answer: 'keep' }, false],
    ['not where it was asked for here', { asked: askedWith(), charge: chargeWith() }, false],
  ])('%s', (_what, facts, expected) => {
    expect(waits(facts)).toBe(expected);
  });

  test('not where the policy says', () => {
    expect(waits({}, 'reverse')).toBe(false);
    expect(waits({}, 'keep')).toBe(false);
  });
});
