import { describe, expect, test } from '@jest/globals';
import type { DisputeFacts, SellerFacts } from '../../../src/domain/dispute/facts';
import type { DisputePolicy } from '../../../src/domain/dispute/policy';
import { isMet, type Line, targets } from '../../../src/domain/dispute/target';
import { disputeFacts, withdrawnWith } from '../../support/dispute-facts';
import { testPolicy } from '../../support/dispute-schedule-world';
import {
  A,
  B,
  EUR,
  partWith,
  sellerWhoBore,
  sellerWith,
  transferWith,
  USD,
} from '../../support/seller-facts';

const of = (change: Partial<DisputeFacts> = {}, policy: Partial<DisputePolicy> = {}) =>
  targets(disputeFacts(change), testPolicy(policy));
const short = ({ account, part, targetMinor, takeMinor, releaseMinor }: Line) =>
  [account, part, targetMinor, takeMinor, releaseMinor].join(' ');
const lines = (change: Partial<DisputeFacts> = {}, policy: Partial<DisputePolicy> = {}) =>
  of(change, policy).lines.map(short);
const withFee = withdrawnWith({ feeMinor: 1_500, receivedFeeMinor: 1_500 });

describe('what each seller should bear', () => {
  test('is the fee by transfer amount, all fees first, then the principal (R4, R9)', () => {
    const sellers = [
      sellerWith({ transfers: [transferWith('tr_1', 4_000), transferWith('tr_2', 2_000)] }),
      sellerWith({ account: B, transfers: [transferWith('tr_3', 3_000)] }),
    ];
    expect(lines({ withdrawn: withFee, sellers })).toEqual([
      'acct_A fee 1000 1000 0',
      'acct_B fee 500 500 0',
      'acct_A principal 6000 6000 0',
      'acct_B principal 3000 3000 0',
    ]);
  });

  test('is by what they earned of it, where no transfer brought it', () => {
    const sellers = [
      sellerWith({ transfers: [], earnedMinor: 6_000 }),
      sellerWith({ account: B, transfers: [transferWith('tr_3', 1)], earnedMinor: 3_000 }),
    ];
    expect(lines({ withdrawn: withFee, sellers })).toEqual([
      'acct_A fee 1000 1000 0',
      'acct_B fee 500 500 0',
      'acct_A principal 6000 6000 0',
      'acct_B principal 3000 3000 0',
    ]);
  });

  test('is the fee in its own currency, and the principal in that of the transfer', () => {
    const withdrawn = withdrawnWith({ feeCurrency: EUR, feeMinor: 1_500, receivedFeeMinor: 1_500 });
    expect(of({ withdrawn }).lines.map((line) => line.currency)).toEqual([EUR, USD]);
  });

  test('is the fee alone of a direct charge (R19)', () => {
    const { lines: found, above } = of({
      withdrawn: withFee,
      direct: A,
      sellers: [sellerWith({ transfers: [] })],
    });
    expect(found.map(short)).toEqual(['acct_A fee 1500 1500 0']);
    expect(above).toEqual([]);
  });

  test.each<[string, Partial<DisputeFacts>]>([
    ['the rate is not known', { withdrawn: 'no_exchange_rate' }],
    ['fees came in two currencies', { withdrawn: 'fee_in_two_currencies' }],
    ['it cannot be told whose sale it was', { attribution: 'unknown' }],
  ])('is nothing that can be told where %s', (_what, change) => {
    expect(of(change)).toEqual({ lines: [], above: [] });
  });

  test.each<[string, DisputeFacts['contestedBy'], DisputePolicy['contestedBy'], number]>([
    ['the seller, who chose to contest', 'seller', 'platform', 3_000],
    ['the seller, as the policy says', null, 'seller', 3_000],
    ['not the seller where the platform chose', 'platform', 'seller', 1_500],
  ])('has the countered fee borne by %s (R4)', (_what, contestedBy, byPolicy, feeMinor) => {
    const withdrawn = withdrawnWith({ feeMinor: 3_000, receivedFeeMinor: 1_500 });
    expect(of({ withdrawn, contestedBy }, { contestedBy: byPolicy }).lines[0]?.targetMinor).toBe(feeMinor);
  });
});

