import { describe, expect, test } from '@jest/globals';
import { apply } from '../../../src/domain/case/apply';
import type { AnswerOutcome, AskOutcome } from '../../../src/domain/case/asks';
import { askCause } from '../../../src/domain/case/asks';
import type { CaseFacts } from '../../../src/domain/case/facts';
import { whyNotResolve } from '../../../src/domain/case/may';
import { nextStep } from '../../../src/domain/case/next-step';
import { type Resolution, resolvedChoice } from '../../../src/domain/case/people';
import { type CaseState, reopened } from '../../../src/domain/case/state';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { askOf, claimOf, debitOf, debited, factsOf, lookedCase } from '../../support/case-facts';
import { START_MS, USD } from '../../support/case-world';

const BY = 'ana';

function said(state: CaseState, message: Omit<Resolution, 'by'>, updateId = 'u-1'): CaseState {
  const choice = resolvedChoice({ by: BY, ...message });
  const heard = apply(state, { kind: 'said', choice, updateId, atMs: START_MS });
  const attend = { raise: [], settle: [] };
  const [recorded] = heard.unrecorded;
  if (recorded === undefined) throw new Error('nothing to record');
  return apply(heard, { kind: 'recorded', choice: recorded, attend, atMs: START_MS });
}

function answered(state: CaseState, outcome: AnswerOutcome, atMs = START_MS): CaseState {
  const [ask] = state.asks;
  if (ask === undefined) throw new Error('nothing was asked');
  return apply(state, { kind: 'answered', ask, outcome, atMs });
}

const stepOf = (state: CaseState, afterMs = 0) => nextStep(state, START_MS + afterMs);

/** Below zero, nothing that keeps a credit waiting. */
const asked = (facts: Partial<CaseFacts> = {}, outcome: AskOutcome = 'forgive'): CaseState =>
  said(lookedCase(factsOf(facts)), { outcome });

describe('what a person asks for', () => {
  test('is the next step, on fresh facts', () => {
    expect(stepOf(asked())).toMatchObject({ kind: 'answer', ask: { id: 'u-1', outcome: 'forgive', by: BY } });
    expect(stepOf(asked(), HOUR_MS)).toEqual({ kind: 'look' });
  });

  test.each(['attempted', 'provisional'] as const)(
    'waits for a bank debit that is %s, if it is a credit',
    (stage) => {
      const facts = { ...debited(debitOf(stage)), claims: [claimOf(1_500)] };
      expect(stepOf(asked(facts))).not.toMatchObject({ kind: 'answer' });
      expect(stepOf(asked(facts, 'advance'))).not.toMatchObject({ kind: 'answer' });
      expect(stepOf(asked(facts, 'writeOffClaim'))).toMatchObject({ kind: 'answer' });
    },
  );

  test('waits while the case is paused', () => {
    const pause = { by: 'ben', reason: 'contested', untilMs: null };
    expect(stepOf({ ...asked(), pause })).not.toMatchObject({ kind: 'answer' });
  });

  test('keeps the case from closing, and is not lost when it begins anew', () => {
    const state = asked({ shortfallMinor: 0, availableMinor: 0 });
    expect(stepOf(state)).toMatchObject({ kind: 'answer' });
    const blocked = answered(state, { kind: 'waits', why: 'approval of dec_1' });
    expect(stepOf(blocked)).not.toMatchObject({ kind: 'close' });
    expect(reopened(blocked).asks).toEqual(blocked.asks);
  });

  test('is given up where a person takes the case over', () => {
    expect(stepOf(said(asked(), { outcome: 'handled' }, 'u-2'))).toMatchObject({
      kind: 'close',
      reason: 'handled',
    });
  });

  test('closes the gate while it would end the shortfall', () => {
    const open = lookedCase(factsOf(), { state: { told: ['day-150'], raised: ['gate'] } });
    expect(stepOf(answered(said(open, { outcome: 'forgive' }), { kind: 'waits', why: 'x' }))).toMatchObject({
      kind: 'attend',
      raise: ['answer_waits'],
      settle: ['gate'],
    });
    expect(whyNotResolve(said(open, { outcome: 'reject' }), { by: BY, outcome: 'agency' })).toBe(
      'the gate was answered already: reject',
    );
  });
});

