import { describe, expect, test } from '@jest/globals';
import type { RefundFacts } from '../../../src/domain/refund/facts';
import { nextStep } from '../../../src/domain/refund/next-step';
import type { RefundState } from '../../../src/domain/refund/state';
import type { RefundStep } from '../../../src/domain/refund/steps';
import {
  askedFacts,
  chargeWith,
  LOOKED_MS,
  lookedRefund,
  madeWith,
  refundFacts,
  refundPolicyWith,
  refundSeller,
} from '../../support/refund-facts';
import { B, claimWith, partWith, sellerWhoBore } from '../../support/seller-facts';

type More = Partial<RefundState> & { readonly subjectId?: string };
const next = (facts: RefundFacts, more: More = {}, passMs = 1): RefundStep =>
  nextStep(lookedRefund(facts, more), LOOKED_MS + passMs);

const failed = madeWith({ status: 'failed' });
const bore = refundSeller(sellerWhoBore(10_000));
/** All of it is borne and told: there is nothing to do but to end. */
const settled = refundFacts({ sellers: [bore] });
/** As `settled`, and not final at Stripe. */
const pending = refundFacts({ sellers: [bore], made: madeWith({ status: 'pending' }) });
const hinted = (counted: number): Partial<RefundState> => ({ hints: { counted, upTo: 0 } });
const tried = (step: string, notBeforeMs: number | null): Partial<RefundState> => ({
  attempts: { [step]: { tries: 1, notBeforeMs, atHint: 0 } },
});

describe('the end', () => {
  const claimed = partWith({ openClaimsMinor: 10_000, claims: [claimWith('cl_1', 10_000)] });
  const gaveBack = partWith({ giveBacks: 1 });
  const told = { notices: 1, principalMinor: 10_000, feeMinor: 0 };
  const two = (one: Parameters<typeof refundSeller>[0]) => [
    refundSeller({ account: B, transfers: [], ...one }),
    bore,
  ];

  test.each<[string, string, RefundFacts]>([
    ['taken', 'it stands and sellers bore it', settled],
    ['taken', 'one of its sellers bore it', refundFacts({ sellers: two({}) })],
    [
      'claimed',
      'something is still owed',
      refundFacts({ sellers: [refundSeller({ principal: claimed, told })] }),
    ],
    [
      'claimed',
      'one of them owes it',
      refundFacts({ sellers: [bore, refundSeller({ account: B, principal: claimed, told })] }),
    ],
    ['platform_bears', 'it stands and nobody bears it', refundFacts({ answer: 'keep' })],
    [
      'platform_bears',
      'its charge is the platform’s own',
      refundFacts({ sellers: [], attribution: 'unknown' }),
    ],
    [
      'given_back',
      'it came back',
      refundFacts({ made: failed, sellers: [refundSeller({ principal: gaveBack })] }),
    ],
    [
      'given_back',
      'it came back and one of them had borne it',
      refundFacts({
        made: failed,
        sellers: [refundSeller({ principal: gaveBack }), refundSeller({ account: B })],
      }),
    ],
    ['nothing_to_bear', 'it came back before anything was taken', refundFacts({ made: failed })],
    [
      'nothing_to_bear',
      'it came back, whosever sale it was',
      refundFacts({
        made: failed,
        sellers: [],
        attribution: 'unknown',
        charge: chargeWith({ grouped: true }),
      }),
    ],
  ])('is %s where %s', (reason, _what, facts) => {
    expect(next(facts)).toEqual({ kind: 'close', reason });
  });

  const raised = (key: string): More => ({ raised: [key] });
  test.each<[string, RefundFacts, More]>([
    [
      'what was asked for cannot be made',
      askedFacts({}, { charge: null }),
      raised('refund:rq_1:refund_not_made:no_such_charge'),
    ],
    [
      'a person declined it',
      askedFacts(),
      {
        held: { refund: { why: 'declined', decisionId: 'd1' } },
        ...raised('refund:rq_1:refund_not_made:declined'),
      },
    ],
    [
      'Stripe has nothing by that id',
      refundFacts({ made: null, charge: null }),
      raised('refund:re_1:refund_missing'),
    ],
  ])('is not_made where %s', (_what, facts, more) => {
    expect(next(facts, more)).toEqual({ kind: 'close', reason: 'not_made' });
  });

  test.each<[string, RefundFacts, More]>([
    ['it can still change at Stripe', pending, {}],
    ['a hint is not answered', settled, hinted(1)],
    [
      'it waits for a dispute to end',
      askedFacts({}, { charge: chargeWith({ disputed: 'open' }) }),
      raised('refund:rq_1:refund_locked'),
    ],
    [
      'whose sale it was cannot be told',
      refundFacts({ sellers: [], attribution: 'unknown', charge: chargeWith({ grouped: true }) }),
      raised('refund:re_1:whose_share'),
    ],
    [
      'a person has to say whether sellers bear it',
      refundFacts(),
      { policy: refundPolicyWith({ notReversed: 'ask' }), ...raised('refund:re_1:refund_not_reversed') },
    ],
    [
      'something is to go back and a person has to look first',
      refundFacts({ made: failed, sellers: [refundSeller({ ...sellerWhoBore(10_000), losses: 'stripe' })] }),
      raised('refund:re_1:stripe_bears_losses:acct_A'),
    ],
    ['Stripe’s charge is not known', refundFacts({ charge: null }), {}],
    ['a part of it cannot be taken now', refundFacts(), tried('reverse:tr_1', null)],
  ])('does not come while %s', (_what, facts, more) => {
    expect(next(facts, more).kind).toBe('wait');
  });

  test('does not come while an outcome is unknown', () => {
    const sent = next(refundFacts());
    if (sent.kind !== 'reverse') throw new Error('no reversal');
    const more = tried('settleMove', LOOKED_MS + 9);
    expect(next({ ...settled, unsettled: [sent.move] }, more)).toEqual({
      kind: 'wait',
      untilMs: LOOKED_MS + 9,
      why: 'the next try',
    });
  });
});