describe('a principal', () => {
  const fee = [transferWith('tr_1', 10_000, { applicationFeeMinor: 1_000 })];

  test.each<[string, Partial<SellerFacts>, Partial<DisputePolicy>, string, number]>([
    ['is the whole transfer', {}, {}, '10000 10000 0', 0],
    ['is at most what other causes leave (R5)', { otherCausesMinor: 4_000 }, {}, '6000 6000 0', 4_000],
    ['is nothing where they took more than all', { otherCausesMinor: 11_000 }, {}, '0 0 0', 10_000],
    [
      'is above what they leave where a person made it the seller’s',
      { otherCausesMinor: 4_000, answers: { giveBack: null, above: 'seller' } },
      {},
      '10000 10000 0',
      0,
    ],
    [
      'stays at most that where a person left it to the platform',
      { otherCausesMinor: 4_000, answers: { giveBack: null, above: 'platform' } },
      {},
      '6000 6000 0',
      4_000,
    ],
    ['is gross where the fee is kept (R6)', { transfers: fee }, {}, '10000 10000 0', 0],
    ['is net where the fee goes back', { transfers: fee }, { applicationFee: 'return' }, '9000 9000 0', 0],
    [
      'is at most what other causes leave of the net',
      { transfers: fee, otherCausesMinor: 500 },
      { applicationFee: 'return' },
      '8500 8500 0',
      500,
    ],
    [
      'lacks what was taken, claimed or let go (R8)',
      { principal: partWith({ takenMinor: 2_000, openClaimsMinor: 300, writtenOffMinor: 50 }) },
      {},
      '10000 7650 0',
      0,
    ],
  ])('%s', (_what, seller, policy, figures, above) => {
    const found = of({ sellers: [sellerWith(seller)] }, policy);
    expect(found.lines.map(short).at(-1)).toBe(`acct_A principal ${figures}`);
    expect(found.above).toEqual(above === 0 ? [] : [{ account: A, currency: USD, amountMinor: above }]);
  });

  test('says what the books say', () => {
    const principal = partWith({ takenMinor: 2_000, openClaimsMinor: 300, writtenOffMinor: 50 });
    expect(of({ sellers: [sellerWith({ principal })] }).lines.at(-1)).toMatchObject({
      takenMinor: 2_000,
      openClaimsMinor: 300,
      writtenOffMinor: 50,
    });
  });
});

describe('a person', () => {
  const won = { withdrawn: withdrawnWith({ principalMinor: 0 }) };
  const bore = (giveBack: 'send' | 'keep' | null) =>
    sellerWhoBore(700, {
      principal: partWith({ takenMinor: 700, openClaimsMinor: 300 }),
      answers: { giveBack, above: null },
    });

  test('who leaves it to the platform has nothing taken', () => {
    expect(lines({ sellersAnswer: 'leave' }).at(-1)).toBe('acct_A principal 10000 0 0');
    expect(lines({ sellersAnswer: 'take' }).at(-1)).toBe('acct_A principal 10000 10000 0');
  });

  test.each([
    [null, 1_000],
    ['send', 1_000],
    ['keep', 300],
  ] as const)('who says %s of what goes back has %i released', (answer, releaseMinor) => {
    expect(of({ ...won, sellers: [bore(answer)] }).lines.at(-1)?.releaseMinor).toBe(releaseMinor);
  });
});

test.each([
  [0, 0, true],
  [1, 0, false],
  [0, 1, false],
])('a line with %i to take and %i to release is met: %s', (takeMinor, releaseMinor, expected) => {
  const [line] = of().lines;
  if (line === undefined) throw new Error('no line');
  expect(isMet({ ...line, takeMinor, releaseMinor })).toBe(expected);
});

test('the same look answers anew under another policy', () => {
  const facts = disputeFacts({
    sellers: [sellerWith({ transfers: [transferWith('tr_1', 10_000, { applicationFeeMinor: 1_000 })] })],
  });
  const target = (applicationFee: 'keep' | 'return') =>
    targets(facts, testPolicy({ applicationFee })).lines.at(-1)?.targetMinor;
  expect([target('keep'), target('return'), target('keep')]).toEqual([10_000, 9_000, 10_000]);
});
