import { describe, expect, test } from '@jest/globals';
import type { DisputeFacts } from '../../../src/domain/dispute/facts';
import { needsPerson } from '../../../src/domain/dispute/needs';
import type { DisputeState } from '../../../src/domain/dispute/state';
import type { DisputeAttention } from '../../../src/domain/dispute/steps';
import type { Alarm } from '../../../src/domain/trying';
import { disputeFacts, LOOKED_MS, lookedDispute, withdrawnWith } from '../../support/dispute-facts';
import { A } from '../../support/seller-facts';

const needs = (change: Partial<DisputeFacts> = {}, more: Partial<DisputeState> = {}) =>
  needsPerson(lookedDispute(disputeFacts(change), more), LOOKED_MS);
const one = (found: readonly DisputeAttention[]): DisputeAttention => {
  const [first] = found;
  if (first === undefined || found.length !== 1) throw new Error(`not one: ${JSON.stringify(found)}`);
  return first;
};
const HINT = 'temporal workflow signal --workflow-id dispute:dp_1 --name hint';

test('nobody is needed for a dispute whose sellers can be told', () => {
  expect(needs()).toEqual([]);
});

describe('a dispute that Stripe does not show', () => {
  const absent = (why: 'missing' | 'unreachable') => ({ absent: { absent: why, sinceMs: 0 } });

  test.each([
    ['missing', 'Stripe knows no dispute dp_1 since 1970-01-01'],
    ['unreachable', 'Dispute dp_1 lives on account unknown, which cannot be read since 1970-01-01'],
  ] as const)('is %s', (why, words) => {
    for (const more of [{}, { look: null }, { policy: null }]) {
      const need = one(needs({}, { ...absent(why), ...more }));
      expect(need).toMatchObject({ key: `dispute:dp_1:${why}`, kind: why, command: HINT });
      expect(need.message).toContain(words);
    }
  });

  test('names the account on which it lives', () => {
    expect(one(needs({}, { ...absent('unreachable'), account: A })).message).toContain(
      'lives on account acct_A,',
    );
  });
});

describe('an inquiry', () => {
  const open = { status: 'warning_needs_response' as const, withdrawn: withdrawnWith({ principalMinor: 0 }) };

  test('can be ended by a refund in full, which only a person makes', () => {
    const need = one(needs(open));
    expect(need).toMatchObject({
      key: 'dispute:dp_1:inquiry',
      kind: 'inquiry',
      command: 'bin/recoup refund --charge ch_1 --reason fraudulent --by YOUR_NAME',
    });
    expect(need.message).toContain('asks about 100.00 USD of charge ch_1 (dispute dp_1)');
    expect(need.message).not.toContain('Stripe waits');
  });

  test.each([
    ['fraudulent', 'fraudulent'],
    ['duplicate', 'duplicate'],
    ['product_not_received', 'requested_by_customer'],
    [null, 'requested_by_customer'],
  ])('about %s is refunded as %s', (reason, known) => {
    expect(one(needs({ ...open, reason })).command).toContain(`--reason ${known} `);
  });

  test('of a direct charge is refunded on its account', () => {
    expect(one(needs({ ...open, direct: A })).command).toBe(
      'bin/recoup refund --charge ch_1 --account acct_A --reason fraudulent --by YOUR_NAME',
    );
  });

  test('says until when Stripe waits', () => {
    expect(one(needs({ ...open, evidenceDueMs: 0 })).message).toContain('until 1970-01-01T00:00:00.000Z.');
  });

  test('is open while it is under review', () => {
    expect(one(needs({ ...open, status: 'warning_under_review' })).kind).toBe('inquiry');
  });

  test.each<[string, Partial<DisputeFacts>]>([
    ['it is closed', { status: 'warning_closed' }],
    ['it became a dispute', { status: 'needs_response' }],
    ['the charge is refunded', { refundedMinor: 10_000 }],
    ['the charge cannot be refunded', { isChargeRefundable: false }],
    ['the charge is not known', { charge: null }],
    ['a person has judged it', { judged: ['dispute:dp_1:inquiry'] }],
  ])('is nobody’s question where %s', (_what, change) => {
    expect(needs({ ...open, ...change })).toEqual([]);
  });
});

