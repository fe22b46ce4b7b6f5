import { describe, expect, test } from '@jest/globals';
import { chargeId, refundSubject } from '../../../src/domain/ids';
import type { AskedFor, ChargeFact, RefundFacts } from '../../../src/domain/refund/facts';
import { isMissing, passes, planRefund } from '../../../src/domain/refund/plan';
import type { RefundPolicy } from '../../../src/domain/refund/policy';
import {
  askedFacts,
  chargeWith,
  madeWith,
  refundFacts,
  refundPolicyWith,
  refundSeller,
} from '../../support/refund-facts';
import { A, B, EUR, transferWith, USD } from '../../support/seller-facts';

const SUBJECT = refundSubject('rq_1');
const plan = (facts: RefundFacts, policy: Partial<RefundPolicy> = {}) =>
  planRefund(SUBJECT, facts, refundPolicyWith(policy));
const moveOf = (facts: RefundFacts, policy: Partial<RefundPolicy> = {}) => {
  const found = plan(facts, policy);
  if (found?.kind !== 'make') throw new Error(`no move: ${JSON.stringify(found)}`);
  return found.move;
};

describe('what was asked for is made', () => {
  test('of the charge, once, by the platform, under the number of calls that came to an end', () => {
    expect(moveOf(askedFacts({ amountMinor: 400, currency: USD, moves: 2, reason: 'duplicate' }))).toEqual({
      kind: 'refund',
      cause: 'rq_1',
      part: 'principal',
      account: 'platform',
      amountMinor: 400,
      currency: USD,
      n: 2,
      workflowId: 'refund:rq_1',
      claimId: null,
      charge: chargeId('ch_1'),
      reverseTransfer: true,
      refundApplicationFee: false,
      reason: 'duplicate',
    });
  });

  test('for all that is left, where no amount was named', () => {
    expect(moveOf(askedFacts({}, { charge: chargeWith({ refundedMinor: 2_500 }) })).amountMinor).toBe(7_500);
  });

  test('on the account itself, where the charge is direct', () => {
    expect(moveOf(askedFacts({}, { direct: A, attribution: 'direct' })).account).toBe(A);
  });
});

test.each<[string, Partial<AskedFor>, ChargeFact | null, string | null]>([
  ['Stripe knows no such charge', {}, null, 'no_such_charge'],
  ['it was given up before', { over: true }, chargeWith({ paid: false }), 'over'],
  [
    'Stripe refused it for good',
    { refusedWith: 'charge_already_refunded' },
    chargeWith(),
    'refused_by_stripe',
  ],
  ['the platform was short of money', { refusedWith: 'balance_insufficient' }, chargeWith(), null],
  ['a dispute forbade it', { refusedWith: 'charge_disputed' }, chargeWith(), null],
  ['the charge did not succeed', {}, chargeWith({ paid: false }), 'not_paid'],
  ['nothing was captured', {}, chargeWith({ capturedMinor: 0 }), 'not_paid'],
  ['it names another currency', { amountMinor: 1, currency: EUR }, chargeWith(), 'other_currency'],
  ['it names the currency', { amountMinor: 1, currency: USD }, chargeWith(), null],
  ['a dispute took the money', {}, chargeWith({ disputed: 'lost' }), 'charged_back'],
  ['all of it is refunded', {}, chargeWith({ refundedMinor: 10_000 }), 'nothing_left'],
  [
    'all of it is refunded, and an amount is named',
    { amountMinor: 1 },
    chargeWith({ refundedMinor: 10_000 }),
    'nothing_left',
  ],
  ['just so much is left', { amountMinor: 6_000 }, chargeWith({ refundedMinor: 4_000 }), null],
  ['less is left', { amountMinor: 6_001 }, chargeWith({ refundedMinor: 4_000 }), 'more_than_left'],
])('where %s', (_what, asked, charge, why) => {
  const found = plan(askedFacts(asked, { charge }));
  expect(found).toEqual(why === null ? expect.objectContaining({ kind: 'make' }) : { kind: 'cannot', why });
});

describe('nothing is planned', () => {
  test('while a dispute forbids it', () => {
    expect(plan(askedFacts({}, { charge: chargeWith({ disputed: 'open' }) }))).toEqual({ kind: 'wait' });
  });

  test.each<[string, string, RefundFacts]>([
    ['where it is made', 'rq_1', askedFacts({}, { made: madeWith() })],
    ['where nobody asked', 'rq_1', refundFacts({ made: null })],
    ['for what is no request', 're_1', askedFacts()],
  ])('%s', (_what, subject, facts) => {
    expect(planRefund(refundSubject(subject), facts, refundPolicyWith())).toBeNull();
  });
});

