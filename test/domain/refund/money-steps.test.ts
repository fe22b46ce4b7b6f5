import { describe, expect, test } from '@jest/globals';
import { transferId } from '../../../src/domain/ids';
import type { Move } from '../../../src/domain/moves';
import type { RefundFacts } from '../../../src/domain/refund/facts';
import { claimForRefused, goesBack, moneySteps } from '../../../src/domain/refund/money-steps';
import type { RefundState } from '../../../src/domain/refund/state';
import {
  askedFacts,
  askedWith,
  chargeWith,
  lookedRefund,
  madeWith,
  refundFacts,
  refundPolicyWith,
  refundSeller,
} from '../../support/refund-facts';
import { A, B, claimWith, partWith, sellerWhoBore, transferWith, USD } from '../../support/seller-facts';

const steps = (facts: RefundFacts, more: Partial<RefundState> = {}) => moneySteps(lookedRefund(facts, more));
const kinds = (facts: RefundFacts, more: Partial<RefundState> = {}) =>
  steps(facts, more).map((step) => step.kind);
const failed = madeWith({ status: 'failed' });

describe('what is moved or booked', () => {
  test('is what Stripe has not answered for, first and alone', () => {
    const [sent] = steps(refundFacts());
    if (sent?.kind !== 'reverse') throw new Error('no reversal');
    const other: Move = { ...sent.move, n: 1 };
    expect(steps(refundFacts({ unsettled: [sent.move, other] }))).toEqual([
      { kind: 'settleMove', move: sent.move },
    ]);
  });

  test('is the refund that was asked for', () => {
    expect(steps(askedFacts())).toMatchObject([
      { kind: 'refund', move: { kind: 'refund', cause: 'rq_1', amountMinor: 10_000 } },
    ]);
  });

  test('is not what a person declined', () => {
    expect(steps(askedFacts(), { held: { refund: { why: 'declined', decisionId: 'd1' } } })).toEqual([]);
    expect(kinds(askedFacts(), { held: { refund: { why: 'frozen' } } })).toEqual(['refund']);
  });

  test('is nothing of what cannot be made or has to wait', () => {
    expect(steps(askedFacts({}, { charge: null }))).toEqual([]);
    expect(steps(askedFacts({}, { charge: chargeWith({ disputed: 'open' }) }))).toEqual([]);
  });

  test('is nothing before a look and without a policy', () => {
    expect(steps(refundFacts(), { look: null })).toEqual([]);
    expect(steps(refundFacts(), { policy: null })).toEqual([]);
  });

  test('is each seller’s part, by a reversal for the refund', () => {
    const sellers = [refundSeller(), refundSeller({ account: B, transfers: [transferWith('tr_2', 500)] })];
    expect(steps(refundFacts({ sellers }))).toMatchObject([
      {
        kind: 'reverse',
        move: {
          kind: 'reversal',
          cause: 're_1',
          part: 'principal',
          account: A,
          amountMinor: 10_000,
          workflowId: 'refund:re_1',
          transfer: 'tr_1',
          refundApplicationFee: false,
        },
      },
      { kind: 'reverse', move: { account: B, amountMinor: 500 } },
    ]);
  });

  test.each([
    ['return', { refundApplicationFee: true, applicationFeeMinor: 1_000 }],
    ['keep', { refundApplicationFee: false, applicationFeeMinor: 0 }],
  ] as const)('does with the application fee what the policy says: %s', (applicationFee, move) => {
    const transfers = [transferWith('tr_1', 10_000, { applicationFeeMinor: 1_000 })];
    const policy = refundPolicyWith({ applicationFee });
    expect(steps(refundFacts({ sellers: [refundSeller({ transfers })] }), { policy })).toMatchObject([
      { move },
    ]);
  });

  test('is a claim where the policy leaves it to one', () => {
    expect(steps(refundFacts(), { policy: refundPolicyWith({ notReversed: 'claim' }) })).toMatchObject([
      { kind: 'openClaim', form: 'rest', amountMinor: 10_000, transfer: 'tr_1', sinceMs: 7 },
    ]);
  });

  test('is a reversal of what was asked for here, whatever the policy says of others', () => {
    const policy = refundPolicyWith({ notReversed: 'claim' });
    expect(kinds(refundFacts({ asked: askedWith() }), { policy })).toEqual(['reverse']);
  });

  test('goes back where the refund came back', () => {
    expect(
      steps(refundFacts({ made: failed, sellers: [refundSeller(sellerWhoBore(10_000))] })),
    ).toMatchObject([
      {
        kind: 'giveBack',
        move: { kind: 'give_back', cause: 're_1', amountMinor: 10_000, dispute: null, account: A },
      },
    ]);
  });

  test('is nothing where all is as it should be', () => {
    expect(steps(refundFacts({ sellers: [refundSeller(sellerWhoBore(10_000))] }))).toEqual([]);
  });

  test('is nothing of what has to be looked at before it goes back', () => {
    const seller = refundSeller({ ...sellerWhoBore(10_000), beforeGiveBack: null });
    expect(steps(refundFacts({ made: failed, sellers: [seller] }))).toEqual([]);
  });

  test('releases claims of what came back', () => {
    const principal = partWith({ openClaimsMinor: 700, claims: [claimWith('cl_1', 700)] });
    expect(steps(refundFacts({ made: failed, sellers: [refundSeller({ principal })] }))).toMatchObject([
      {
        kind: 'releaseClaims',
        account: A,
        part: 'principal',
        releases: [{ claimId: 'cl_1', amountMinor: 700 }],
      },
    ]);
  });
});

