import { describe, expect, test } from '@jest/globals';
import type { SaidAnswer } from '../../../src/domain/dispute/answers';
import type { DisputeFacts } from '../../../src/domain/dispute/facts';
import { MOST_TOGETHER, nextStep } from '../../../src/domain/dispute/next-step';
import type { DisputeState } from '../../../src/domain/dispute/state';
import type { DisputeStep } from '../../../src/domain/dispute/steps';
import { DAY_MS } from '../../../src/domain/clock';
import { accountId, transferId } from '../../../src/domain/ids';
import type { Alarm } from '../../../src/domain/trying';
import { disputeFacts, LOOKED_MS, lookedDispute, withdrawnWith } from '../../support/dispute-facts';
import { GAP_MS, testPolicy } from '../../support/dispute-schedule-world';
import {
  A,
  B,
  claimWith,
  partWith,
  sellerWhoBore,
  sellerWith,
  transferWith,
} from '../../support/seller-facts';

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
const sellerNo = (n: number) =>
  sellerWith({ account: accountId(`acct_${n}`), transfers: [transferWith(`tr_${n}`, 100)] });
const answer: SaidAnswer = {
  question: 'sellers',
  account: null,
  answer: 'take',
  by: 'ana',
  reason: 'because',
  id: 'u-1',
};

describe('a look', () => {
  test.each<[string, Partial<DisputeState>]>([
    ['before anything is known', { look: null }],
    ['without a policy', { policy: null }],
    ['after a change', { changes: 1 }],
    ['after a move for every seller', { touched: [A] }],
  ])('comes first %s', (_what, more) => {
    expect(next(settled, more)).toEqual({ kind: 'look' });
  });

  test('answers a hint once the look gap is over, to the millisecond', () => {
    expect(next(open, { ...told, ...hinted(1) }, GAP_MS)).toEqual({ kind: 'look' });
    expect(next(open, { ...told, ...hinted(1) }, GAP_MS - 1)).toEqual({
      kind: 'wait',
      untilMs: LOOKED_MS + GAP_MS,
      why: 'the look gap',
    });
  });

  test('is not repeated without a hint', () => {
    expect(next(open, told, 100 * GAP_MS)).toEqual({ kind: 'wait', untilMs: null, why: 'a hint' });
  });
});

describe('money', () => {
  const withFee = withdrawnWith({ feeMinor: 1_500, receivedFeeMinor: 1_500 });
  const fee = partWith({ openClaimsMinor: 50, claims: [claimWith('cl_1', 50)] });

  test.each<[string, Partial<DisputeFacts>]>([
    ['takeFee', { withdrawn: withFee }],
    ['reverse', {}],
    ['giveBack', { ...won, sellers: [bore] }],
    [
      'setOff',
      {
        status: 'won',
        withdrawn: withdrawnWith({ principalMinor: 0, feeMinor: 50, receivedFeeMinor: 50 }),
        sellers: [{ ...bore, fee }],
      },
    ],
  ])('moves on figures that are younger than the look gap: %s', (kind, change) => {
    expect(next(change, {}, GAP_MS - 1).kind).toBe(kind);
    expect(next(change, {}, GAP_MS)).toEqual({ kind: 'look' });
  });

  test('of the books needs no young figures: they are refused where they are stale', () => {
    const principal = partWith({ openClaimsMinor: 700, claims: [claimWith('cl_1', 700)] });
    expect(next({ ...won, sellers: [sellerWith({ principal })] }, {}, 10 * GAP_MS).kind).toBe(
      'releaseClaims',
    );
  });

  test('waits for a look that could not be had', () => {
    const atMs = LOOKED_MS + 2 * GAP_MS;
    expect(next({}, tried('look', atMs), GAP_MS)).toEqual({
      kind: 'wait',
      untilMs: atMs,
      why: 'the next try',
    });
  });

  test('is tried again when its time has come, or at a hint', () => {
    const atMs = LOOKED_MS + 5;
    const held = tried('reverse:tr_1', atMs);
    expect(next({}, held, 4)).toEqual({ kind: 'wait', untilMs: atMs, why: 'the next try' });
    expect(next({}, held, 5).kind).toBe('reverse');
    expect(next({}, { ...held, ...hinted(1) }, 4).kind).toBe('reverse');
  });

  test('without an outcome is asked about, unless it was since the look', () => {
    const sent = next();
    if (sent.kind !== 'reverse') throw new Error('no reversal');
    const unsettled = { unsettled: [sent.move] };
    expect(next(unsettled)).toEqual({ kind: 'settleMove', move: sent.move });
    expect(next(unsettled, { touched: [A] })).toEqual({ kind: 'look' });
    expect(next(unsettled, { touched: [B] })).toEqual({ kind: 'settleMove', move: sent.move });
  });
});