test.each([
  ['balance_insufficient', true],
  ['charge_disputed', true],
  ['refund_disputed_payment', true],
  ['given_up', true],
  ['charge_already_refunded', false],
])('a refusal with %s passes: %s', (code, expected) => {
  expect(passes(code)).toBe(expected);
});

test.each<[string, RefundFacts, boolean]>([
  ['nobody asked and Stripe has nothing', refundFacts({ made: null }), true],
  ['somebody asked', askedFacts(), false],
  ['Stripe has it', refundFacts(), false],
])('it is missing where %s: %s', (_what, facts, expected) => {
  expect(isMissing(facts)).toBe(expected);
});

describe('Stripe takes the seller’s part with the same call', () => {
  const one = (change: Parameters<typeof refundSeller>[0] = {}, facts: Partial<RefundFacts> = {}) =>
    askedFacts({}, { sellers: [refundSeller(change)], ...facts });
  const part = (amountMinor: number, change: Parameters<typeof refundSeller>[0] = {}) =>
    askedFacts({ amountMinor }, { sellers: [refundSeller(change)] });

  test.each<[string, RefundFacts, boolean]>([
    ['of a destination charge whose transfer still has all of it', one(), true],
    ['not of separate charges and transfers', one({}, { attribution: 'source_transaction' }), false],
    ['not where no seller is known', one({}, { sellers: [] }), false],
    ['not where there is no transfer', one({ transfers: [] }), false],
    [
      'not where a part of the transfer was reversed',
      one({ transfers: [transferWith('tr_1', 10_000, { reversedMinor: 1 })] }),
      false,
    ],
    [
      'where what is left of it is just enough',
      part(4_000, { transfers: [transferWith('tr_1', 10_000, { reversedMinor: 6_000 })] }),
      true,
    ],
    [
      'not where it is one unit short',
      part(4_000, { transfers: [transferWith('tr_1', 10_000, { reversedMinor: 6_001 })] }),
      false,
    ],
    ['where other causes leave more than enough', part(4_000, { otherCausesMinor: 5_999 }), true],
    [
      'not where they leave just enough, for Stripe may round up',
      part(4_000, { otherCausesMinor: 6_000 }),
      false,
    ],
    ['not where they leave less', part(4_000, { otherCausesMinor: 6_001 }), false],
    [
      'not where the seller’s part is less than a unit',
      part(1, { transfers: [transferWith('tr_1', 5)] }),
      false,
    ],
  ])('%s: %s', (_what, facts, expected) => {
    expect(moveOf(facts).reverseTransfer).toBe(expected);
  });

  test('not of a whole charge where other causes took some', () => {
    expect(moveOf(one({ otherCausesMinor: 1 })).reverseTransfer).toBe(false);
  });

  test('and compares the gross part with what is left, though the fee goes back (R6)', () => {
    const transfers = [transferWith('tr_1', 10_000, { applicationFeeMinor: 1_000, reversedMinor: 500 })];
    expect(moveOf(one({ transfers }), { applicationFee: 'return' }).reverseTransfer).toBe(false);
  });
});

describe('the application fee goes back with it', () => {
  const withFee = (feeMinor: number, change: Partial<RefundFacts> = {}) =>
    askedFacts(
      {},
      {
        sellers: [
          refundSeller({ transfers: [transferWith('tr_1', 10_000, { applicationFeeMinor: feeMinor })] }),
        ],
        ...change,
      },
    );

  test.each<[string, RefundFacts, RefundPolicy['applicationFee'], boolean]>([
    ['where the policy returns it', withFee(1_000), 'return', true],
    ['not where the policy keeps it', withFee(1_000), 'keep', false],
    ['not where there is none', withFee(0), 'return', false],
    [
      'not where the transfer is not reversed with it',
      withFee(1_000, { attribution: 'group' }),
      'return',
      false,
    ],
    [
      'of a direct charge by itself',
      withFee(0, { direct: B, attribution: 'direct', sellers: [] }),
      'return',
      true,
    ],
    [
      'of a direct charge, unless the policy keeps it',
      withFee(0, { direct: B, attribution: 'direct' }),
      'keep',
      false,
    ],
  ])('%s', (_what, facts, applicationFee, expected) => {
    expect(moveOf(facts, { applicationFee }).refundApplicationFee).toBe(expected);
  });
});