describe('a reversal that Stripe refused becomes a claim (R14)', () => {
  const refused = { account: A, transfer: transferId('tr_1'), takenMinor: 900 };
  const claim = (facts: RefundFacts, more: Partial<RefundState> = {}) =>
    claimForRefused(lookedRefund(facts, { refused, ...more }));

  test('for what it would have taken, from the transfer that it names', () => {
    const principal = partWith({ takenMinor: 100, writtenOffMinor: 5 });
    expect(
      claim(refundFacts({ sellers: [refundSeller({ account: B }), refundSeller({ principal })] })),
    ).toEqual({
      kind: 'openClaim',
      form: 'reversal',
      account: A,
      part: 'principal',
      amountMinor: 900,
      currency: USD,
      transfer: 'tr_1',
      seen: { takenMinor: 100, openClaimsMinor: 0, writtenOffMinor: 5 },
      sinceMs: 7,
    });
  });

  test.each<[string, RefundFacts, Partial<RefundState>]>([
    ['where none was refused', refundFacts(), { refused: null }],
    ['before a look', refundFacts(), { look: null }],
    ['without a policy', refundFacts(), { policy: null }],
    ['where the refund is gone', refundFacts({ made: null }), {}],
    ['for an account that is no seller of it', refundFacts({ sellers: [refundSeller({ account: B })] }), {}],
    ['where nobody can tell what is due', refundFacts({ charge: null }), {}],
  ])('not %s', (_what, facts, more) => {
    expect(claim(facts, more)).toBeNull();
  });
});

describe('sellers to whom something goes back are read first (R17)', () => {
  const accounts = (facts: RefundFacts) =>
    goesBack(facts, refundPolicyWith()).map((seller) => seller.account);
  const bore = refundSeller(sellerWhoBore(10_000));
  const untouched = refundSeller({ account: B });

  test('and no others', () => {
    expect(accounts(refundFacts({ made: failed, sellers: [bore, untouched] }))).toEqual([A]);
    expect(accounts(refundFacts({ made: failed, sellers: [untouched, bore] }))).toEqual([A]);
    expect(accounts(refundFacts({ sellers: [bore, untouched] }))).toEqual([]);
    expect(accounts(refundFacts({ charge: null, sellers: [bore] }))).toEqual([]);
  });
});
