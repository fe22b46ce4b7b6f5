import { describe, expect, test } from '@jest/globals';
import type { SaidAnswer } from '../../../src/domain/dispute/answers';
import type { DisputeFacts } from '../../../src/domain/dispute/facts';
import { MOST_TOGETHER, nextStep } from '../../../src/domain/dispute/next-step';
import type { DisputeState } from '../../../src/domain/dispute/state';
import type { DisputeStep } from '../../../src/domain/dispute/steps';
import { accountId, transferId } from '../../../src/domain/ids';
import type { Alarm } from '../../../src/domain/trying';
import { disputeFacts, LOOKED_MS, lookedDispute, withdrawnWith } from '../../support/dispute-facts';
import { GAP_MS } from '../../support/dispute-schedule-world';
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