describe('what becomes of it', () => {
  test.each<[AnswerOutcome, boolean, RegExp]>([
    [{ kind: 'done', creditedMinor: 15_000, claimsMinor: 0, restMinor: 0 }, false, /150.00 USD credited/],
    [
      { kind: 'done', creditedMinor: 0, claimsMinor: 1_500, restMinor: 200 },
      false,
      /15.00 USD of claims settled, 2.00/,
    ],
    [{ kind: 'done', creditedMinor: 0, claimsMinor: 0, restMinor: 0 }, false, /nothing was left to do/],
    [{ kind: 'declined' }, false, /declined by a second person/],
    [{ kind: 'waits', why: 'approval of dec_1' }, true, /waits for approval of dec_1/],
    [{ kind: 'refused', code: 'balance_insufficient' }, true, /Stripe refused it: balance_insufficient/],
    [{ kind: 'unknown' }, true, /outcome unknown/],
  ])('%j', (outcome, stays, line) => {
    const state = answered(asked(), outcome);
    expect(state.asks).toHaveLength(stays ? 1 : 0);
    expect(state.timeline.at(-1)?.what).toMatch(line);
    expect(state.attempts['answer:u-1'] === undefined).toBe(!stays);
  });

  test('held is asked about every day for as long as it takes: a request for approval expires', () => {
    const waits = { kind: 'waits', why: 'approval of dec_1' } as const;
    let state = answered(asked(), waits);
    for (let day = 1; day <= 30; day += 1) {
      const atMs = START_MS + day * DAY_MS;
      state = lookedAgain(state, day * DAY_MS);
      expect({ day, step: nextStep(state, atMs - 1).kind }).not.toEqual({ day, step: 'answer' });
      expect(nextStep(state, atMs)).toMatchObject({ kind: 'answer' });
      state = answered(state, waits, atMs);
    }
  });

  test('held is tried again with a hint, refused the next day, and neither before', () => {
    const held = answered(asked(), { kind: 'waits', why: 'approval of dec_1' });
    expect(stepOf(held)).not.toMatchObject({ kind: 'answer' });
    const hinted = apply(held, { kind: 'hinted', upTo: null, atMs: START_MS });
    expect(stepOf(hinted)).toMatchObject({ kind: 'answer' });
    const refused = lookedAgain(answered(asked(), { kind: 'refused', code: 'balance_insufficient' }), DAY_MS);
    expect(nextStep(refused, START_MS + DAY_MS - 1)).not.toMatchObject({ kind: 'answer' });
    expect(nextStep(refused, START_MS + DAY_MS)).toMatchObject({ kind: 'answer' });
  });

  test('is unknown for an hour before a person hears of it', () => {
    const unknown = answered(asked(), { kind: 'unknown' });
    expect(unknown.unknownSinceMs).toBe(START_MS);
  });
});

/** A look just before the instant, so that nothing is too old to act on. */
function lookedAgain(state: CaseState, afterMs: number): CaseState {
  const endedMs = START_MS + afterMs - 1;
  const facts = { ...factsOf(), startedMs: endedMs };
  return apply(state, { kind: 'looked', facts, hints: state.hints.counted, moves: state.movesMade, endedMs });
}

describe('a wish that makes no sense', () => {
  const claims = [claimOf(1_500)];
  test.each<[string, Partial<CaseFacts>, Partial<CaseState>, Omit<Resolution, 'by'>, string]>([
    [
      'nothing below zero',
      { shortfallMinor: 0, claims },
      {},
      { outcome: 'forgive' },
      'nothing is below zero; what is still owed are claims: writeOffClaim lets them go',
    ],
    [
      'more than is below zero',
      { claims },
      {},
      { outcome: 'advance', amountMinor: 15_001 },
      'amountMinor 15001 is above the shortfall of 150.00 USD',
    ],
    ['no claim', {}, {}, { outcome: 'writeOffClaim' }, 'no claim is open'],
    [
      'another claim',
      { claims },
      {},
      { outcome: 'writeOffClaim', claim: 'fee:dp_2:acct_1' },
      'fee:dp_2:acct_1 is not open here; open are fee:dp_1:acct_1',
    ],
    [
      'a paused case',
      {},
      { pause: { by: 'ben', reason: 'contested', untilMs: null } },
      { outcome: 'forgive' },
      'the case is paused by ben (contested): resume it first',
    ],
    [
      'the same again',
      {},
      { asks: [askOf('forgive', { id: 'u-0' })] },
      { outcome: 'forgive', amountMinor: 5 },
      'the same was asked already, as u-0, and is not done yet',
    ],
    [
      'a payment entered before',
      {},
      { references: ['wire-1'] },
      { outcome: 'paidOutside', amountMinor: 5, reference: 'wire-1' },
      'the payment wire-1 was entered for this case already',
    ],
  ])('is told so: %s', (_what, facts, state, message, problem) => {
    expect(whyNotResolve(lookedCase(factsOf(facts), { state }), { by: BY, ...message }, 'u-1')).toBe(problem);
  });

  test('not so what a debit has paid for the time being: it may be below zero again', () => {
    const facts = factsOf({ shortfallMinor: 0, ...debited(debitOf('provisional')) });
    expect(
      whyNotResolve(lookedCase(facts), { by: BY, outcome: 'forgive', amountMinor: 15_000 }, 'u-1'),
    ).toBeNull();
  });

  test('nor may the id of its update be anything', () => {
    const problem = whyNotResolve(lookedCase(factsOf()), { by: BY, outcome: 'forgive' }, 'a:b');
    expect(problem).toContain('cannot name a move of money');
  });
});

test('the cause of what moves names the answer and its currency: two cases of one account never share a key', () => {
  const ask = askOf('forgive', { id: 'x-1' });
  expect(askCause(ask, USD)).toBe('answer.forgive.x-1.usd');
});
