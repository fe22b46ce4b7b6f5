import { describe, expect, test } from '@jest/globals';
import type { DisputeFacts } from '../../../src/domain/dispute/facts';
import { nextStep } from '../../../src/domain/dispute/next-step';
import type { DisputeState } from '../../../src/domain/dispute/state';
import type { DisputeStep } from '../../../src/domain/dispute/steps';
import { DAY_MS } from '../../../src/domain/clock';
import type { Alarm } from '../../../src/domain/trying';
import { disputeFacts, LOOKED_MS, lookedDispute, withdrawnWith } from '../../support/dispute-facts';
import { testPolicy } from '../../support/dispute-schedule-world';
import { A, B, claimWith, partWith, sellerWhoBore, sellerWith } from '../../support/seller-facts';

const next = (
  change: Partial<DisputeFacts> = {},
  more: Partial<DisputeState> = {},
  passMs = 1,
): DisputeStep => nextStep(lookedDispute(disputeFacts(change), more), LOOKED_MS + passMs);

const bore = sellerWhoBore(10_000);
/** All of it is borne and told: there is nothing to do but to end. */
const settled: Partial<DisputeFacts> = { sellers: [bore] };
const won: Partial<DisputeFacts> = { status: 'won', withdrawn: withdrawnWith({ principalMinor: 0 }) };
/** As `settled`, and not final at Stripe; the seller knows of it. */
const open: Partial<DisputeFacts> = { ...settled, status: 'under_review' };
const told: Partial<DisputeState> = { told: ['created:acct_A', 'inquiry:acct_A'] };
const hinted = (counted: number): Partial<DisputeState> => ({ hints: { counted, upTo: 0 } });
const tried = (step: string, notBeforeMs: number | null): Partial<DisputeState> => ({
  attempts: { [step]: { tries: 1, notBeforeMs, atHint: 0 } },
});
const alarmAt = (loudFromMs: number): Alarm => ({ kind: 'unavailable', sinceMs: 0, loudFromMs, detail: '' });

describe('sellers and team', () => {
  test('are told before it ends', () => {
    const untold = { ...bore, told: { notices: 0, principalMinor: 0, feeMinor: 0 } };
    expect(next({ sellers: [untold] })).toMatchObject({
      kind: 'tell',
      notices: [{ template: 'disputeTaken', account: A, params: { amountMinor: 10_000 } }],
    });
    expect(next({ sellers: [untold] }, { told: ['bears:acct_A:0'] })).toEqual({
      kind: 'close',
      reason: 'taken',
    });
  });

  test('are reminded of the evidence when its time comes', () => {
    const due = LOOKED_MS + 9 * DAY_MS;
    const change: Partial<DisputeFacts> = { ...settled, status: 'needs_response', evidenceDueMs: due };
    expect(next(change, told)).toEqual({
      kind: 'wait',
      untilMs: due - 7 * DAY_MS,
      why: 'the evidence reminder',
    });
    expect(next(change, told, 2 * DAY_MS)).toMatchObject({
      kind: 'tell',
      notices: [{ template: 'evidenceDue' }],
    });
  });
});

describe('the end', () => {
  const claimed = partWith({ openClaimsMinor: 10_000, claims: [claimWith('cl_1', 10_000)] });
  const owed = { principal: claimed, told: { notices: 1, principalMinor: 10_000, feeMinor: 0 } };
  const gaveBack = partWith({ giveBacks: 1 });
  const none = sellerWith({ account: B, transfers: [] });
  const leave = { sellersAnswer: 'leave' as const };
  const few = { policy: testPolicy({ sellersPerDispute: 0 }) };

  test.each<[string, string, Partial<DisputeFacts>, Partial<DisputeState>?]>([
    ['taken', 'sellers bear it', settled],
    ['taken', 'one of its sellers bears it', { sellers: [none, bore] }],
    [
      'taken',
      'it was given back once and taken again',
      { sellers: [{ ...bore, principal: partWith({ takenMinor: 10_000, giveBacks: 1 }) }] },
    ],
    ['claimed', 'something is still owed', { sellers: [sellerWith(owed)] }],
    ['claimed', 'one of them owes it', { sellers: [none, sellerWith(owed)] }],
    ['platform_bears', 'no seller bears any of it', { sellers: [] }],
    [
      'given_back',
      'it was won and they have it back',
      { ...won, sellers: [sellerWith({ principal: gaveBack })] },
    ],
    [
      'given_back',
      'one of them has it back',
      { ...won, sellers: [none, sellerWith({ principal: gaveBack })] },
    ],
    ['nothing_to_bear', 'it was won before anything was taken', won],
    ['nothing_to_bear', 'it was won, whosever sale it was', { ...won, attribution: 'unknown', sellers: [] }],
  ])('is %s where %s', (reason, _what, change, more = {}) => {
    expect(next(change, more)).toEqual({ kind: 'close', reason });
  });

  test.each<[string, Partial<DisputeFacts>, Partial<DisputeState>]>([
    ['it can still change at Stripe', open, told],
    ['a hint is not answered', settled, hinted(1)],
    ['a part cannot be taken now', {}, tried('reverse:tr_1', null)],
    ['a person is to say whether sellers bear it', {}, { ...few, raised: ['dispute:dp_1:many_sellers'] }],
    [
      'whose sale it was cannot be told',
      { attribution: 'unknown', sellers: [] },
      { raised: ['dispute:dp_1:whose_share'] },
    ],
    [
      'whose fee it was cannot be told',
      { attribution: 'unknown', sellers: [], withdrawn: withdrawnWith({ principalMinor: 0, feeMinor: 1 }) },
      { raised: ['dispute:dp_1:whose_share'] },
    ],
    [
      'the amounts cannot be read',
      { withdrawn: 'no_exchange_rate' },
      { raised: ['dispute:dp_1:exchange_rate'] },
    ],
  ])('does not come while %s', (_what, change, more) => {
    expect(next(change, more).kind).toBe('wait');
  });

  test('comes where a person left it to the platform', () => {
    expect(next(leave, few)).toEqual({ kind: 'close', reason: 'platform_bears' });
  });

  test('does not come while an outcome is unknown', () => {
    const sent = next();
    if (sent.kind !== 'reverse') throw new Error('no reversal');
    expect(next({ ...settled, unsettled: [sent.move] }, tried('settleMove', LOOKED_MS + 9))).toEqual({
      kind: 'wait',
      untilMs: LOOKED_MS + 9,
      why: 'the next try',
    });
  });
});

describe('a wait', () => {
  test('ends at the earliest of what time alone changes', () => {
    const alarms = {
      one: alarmAt(LOOKED_MS + 90),
      two: alarmAt(LOOKED_MS + 30),
      three: alarmAt(LOOKED_MS + 60),
    };
    expect(next(open, { ...told, alarms })).toMatchObject({
      untilMs: LOOKED_MS + 30,
      why: 'a word to a person',
    });
  });

  test('is not for what is past, nor for tries of what is no longer wanted', () => {
    const raised = ['dispute:dp_1:unavailable:look'];
    const past = { alarms: { look: alarmAt(LOOKED_MS + 1) }, raised };
    expect(next(open, { ...told, ...past })).toEqual({ kind: 'wait', untilMs: null, why: 'a hint' });
    expect(next(open, { ...told, ...tried('giveBack:acct_A:fee', LOOKED_MS + 50) })).toMatchObject({
      untilMs: null,
    });
  });
});