describe('what concerns different sellers', () => {
  const sellers = [1, 2, 3].map(sellerNo);

  test('is done together, on one look', () => {
    expect(next({ sellers })).toMatchObject({
      kind: 'together',
      steps: [1, 2, 3].map((n) => ({ kind: 'reverse', move: { account: `acct_${n}` } })),
    });
  });

  test('is done by itself where there is one of them', () => {
    expect(next({ sellers: [sellerNo(1)] }).kind).toBe('reverse');
  });

  test('leaves out what may not be tried now', () => {
    expect(next({ sellers }, tried('reverse:tr_2', null))).toMatchObject({
      steps: [{ move: { account: 'acct_1' } }, { move: { account: 'acct_3' } }],
    });
  });

  test('leaves out those for whom something was done since the look', () => {
    expect(next({ sellers }, { touched: [accountId('acct_1')] })).toMatchObject({
      steps: [{ move: { account: 'acct_2' } }, { move: { account: 'acct_3' } }],
    });
  });

  test('is so many at most as one activity has time for', () => {
    const many = Array.from({ length: MOST_TOGETHER + 3 }, (_, n) => sellerNo(n));
    const step = next({ sellers: many });
    if (step.kind !== 'together') throw new Error('not together');
    expect(step.steps).toHaveLength(MOST_TOGETHER);
  });

  test('does one thing for each of them', () => {
    const principal = partWith({ openClaimsMinor: 70, claims: [claimWith('cl_1', 70)], takenMinor: 20 });
    const fee = partWith({ openClaimsMinor: 30, claims: [claimWith('cl_2', 30)] });
    const owing = { ...sellerNo(1), principal, fee };
    const step = next({ ...won, sellers: [owing, { ...sellerNo(2), principal, fee }] });
    expect(step).toMatchObject({
      kind: 'together',
      steps: [
        { kind: 'releaseClaims', account: 'acct_1', part: 'fee' },
        { kind: 'releaseClaims', account: 'acct_2', part: 'fee' },
      ],
    });
  });

  test('on old figures only changes the books', () => {
    const principal = partWith({ openClaimsMinor: 70, claims: [claimWith('cl_1', 70)] });
    const releasing = { ...sellerNo(1), principal };
    const giving = { ...sellerWhoBore(100), account: accountId('acct_2') };
    const third = { ...sellerNo(3), principal };
    const change = { ...won, sellers: [releasing, giving, third] };
    expect(next(change)).toMatchObject({ steps: [{}, { kind: 'giveBack' }, {}] });
    expect(next(change, {}, GAP_MS)).toMatchObject({
      steps: [
        { kind: 'releaseClaims', account: 'acct_1' },
        { kind: 'releaseClaims', account: 'acct_3' },
      ],
    });
  });

  test('looks first, where the first of them moves money on old figures', () => {
    expect(next({ sellers }, {}, GAP_MS)).toEqual({ kind: 'look' });
  });
});

describe('a refused move', () => {
  const refused = [{ account: A, part: 'principal' as const, transfer: transferId('tr_1'), takenMinor: 900 }];

  test('becomes a claim before a look, on figures however old', () => {
    expect(next({}, { refused, changes: 1 }, 10 * GAP_MS)).toMatchObject({
      kind: 'openClaim',
      form: 'reversal',
    });
  });

  test('that cannot be booked now still lets a person hear of it', () => {
    const more = { refused, ...tried('openClaim:acct_A:principal', null), alarms: { book: alarmAt(0) } };
    expect(next({}, more)).toMatchObject({ kind: 'attend' });
  });
});

describe('an answer of a person', () => {
  const refused = [{ account: A, part: 'principal' as const, transfer: transferId('tr_1'), takenMinor: 900 }];

  test.each<[string, Partial<DisputeFacts>, Partial<DisputeState>]>([
    ['a look', {}, { look: null }],
    ['claims', {}, { refused }],
    ['a look after a move', {}, { touched: [A] }],
    ['money', {}, {}],
    ['the end', settled, {}],
  ])('is kept before %s', (_what, change, more) => {
    expect(next(change, { ...more, answers: [answer] })).toEqual({ kind: 'recordAnswer', answer });
  });

  test('that cannot be kept now does not let it end', () => {
    expect(next(settled, { answers: [answer], ...tried('recordAnswer', null) }).kind).toBe('wait');
  });
});

describe('a person', () => {
  const key = 'dispute:dp_1:unknown_status:odd';
  const unknown: Partial<DisputeFacts> = { ...settled, status: 'unknown', statusWord: 'odd' };

  test('is told once', () => {
    expect(next(unknown)).toMatchObject({ kind: 'attend', raise: [{ key }], settle: [] });
    expect(next(unknown, { raised: [key] }).kind).toBe('wait');
  });

  test('is told no longer than it holds', () => {
    expect(next(open, { raised: [key] })).toEqual({ kind: 'attend', raise: [], settle: [key] });
  });

  test('is told of one thing and no longer of another at once', () => {
    expect(next(unknown, { raised: ['dispute:dp_1:inquiry'] })).toMatchObject({
      raise: [{ key }],
      settle: ['dispute:dp_1:inquiry'],
    });
  });

  test.each<[string, Partial<DisputeState>]>([
    ['a look cannot be had', { look: null, ...tried('look', null) }],
    ['a look after a move cannot', { touched: [A], ...tried('look', null) }],
  ])('hears of it while %s', (_what, more) => {
    expect(next(unknown, { ...more, alarms: { look: alarmAt(0) } }).kind).toBe('attend');
  });

  test('is waited for until their time, where a step keeps failing quietly', () => {
    expect(next(open, { ...told, alarms: { reverse: alarmAt(LOOKED_MS + 77) } })).toEqual({
      kind: 'wait',
      untilMs: LOOKED_MS + 77,
      why: 'a word to a person',
    });
  });
});

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