describe('what cannot be read', () => {
  test('a status: its word is named, as far as a key can hold it', () => {
    const need = one(needs({ status: 'unknown', statusWord: 'half-way there' }));
    expect(need).toMatchObject({
      key: 'dispute:dp_1:unknown_status:half_way_there',
      kind: 'unknown_status',
      command: HINT,
    });
    expect(need.message).toContain('Stripe says dispute dp_1 is "half-way there"');
  });

  test('a long one is cut', () => {
    const need = one(needs({ status: 'unknown', statusWord: 'x'.repeat(90) }));
    expect(need.key).toBe(`dispute:dp_1:unknown_status:${'x'.repeat(60)}`);
    expect(need.message).toContain(`"${'x'.repeat(60)}"`);
  });

  test.each([
    ['no_exchange_rate', 'was withdrawn in another currency than its charge'],
    ['fee_in_two_currencies', 'Fees of dispute dp_1 came in two currencies'],
  ] as const)('amounts: %s', (withdrawn, words) => {
    const need = one(needs({ withdrawn, attribution: 'unknown' }));
    expect(need).toMatchObject({ key: 'dispute:dp_1:exchange_rate', kind: 'exchange_rate', command: HINT });
    expect(need.message).toContain(words);
  });

  test.each<[string, ReturnType<typeof withdrawnWith>, readonly string[]]>([
    ['a loss', withdrawnWith(), ['whose_share']],
    ['a fee', withdrawnWith({ principalMinor: 0, feeMinor: 1_500 }), ['whose_share']],
    ['nothing', withdrawnWith({ principalMinor: 0 }), []],
    ['less than nothing', withdrawnWith({ principalMinor: -1, feeMinor: -1 }), []],
  ])('whose sale it was, where there is %s to bear', (_what, withdrawn, kinds) => {
    const found = needs({ withdrawn, attribution: 'unknown', sellers: [] });
    expect(found.map((need) => need.kind)).toEqual(kinds);
    for (const need of found) {
      expect(need).toMatchObject({ key: 'dispute:dp_1:whose_share', command: HINT });
      expect(need.message).toContain("which sellers' sale dispute dp_1 is");
    }
  });

  test('to which dispute reversals made elsewhere belong, until a person has judged it', () => {
    const need = one(needs({ unclearReversals: ['trr_1', 'trr_2'] }));
    expect(need).toMatchObject({
      key: 'dispute:dp_1:unclear_reversal:trr_1.trr_2',
      kind: 'unclear_reversal',
      command: HINT,
    });
    expect(need.message).toContain('Reversals trr_1, trr_2 were made elsewhere');
    expect(needs({ unclearReversals: ['trr_1', 'trr_2'], judged: [need.key] })).toEqual([]);
  });

  test('of many of those a key names as many as it holds', () => {
    const unclearReversals = Array.from({ length: 30 }, (_, index) => `trr_${1_000 + index}`);
    expect(one(needs({ unclearReversals })).key).toHaveLength('dispute:dp_1:unclear_reversal:'.length + 150);
  });
});

describe('a step that keeps failing', () => {
  const alarm = (kind: Alarm['kind'], loudFromMs = LOOKED_MS): Alarm => ({
    kind,
    sinceMs: 0,
    loudFromMs,
    detail: 'the detail',
  });

  test.each<[string, Alarm['kind'], string, string | null]>([
    [
      'giveBack:acct_A:fee',
      'give_back_late',
      'What is due to the seller (giveBack:acct_A:fee) could not be sent since 1970-01-01T00:00:00.000Z: Stripe answers the detail.',
      HINT,
    ],
    [
      'reverse:tr_1',
      'held_for_a_person',
      'reverse:tr_1 is held since 1970-01-01T00:00:00.000Z: the detail.',
      'bin/recoup approvals list',
    ],
    [
      'settleMove',
      'outcome_unknown',
      'What became of a move of dispute dp_1 is not known since 1970-01-01T00:00:00.000Z (the detail).',
      null,
    ],
    ['look', 'unavailable', 'look could not be done since 1970-01-01T00:00:00.000Z', null],
  ])('%s: %s', (step, kind, words, command) => {
    const need = one(needs({}, { alarms: { [step]: alarm(kind) } }));
    expect(need).toMatchObject({ key: `dispute:dp_1:${kind}:${step}`, kind, command });
    expect(need.message).toContain(words);
  });

  test('is said from its time on, and not before', () => {
    expect(needs({}, { alarms: { look: alarm('unavailable', LOOKED_MS + 1) } })).toEqual([]);
  });

  test('is said before anything has been read', () => {
    const alarms = { look: alarm('unavailable') };
    expect(needs({ withdrawn: 'no_exchange_rate' }, { alarms, look: null })).toHaveLength(1);
    expect(needs({ withdrawn: 'no_exchange_rate' }, { alarms, policy: null })).toHaveLength(1);
  });
});
