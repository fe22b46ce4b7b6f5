import { describe, expect, test } from '@jest/globals';
import type { SellerFacts } from '../../../src/domain/dispute/facts';
import { type Loss, maySend, owedBack, release } from '../../../src/domain/dispute/seller-steps';
import type { Line } from '../../../src/domain/dispute/target';
import { disputeCause, disputeId, disputeWorkflowId, transferId } from '../../../src/domain/ids';
import {
  A,
  claimWith,
  EUR,
  MAY_GET_BACK,
  partWith,
  sellerWhoBore,
  sellerWith,
  USD,
} from '../../support/seller-facts';

const dispute = disputeId('dp_1');
const loss = (change: Partial<Loss> = {}): Loss => ({
  cause: disputeCause(dispute),
  workflowId: disputeWorkflowId(dispute),
  dispute,
  returnsApplicationFee: false,
  sinceMs: 7,
  ...change,
});
const line = (change: Partial<Line>): Line => ({
  account: A,
  part: 'principal',
  currency: USD,
  targetMinor: 0,
  takenMinor: 0,
  openClaimsMinor: 0,
  writtenOffMinor: 0,
  takeMinor: 0,
  releaseMinor: 0,
  ...change,
});

describe('what is owed back', () => {
  test.each<[string, Partial<SellerFacts>, Partial<Line>, number]>([
    ['is what is to be released', {}, { releaseMinor: 300, takenMinor: 1_000 }, 300],
    ['is never more than was taken', {}, { releaseMinor: 300, takenMinor: 200 }, 200],
    ['is nothing where nothing was taken', {}, { releaseMinor: 300, takenMinor: -5 }, 0],
    ['is nothing where nothing is to be released', {}, { takenMinor: 200 }, 0],
    [
      'is nothing while a claim of the part is open',
      { principal: partWith({ claims: [claimWith('cl_1', 1)] }) },
      { releaseMinor: 300, takenMinor: 1_000 },
      0,
    ],
    [
      'is all of it where its claims are closed',
      { principal: partWith({ claims: [claimWith('cl_1', 0, { pairClaimMinor: 5, pairCauseMinor: 5 })] }) },
      { releaseMinor: 300, takenMinor: 1_000 },
      300,
    ],
  ])('%s', (_what, seller, change, expected) => {
    expect(owedBack(sellerWith(seller), line(change))).toBe(expected);
  });
});

test.each<[string, Partial<SellerFacts>, boolean]>([
  ['the platform bears the losses', {}, true],
  ['Stripe does', { losses: 'stripe' }, false],
  ['nobody known does', { losses: 'unknown' }, false],
  ['a person said to send it', { losses: 'stripe', answers: { giveBack: 'send', above: null } }, true],
  ['a person said to keep it', { losses: 'stripe', answers: { giveBack: 'keep', above: null } }, false],
])('money may be sent back where %s: %s', (_what, seller, expected) => {
  expect(maySend(sellerWith(seller))).toBe(expected);
});

