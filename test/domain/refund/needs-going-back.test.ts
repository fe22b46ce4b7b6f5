import { describe, expect, test } from '@jest/globals';
import { transferId } from '../../../src/domain/ids';
import type { Alarm } from '../../../src/domain/trying';
import type { RefundFacts, RefundSeller } from '../../../src/domain/refund/facts';
import { needsPerson } from '../../../src/domain/refund/needs';
import type { RefundState } from '../../../src/domain/refund/state';
import type { RefundAttention } from '../../../src/domain/refund/steps';
import {
  askedFacts,
  LOOKED_MS,
  lookedRefund,
  madeWith,
  refundFacts,
  refundSeller,
} from '../../support/refund-facts';
import { A, B, MAY_GET_BACK, partWith, sellerWhoBore } from '../../support/seller-facts';

const needs = (facts: RefundFacts, more: Partial<RefundState> & { readonly subjectId?: string } = {}) =>
  needsPerson(lookedRefund(facts, more), LOOKED_MS);
const one = (found: readonly RefundAttention[]): RefundAttention => {
  const [first] = found;
  if (first === undefined || found.length !== 1) throw new Error(`not one: ${JSON.stringify(found)}`);
  return first;
};

describe('what goes back', () => {
  const failed = madeWith({ status: 'failed' });
  const back = (change: Partial<RefundSeller>, facts: Partial<RefundFacts> = {}) =>
    needs(
      refundFacts({
        made: failed,
        sellers: [refundSeller({ ...sellerWhoBore(10_000), ...change })],
        ...facts,
      }),
    );

  test('needs nobody where the platform bears the losses and nothing was sent elsewhere', () => {
    expect(back({})).toEqual([]);
  });

  test.each([
    ['stripe', 'whose losses Stripe bears'],
    ['unknown', 'whose losses are borne by nobody known'],
  ] as const)('needs a person where losses are borne by %s', (losses, words) => {
    const need = one(back({ losses }));
    expect(need).toMatchObject({
      key: 'refund:re_1:stripe_bears_losses:acct_A',
      kind: 'stripe_bears_losses',
      command: 'bin/recoup refund answer re_1 --give-back send --by YOUR_NAME',
    });
    expect(need.message).toContain(words);
  });

  test('waits for an answer, not for a settling', () => {
    const judged = ['refund:re_1:stripe_bears_losses:acct_A'];
    expect(back({ losses: 'stripe' }, { judged })).toHaveLength(1);
  });

  test('needs nobody where a person said to send it', () => {
    expect(back({ losses: 'stripe', answers: { giveBack: 'send', above: null } })).toEqual([]);
  });

  test('needs a person where money went to the seller elsewhere', () => {
    const transfersElsewhere = [transferId('tr_8'), transferId('tr_9')];
    const need = one(back({ beforeGiveBack: { ...MAY_GET_BACK, transfersElsewhere } }));
    expect(need).toMatchObject({
      key: 'refund:re_1:transfer_elsewhere:tr_8.tr_9',
      kind: 'transfer_elsewhere',
      command: 'bin/recoup attention settle refund:re_1:transfer_elsewhere:tr_8.tr_9 --by YOUR_NAME',
    });
    expect(need.message).toContain('tr_8, tr_9 went to acct_A without Recoup');
  });

  test('names no more of such transfers than a key holds', () => {
    const transfersElsewhere = Array.from({ length: 30 }, (_, index) => transferId(`tr_${1_000 + index}`));
    const { key } = one(back({ beforeGiveBack: { ...MAY_GET_BACK, transfersElsewhere } }));
    expect(key).toHaveLength('refund:re_1:transfer_elsewhere:'.length + 150);
  });

  test('is nobody’s question before the account was read', () => {
    expect(back({ beforeGiveBack: null })).toEqual([]);
  });

  test('is no question where nothing goes back', () => {
    const seller = { losses: 'stripe' as const, principal: partWith() };
    expect(back(seller)).toEqual([]);
  });

  test('is asked of each seller alone', () => {
    const sellers = [
      refundSeller({ ...sellerWhoBore(10_000), losses: 'stripe' }),
      refundSeller({ ...sellerWhoBore(10_000), account: B }),
    ];
    expect(needs(refundFacts({ made: failed, sellers })).map((need) => need.key)).toEqual([
      `refund:re_1:stripe_bears_losses:${A}`,
    ]);
  });
});

describe('a step that keeps failing', () => {
  const alarm = (kind: Alarm['kind'], loudFromMs = LOOKED_MS): Alarm => ({
    kind,
    sinceMs: 0,
    loudFromMs,
    detail: 'the detail',
  });

  test.each<[string, Alarm['kind'], string, string, string | null]>([
    ['refund', 'give_back_late', 'Refund rq_1 could not be made since 1970-01-01', 'the detail', null],
    [
      'giveBack:acct_A:principal',
      'give_back_late',
      'What is due to the seller (giveBack:acct_A:principal) could not be sent',
      'the detail',
      null,
    ],
    ['reverse:tr_1', 'held_for_a_person', 'reverse:tr_1 is held', 'the detail', 'bin/recoup approvals list'],
    ['settleMove', 'outcome_unknown', 'What became of a move of rq_1', '(the detail)', null],
    ['look', 'unavailable', 'look could not be done since 1970-01-01', 'see that both are up', null],
  ])('%s: %s', (step, kind, words, detail, command) => {
    const need = one(needs(askedFacts(), { alarms: { [step]: alarm(kind) } }));
    expect(need).toMatchObject({ key: `refund:rq_1:${kind}:${step}`, kind, command });
    expect(need.message).toContain(words);
    expect(need.message).toContain(detail);
  });

  test('is said from its time on, and not before', () => {
    expect(needs(askedFacts(), { alarms: { look: alarm('unavailable', LOOKED_MS + 1) } })).toEqual([]);
  });

  test('is said before anything has been read', () => {
    const alarms = { look: alarm('unavailable') };
    expect(needs(askedFacts({}, { charge: null }), { alarms, look: null })).toHaveLength(1);
    expect(needs(askedFacts({}, { charge: null }), { alarms, policy: null })).toHaveLength(1);
  });

  test('of another kind than a refusal is said beside a refusal', () => {
    const held = { refund: { why: 'declined' as const, decisionId: 'd1' } };
    const found = needs(askedFacts(), { held, alarms: { look: alarm('unavailable') } });
    expect(found.map((need) => need.kind)).toEqual(['refund_not_made', 'unavailable']);
  });
});
