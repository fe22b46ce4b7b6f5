import { describe, expect, test } from '@jest/globals';
import type { Alarm } from '../../../src/domain/trying';
import type { RefundFacts } from '../../../src/domain/refund/facts';
import { needsPerson } from '../../../src/domain/refund/needs';
import type { RefundState } from '../../../src/domain/refund/state';
import type { RefundAttention } from '../../../src/domain/refund/steps';
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
import { EUR } from '../../support/seller-facts';

const needs = (facts: RefundFacts, more: Partial<RefundState> & { readonly subjectId?: string } = {}) =>
  needsPerson(lookedRefund(facts, more), LOOKED_MS);
const one = (found: readonly RefundAttention[]): RefundAttention => {
  const [first] = found;
  if (first === undefined || found.length !== 1) throw new Error(`not one: ${JSON.stringify(found)}`);
  return first;
};
const HINT = 'temporal workflow signal --workflow-id refund:re_1 --name hint';

test('nobody is needed for a refund whose sellers can be told', () => {
  expect(needs(refundFacts())).toEqual([]);
});

describe('what was asked for and is not made', () => {
  test.each<[string, RefundFacts, string, string]>([
    [
      'the charge is unknown',
      askedFacts({}, { charge: null }),
      'no_such_charge',
      'Stripe knows no such charge.',
    ],
    [
      'it was not paid',
      askedFacts({}, { charge: chargeWith({ paid: false }) }),
      'not_paid',
      'did not succeed',
    ],
    [
      'it names another currency',
      askedFacts({ amountMinor: 5, currency: EUR }),
      'other_currency',
      'the charge is in usd, not eur.',
    ],
    [
      'nothing is left',
      askedFacts({}, { charge: chargeWith({ refundedMinor: 10_000 }) }),
      'nothing_left',
      'the whole charge is refunded already.',
    ],
    [
      'less is left',
      askedFacts({ amountMinor: 5_000 }, { charge: chargeWith({ refundedMinor: 6_000 }) }),
      'more_than_left',
      'only 40.00 USD of the charge is left.',
    ],
    [
      'a dispute took it',
      askedFacts({}, { charge: chargeWith({ disputed: 'lost' }) }),
      'charged_back',
      'a dispute took the money',
    ],
    [
      'Stripe refused it',
      askedFacts({ refusedWith: 'charge_already_refunded' }),
      'refused_by_stripe',
      'Stripe refused it with charge_already_refunded.',
    ],
  ])('says why: %s', (_what, facts, why, words) => {
    const need = one(needs(facts));
    expect(need).toMatchObject({
      key: `refund:rq_1:refund_not_made:${why}`,
      kind: 'refund_not_made',
      command: null,
    });
    expect(need.message).toContain('Refund rq_1 is not made');
    expect(need.message).toContain(words);
  });

  test('says that a second person declined it, and not that it is held as well', () => {
    const declined = { why: 'declined' as const, decisionId: 'd1' };
    const alarm: Alarm = { kind: 'held_for_a_person', sinceMs: 0, loudFromMs: 0, detail: 'declined: d1' };
    const need = one(needs(askedFacts(), { held: { refund: declined }, alarms: { refund: alarm } }));
    expect(need.key).toBe('refund:rq_1:refund_not_made:declined');
    expect(need.message).toContain('needed a second person, who declined it');
  });

  test('is not said again of what ended before', () => {
    expect(needs(askedFacts({ over: true }))).toEqual([]);
  });

  test('is nothing while it can be made', () => {
    expect(needs(askedFacts())).toEqual([]);
  });

  test('waits while a dispute forbids it', () => {
    const need = one(needs(askedFacts({}, { charge: chargeWith({ disputed: 'open' }) })));
    expect(need).toMatchObject({ key: 'refund:rq_1:refund_locked', kind: 'refund_locked', command: null });
    expect(need.message).toContain('Refund rq_1 waits');
  });

  test('is missing where nobody asked and Stripe has nothing', () => {
    const need = one(needs(refundFacts({ made: null, charge: null })));
    expect(need).toMatchObject({ key: 'refund:re_1:refund_missing', kind: 'refund_missing', command: null });
    expect(need.message).toContain('Stripe knows no re_1');
  });
});

describe('a word of Stripe’s that this version does not know', () => {
  test('is named, as far as a key can hold it', () => {
    const need = one(
      needs(refundFacts({ made: madeWith({ status: 'unknown', statusWord: 'half-way there' }) })),
    );
    expect(need).toMatchObject({
      key: 'refund:re_1:unknown_status:half_way_there',
      kind: 'unknown_status',
      command: HINT,
    });
    expect(need.message).toContain('Stripe says re_1 is "half-way there"');
  });

  test('is cut where it is long', () => {
    const need = one(
      needs(refundFacts({ made: madeWith({ status: 'unknown', statusWord: 'x'.repeat(90) }) })),
    );
    expect(need.key).toBe(`refund:re_1:unknown_status:${'x'.repeat(60)}`);
    expect(need.message).toContain(`"${'x'.repeat(60)}"`);
  });
});

describe('whose sale it was cannot be told', () => {
  const unclear = { attribution: 'unknown' as const, sellers: [] };
  const grouped = chargeWith({ grouped: true });

  test('which a person settles in the metadata', () => {
    const need = one(needs(refundFacts({ ...unclear, charge: grouped })));
    expect(need).toMatchObject({ key: 'refund:re_1:whose_share', kind: 'whose_share', command: HINT });
    expect(need.message).toContain("which sellers' sale refund re_1 is");
  });

  test('names a failed payment as one', () => {
    const made = madeWith({ what: 'failed_payment' });
    expect(one(needs(refundFacts({ ...unclear, charge: grouped, made }))).message).toContain(
      'failed payment re_1',
    );
  });

  test.each<[string, Partial<RefundFacts>]>([
    ['where it came back', { ...unclear, charge: grouped, made: madeWith({ status: 'failed' }) }],
    ['where it can be told', { charge: grouped }],
    ['where the money went to no group', { ...unclear, charge: chargeWith() }],
    ['where the charge is not known', { ...unclear, charge: null }],
  ])('is no question %s', (_what, facts) => {
    expect(needs(refundFacts(facts)).map((need) => need.kind)).not.toContain('whose_share');
  });
});

describe('a refund that did not take the sellers’ part', () => {
  const ask = { policy: refundPolicyWith({ notReversed: 'ask' }) };

  test('is left to a person where the policy says so', () => {
    const need = one(needs(refundFacts(), ask));
    expect(need).toMatchObject({
      key: 'refund:re_1:refund_not_reversed',
      kind: 'refund_not_reversed',
      command: 'bin/recoup refund answer re_1 --sellers reverse --by YOUR_NAME',
    });
    expect(need.message).toContain("refund re_1 did not take the sellers' part");
  });

  test('is no question once it is answered', () => {
    expect(needs(refundFacts({ answer: 'keep' }), ask)).toEqual([]);
  });
});

test('what lies above what a seller can bear is the platform’s, said once', () => {
  const facts = refundFacts({ sellers: [refundSeller({ otherCausesMinor: 4_000 })] });
  const need = one(needs(facts));
  expect(need).toMatchObject({
    key: 'refund:re_1:above_cap:acct_A.4000',
    kind: 'above_cap',
    command: 'bin/recoup attention settle refund:re_1:above_cap:acct_A.4000 --by YOUR_NAME',
  });
  expect(need.message).toContain('40.00 USD of refund re_1 lie above what acct_A can bear');
  expect(needs({ ...facts, judged: [need.key] })).toEqual([]);
});