describe('releasing (R15)', () => {
  const back = (change: Partial<SellerFacts> = {}, lineChange: Partial<Line> = {}) =>
    release(
      loss(),
      sellerWhoBore(1_000, change),
      line({ releaseMinor: 300, takenMinor: 1_000, ...lineChange }),
    );

  describe('closes claims without money first', () => {
    const releases = (claims: readonly ReturnType<typeof claimWith>[], releaseMinor: number) => {
      const step = back({ principal: partWith({ takenMinor: 1_000, claims }) }, { releaseMinor });
      if (step?.kind !== 'releaseClaims') throw new Error(`no release: ${JSON.stringify(step)}`);
      return step.releases;
    };

    test('newest first, as the books list them, and no more than is to be released', () => {
      const claims = [claimWith('new', 200), claimWith('old', 400), claimWith('older', 10)];
      expect(releases(claims, 300)).toEqual([
        { claimId: 'new', amountMinor: 200 },
        { claimId: 'old', amountMinor: 100 },
      ]);
      expect(releases(claims, 600)).toEqual([
        { claimId: 'new', amountMinor: 200 },
        { claimId: 'old', amountMinor: 400 },
      ]);
    });

    test('only what no move has reserved', () => {
      const claims = [
        claimWith('all', 50, { reservedMinor: 50 }),
        claimWith('some', 200, { reservedMinor: 150 }),
      ];
      expect(releases(claims, 300)).toEqual([{ claimId: 'some', amountMinor: 50 }]);
    });

    test('of another currency at its pair, rounded so that the cause is free of it (R20)', () => {
      const foreign = claimWith('cl_1', 1_000, { currency: EUR, pairCauseMinor: 900, pairClaimMinor: 1_000 });
      expect(releases([foreign], 900)).toEqual([{ claimId: 'cl_1', amountMinor: 1_000 }]);
      expect(releases([foreign], 100)).toEqual([{ claimId: 'cl_1', amountMinor: 112 }]);
    });

    test('whole where it is worth no more than is to be released', () => {
      const foreign = claimWith('cl_1', 9, { currency: EUR, pairCauseMinor: 3, pairClaimMinor: 10 });
      expect(releases([foreign], 2)).toEqual([{ claimId: 'cl_1', amountMinor: 9 }]);
    });

    test('and says what it saw', () => {
      const claims = [claimWith('cl_1', 200)];
      expect(back({ principal: partWith({ claims }) }, { openClaimsMinor: 200, writtenOffMinor: 3 })).toEqual(
        {
          kind: 'releaseClaims',
          account: A,
          part: 'principal',
          releases: [{ claimId: 'cl_1', amountMinor: 200 }],
          seen: { takenMinor: 1_000, openClaimsMinor: 200, writtenOffMinor: 3 },
        },
      );
    });

    test('though a person has to look before money goes back', () => {
      const principal = partWith({ claims: [claimWith('cl_1', 200)] });
      expect(back({ principal, losses: 'stripe' })?.kind).toBe('releaseClaims');
    });
  });

  test('then sends what was taken', () => {
    expect(back({ principal: partWith({ takenMinor: 1_000, giveBacks: 2 }) })).toEqual({
      kind: 'giveBack',
      line: line({ releaseMinor: 300, takenMinor: 1_000 }),
      move: {
        kind: 'give_back',
        cause: 'dp_1',
        part: 'principal',
        account: A,
        currency: USD,
        workflowId: 'dispute:dp_1',
        claimId: null,
        amountMinor: 300,
        dispute: 'dp_1',
        n: 2,
      },
    });
  });

  test.each<[string, Partial<SellerFacts>, Partial<Line>]>([
    ['nothing is owed back', {}, { releaseMinor: 0 }],
    ['a person has to look first', { losses: 'stripe' }, {}],
    ['the account was not read', { beforeGiveBack: null }, {}],
    [
      'money went to the seller elsewhere',
      { beforeGiveBack: { ...MAY_GET_BACK, transfersElsewhere: [transferId('tr_8')] } },
      {},
    ],
    [
      'a claim of the part is reserved',
      { principal: partWith({ takenMinor: 1_000, claims: [claimWith('cl_1', 50, { reservedMinor: 50 })] }) },
      {},
    ],
  ])('sends nothing where %s', (_what, seller, change) => {
    expect(back(seller, change)).toBeNull();
  });

  describe('sets off what stays due for the fee before it sends', () => {
    const owing = (...claims: readonly ReturnType<typeof claimWith>[]) => ({ fee: partWith({ claims }) });
    const short = (shortfallMinor: number, currency = USD) => ({
      beforeGiveBack: { ...MAY_GET_BACK, shortfallMinor, currency },
    });

    test('and says what it saw', () => {
      expect(back(owing(claimWith('fee', 80)))).toEqual({
        kind: 'setOff',
        account: A,
        part: 'principal',
        currency: USD,
        claimId: 'fee',
        amountMinor: 80,
        seen: { takenMinor: 1_000, openClaimsMinor: 0, writtenOffMinor: 0 },
      });
    });

    test.each<[string, Partial<SellerFacts>, number]>([
      ['no more than goes back', owing(claimWith('fee', 500)), 300],
      ['no more than no move has reserved', owing(claimWith('fee', 500, { reservedMinor: 400 })), 100],
      [
        'only what would be free after the shortfall (R16)',
        { ...owing(claimWith('fee', 500)), ...short(220) },
        80,
      ],
      [
        'of the next claim where one is in another currency',
        owing(claimWith('eur', 50, { currency: EUR }), claimWith('fee', 60)),
        60,
      ],
      [
        'of the next claim where one is reserved',
        owing(claimWith('all', 50, { reservedMinor: 50 }), claimWith('fee', 60)),
        60,
      ],
      ['where another currency has no shortfall', { ...owing(claimWith('fee', 500)), ...short(0, EUR) }, 300],
    ])('%s', (_what, seller, amountMinor) => {
      expect(back(seller)).toMatchObject({ kind: 'setOff', amountMinor });
    });

    test.each<[string, Partial<SellerFacts>, Partial<Line>]>([
      ['nothing is due', {}, {}],
      ['all would fill the shortfall', { ...owing(claimWith('fee', 500)), ...short(300) }, {}],
      ['the shortfall is in another currency', { ...owing(claimWith('fee', 500)), ...short(1, EUR) }, {}],
      ['the claim is in another currency', owing(claimWith('fee', 500, { currency: EUR })), {}],
      [
        'the fee itself goes back',
        {
          fee: partWith({
            takenMinor: 1_000,
            claims: [claimWith('fee', 0, { pairClaimMinor: 5, pairCauseMinor: 5 })],
          }),
        },
        { part: 'fee' },
      ],
    ])('but sends where %s', (_what, seller, change) => {
      expect(back(seller, change)).toMatchObject({ kind: 'giveBack', move: { amountMinor: 300 } });
    });
  });
});
