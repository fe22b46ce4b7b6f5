import { describe, expect, test } from '@jest/globals';
import { transferId } from '../../../src/domain/ids';
import type { RefundFacts } from '../../../src/domain/refund/facts';
import { nextStep } from '../../../src/domain/refund/next-step';
import type { RefundState } from '../../../src/domain/refund/state';
import type { RefundStep } from '../../../src/domain/refund/steps';
import type { Alarm } from '../../../src/domain/trying';
import { GAP_MS } from '../../support/dispute-schedule-world';
import {
  askedFacts,
  LOOKED_MS,
  lookedRefund,
  madeWith,
  refundFacts,
  refundPolicyWith,
  refundSeller,
} from '../../support/refund-facts';
import { A, B, claimWith, partWith, sellerWhoBore, transferWith } from '../../support/seller-facts';

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
const alarmAt = (loudFromMs: number): Alarm => ({ kind: 'unavailable', sinceMs: 0, loudFromMs, detail: '' });

describe('a look', () => {
  test.each<[string, More]>([
    ['before anything is known', { look: null }],
    ['without a policy', { policy: null }],
    ['after a move', { changes: 1 }],
  ])('comes first %s', (_what, more) => {
    expect(next(settled, more)).toEqual({ kind: 'look' });
  });

  test('answers a hint once the look gap is over, to the millisecond', () => {
    expect(next(pending, hinted(1), GAP_MS)).toEqual({ kind: 'look' });
    expect(next(pending, hinted(1), GAP_MS - 1)).toEqual({
      kind: 'wait',
      untilMs: LOOKED_MS + GAP_MS,
      why: 'the look gap',
    });
  });

  test('is not repeated without a hint', () => {
    expect(next(pending, {}, 100 * GAP_MS)).toEqual({ kind: 'wait', untilMs: null, why: 'a hint' });
  });
});

describe('money', () => {
  test.each<[string, RefundFacts]>([
    ['refund', askedFacts()],
    ['reverse', refundFacts()],
    ['giveBack', refundFacts({ made: failed, sellers: [bore] })],
  ])('moves on figures that are younger than the look gap: %s', (kind, facts) => {
    expect(next(facts, {}, GAP_MS - 1).kind).toBe(kind);
    expect(next(facts, {}, GAP_MS)).toEqual({ kind: 'look' });
  });

  test('is set off on young figures alone', () => {
    const setOff = refundFacts({
      made: failed,
      sellers: [
        refundSeller({
          ...sellerWhoBore(10_000),
          fee: partWith({ claims: [claimWith('cl_1', 50)], openClaimsMinor: 50 }),
        }),
      ],
    });
    expect(next(setOff, {}, GAP_MS - 1).kind).toBe('setOff');
    expect(next(setOff, {}, GAP_MS)).toEqual({ kind: 'look' });
  });

  test('of the books needs no young figures: they are refused where they are stale', () => {
    const claims = { policy: refundPolicyWith({ notReversed: 'claim' }) };
    expect(next(refundFacts(), claims, 10 * GAP_MS).kind).toBe('openClaim');
  });

  test('that is held lets what comes after it go first', () => {
    const held = tried('reverse:tr_1', null);
    const other = refundSeller({ account: B, transfers: [transferWith('tr_2', 500)] });
    expect(next(refundFacts(), held).kind).toBe('wait');
    expect(next(refundFacts({ sellers: [refundSeller(), other] }), held)).toMatchObject({
      kind: 'reverse',
      move: { account: B },
    });
  });

  test('waits for a look that could not be had', () => {
    const atMs = LOOKED_MS + 2 * GAP_MS;
    expect(next(refundFacts(), tried('look', atMs), GAP_MS)).toEqual({
      kind: 'wait',
      untilMs: atMs,
      why: 'the next try',
    });
  });

  test('is tried again when its time has come, or at a hint', () => {
    const atMs = LOOKED_MS + 5;
    expect(next(refundFacts(), tried('reverse:tr_1', atMs), 4)).toEqual({
      kind: 'wait',
      untilMs: atMs,
      why: 'the next try',
    });
    expect(next(refundFacts(), tried('reverse:tr_1', atMs), 5).kind).toBe('reverse');
    expect(next(refundFacts(), { ...tried('reverse:tr_1', atMs), ...hinted(1) }, 4).kind).toBe('reverse');
  });
});

describe('a refused reversal', () => {
  const refused = { account: A, transfer: transferId('tr_1'), takenMinor: 900 };

  test('becomes a claim before anything else, on figures however old', () => {
    expect(next(refundFacts(), { refused, changes: 1 }, 10 * GAP_MS)).toMatchObject({
      kind: 'openClaim',
      form: 'reversal',
    });
  });

  test('that cannot be booked now still lets a person hear of it', () => {
    const more = { refused, ...tried('openClaim:acct_A:principal', null), alarms: { book: alarmAt(0) } };
    expect(next(refundFacts(), more)).toMatchObject({ kind: 'attend' });
  });
});

describe('a person', () => {
  const unknown = refundFacts({ made: madeWith({ status: 'unknown', statusWord: 'odd' }) });
  const key = 'refund:re_1:unknown_status:odd';

  test('is told once', () => {
    expect(next(unknown)).toMatchObject({ kind: 'attend', raise: [{ key }], settle: [] });
    expect(next(unknown, { raised: [key] }).kind).toBe('wait');
  });

  test('is told no longer than it holds', () => {
    expect(next(pending, { raised: [key] })).toEqual({ kind: 'attend', raise: [], settle: [key] });
    expect(next(unknown, { raised: [key, 'refund:re_1:whose_share'] })).toEqual({
      kind: 'attend',
      raise: [],
      settle: ['refund:re_1:whose_share'],
    });
  });

  test('is told of one thing and no longer of another at once', () => {
    expect(next(unknown, { raised: ['refund:re_1:whose_share'] })).toMatchObject({
      kind: 'attend',
      raise: [{ key }],
      settle: ['refund:re_1:whose_share'],
    });
  });

  test('reads for good what was said of a request that was given up', () => {
    expect(next(askedFacts({ over: true }), { raised: ['refund:rq_1:refund_not_made:declined'] })).toEqual({
      kind: 'close',
      reason: 'not_made',
    });
  });

  test('hears of it while a look cannot be had', () => {
    const atMs = LOOKED_MS + GAP_MS;
    const more = { look: null, ...tried('look', atMs), alarms: { look: alarmAt(LOOKED_MS) } };
    expect(next(unknown, more)).toMatchObject({ kind: 'attend', raise: [{ kind: 'unavailable' }] });
  });

  test('is waited for until their time, where a step keeps failing quietly', () => {
    expect(next(pending, { alarms: { reverse: alarmAt(LOOKED_MS + 77) } })).toEqual({
      kind: 'wait',
      untilMs: LOOKED_MS + 77,
      why: 'a word to a person',
    });
  });
});

describe('sellers', () => {
  test('are told what they bear before it ends', () => {
    const untold = refundSeller({
      ...sellerWhoBore(10_000),
      told: { notices: 0, principalMinor: 0, feeMinor: 0 },
    });
    const facts = refundFacts({ sellers: [untold] });
    expect(next(facts)).toMatchObject({
      kind: 'tell',
      notices: [{ template: 'refundTaken', account: A, params: { amountMinor: 10_000 } }],
    });
    expect(next(facts, { told: ['bears:acct_A:0'] })).toEqual({ kind: 'close', reason: 'taken' });
  });
});

describe('a wait', () => {
  test('ends at the earliest of what time alone changes', () => {
    const alarms = {
      one: alarmAt(LOOKED_MS + 90),
      two: alarmAt(LOOKED_MS + 30),
      three: alarmAt(LOOKED_MS + 60),
    };
    expect(next(pending, { alarms })).toMatchObject({ untilMs: LOOKED_MS + 30, why: 'a word to a person' });
  });

  test('is not for what is past', () => {
    const raised = ['refund:re_1:unavailable:look'];
    expect(next(pending, { alarms: { look: alarmAt(LOOKED_MS + 1) }, raised })).toEqual({
      kind: 'wait',
      untilMs: null,
      why: 'a hint',
    });
  });

  test('is not for tries of what is no longer wanted', () => {
    expect(next(pending, tried('giveBack:acct_A:principal', LOOKED_MS + 50))).toMatchObject({
      untilMs: null,
    });
  });
});
