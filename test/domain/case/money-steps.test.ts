import { describe, expect, test } from '@jest/globals';
import type { CaseFacts, ClaimFact } from '../../../src/domain/case/facts';
import {
  answerDue,
  collectDue,
  enableDebitDue,
  holdDue,
  releaseHoldDue,
  settleDue,
} from '../../../src/domain/case/money-steps';
import type { CasePolicy } from '../../../src/domain/case/policy';
import type { CaseState } from '../../../src/domain/case/state';
import type { ClaimId } from '../../../src/domain/ids';
import { askOf, claimOf, dayOf, debitOf, debited, factsOf, lookedCase } from '../../support/case-facts';
import { CASE_POLICY, START_MS } from '../../support/case-world';

type Due = (state: CaseState, policy: CasePolicy, facts: CaseFacts, nowMs: number) => unknown;
const asked =
  (due: Due) =>
  (
    change: Partial<CaseFacts> = {},
    state: Partial<CaseState> = {},
    policy: Partial<CasePolicy> = {},
    nowMs = START_MS,
  ) => {
    const facts = factsOf(change);
    const whole = { ...CASE_POLICY, ...policy };
    return due(lookedCase(facts, { state, policy: whole }), whole, facts, nowMs);
  };

const PAUSED: Partial<CaseState> = { pause: { by: 'ana', reason: 'contested', untilMs: null } };
const HANDLED: Partial<CaseState> = { handledBy: 'ana' };
const failed = (step: string): Partial<CaseState> => ({
  attempts: { [step]: { tries: 1, notBeforeMs: null, atHint: 0 } },
});
const claim = (id: string, openMinor: number, change: Partial<ClaimFact> = {}): ClaimFact => ({
  ...claimOf(openMinor),
  claimId: id as ClaimId,
  ...change,
});

/** What stops a case from acting by itself. */
const STOPPED: readonly (readonly [string, Partial<CaseState>, Partial<CasePolicy>])[] = [
  ['it is paused', PAUSED, {}],
  ['it is handed over', HANDLED, {}],
  ['the policy has no amounts for its currency', {}, { knowsCurrency: false }],
];

describe('payouts are held', () => {
  const hold = asked(holdDue);
  const open = { holdSet: false };

  test.each<[string, Partial<CaseFacts>, readonly string[] | null]>([
    ['from the amount on', { shortfallMinor: 10_000 }, ['amount']],
    ['not one unit below', { shortfallMinor: 9_999 }, null],
    ['below it for another risk', { shortfallMinor: 9_999, holdRisks: ['young'] }, ['young']],
    ['for both', { shortfallMinor: 10_000, holdRisks: ['young'] }, ['amount', 'young']],
    ['for claims as well', { shortfallMinor: 9_000, claims: [claimOf(1_000)] }, ['amount']],
    ['for no risk with less than is worth a word', { shortfallMinor: 499, holdRisks: ['young'] }, null],
    ['for a risk with as much', { shortfallMinor: 500, holdRisks: ['young'] }, ['young']],
    ['not where they are', { holdSet: true }, null],
    ['not where the account cannot be reached', { reachable: false }, null],
  ])('%s', (_what, change, reasons) => {
    expect(hold({ ...open, ...change })).toEqual(reasons === null ? null : { kind: 'hold', reasons });
  });

  test.each(STOPPED)('not where %s', (_what, state, policy) => {
    expect(hold(open, state, policy)).toBeNull();
  });

  test('not again where the hold was given up at its limit', () => {
    expect(hold(open, { holdGivenUp: true })).toBeNull();
  });
});

describe('a collection without its outcome', () => {
  const settle = asked((state, _policy, facts, nowMs) => settleDue(state, facts, nowMs));
  const sent = claim('cl_1', 900, { reservedMinor: 400 });

  test('is asked for again, for what it has reserved', () => {
    expect(settle({ claims: [claim('cl_0', 5), sent] })).toEqual({
      kind: 'collect',
      claim: sent,
      amountMinor: 400,
    });
    expect(settle({ claims: [claim('cl_0', 5)] })).toBeNull();
  });

  test('lets another be asked for where it may not be tried now', () => {
    const other = claim('cl_2', 900, { reservedMinor: 300 });
    expect(settle({ claims: [sent, other] }, failed('collect:cl_1'))).toMatchObject({ claim: other });
    expect(settle({ claims: [sent] }, failed('collect:cl_1'))).toBeNull();
  });

  test('is not asked for while the case is paused, but where it is handed over', () => {
    expect(settle({ claims: [sent] }, PAUSED)).toBeNull();
    expect(settle({ claims: [sent] }, HANDLED)).not.toBeNull();
  });
});

describe('claims are collected', () => {
  const collect = asked(collectDue);
  const owing = (availableMinor: number, ...claims: readonly ClaimFact[]): Partial<CaseFacts> => ({
    shortfallMinor: 0,
    availableMinor,
    claims,
  });
  const first = claim('cl_1', 900);
  const second = claim('cl_2', 300);

  test.each<[string, Partial<CaseFacts>, string | null, number]>([
    ['in full, oldest first', owing(5_000, first, second), 'cl_1', 900],
    ['in part, as far as the balance goes', owing(600, first), 'cl_1', 600],
    ['in part from the smallest part on', owing(500, first), 'cl_1', 500],
    ['not in a smaller part', owing(499, first), null, 0],
    ['in full however small', owing(499, second), 'cl_2', 300],
    ['in full where the balance is just enough', owing(300, second), 'cl_2', 300],
    ['a later one where the first would be too small a part', owing(400, first, second), 'cl_2', 300],
    [
      'a later one where the first is reserved',
      owing(5_000, { ...first, reservedMinor: 1 }, second),
      'cl_2',
      300,
    ],
    ['not from nothing', owing(0, first), null, 0],
    ['not from below zero', owing(-1, first), null, 0],
    ['not outside the default currency', { ...owing(5_000, first), isDefaultCurrency: false }, null, 0],
    [
      'by the refused reversal even so',
      { ...owing(5_000, first, claim('cl_3', 70, { form: 'reversal' })), isDefaultCurrency: false },
      'cl_3',
      70,
    ],
    ['where there is none', owing(5_000), null, 0],
  ])('%s', (_what, change, claimId, amountMinor) => {
    expect(collect(change)).toEqual(
      claimId === null ? null : { kind: 'collect', claim: expect.objectContaining({ claimId }), amountMinor },
    );
  });

  test('not from nothing, where the policy collects any part', () => {
    expect(collect(owing(0, first), {}, { smallestCollectionMinor: 0 })).toBeNull();
  });

  test('a later one where the first may not be tried now', () => {
    expect(collect(owing(5_000, first, second), failed('collect:cl_1'))).toMatchObject({ claim: second });
  });

  test.each(STOPPED)('not where %s', (_what, state, policy) => {
    expect(collect(owing(5_000, first), state, policy)).toBeNull();
  });
});

describe('the bank debit is switched on', () => {
  const enable = asked(enableDebitDue);
  const debit = factsOf().debit;
  const off: Partial<CaseFacts> = { debit: { ...debit, enabled: false } };
  const notice = { runsUntilMs: dayOf(3), debitedAboutMs: dayOf(4) };
  const ON = { kind: 'enableDebit' };

  test.each<[string, Partial<CaseFacts>, Partial<CasePolicy>, object | null]>([
    ['for a shortfall', {}, {}, ON],
    ['for one that is worth a word', { shortfallMinor: 500 }, {}, ON],
    ['not for less', { shortfallMinor: 499 }, {}, null],
    ['not for nothing, where any amount is worth a word', { shortfallMinor: 0 }, { tooSmallMinor: 0 }, null],
    ['for one unit, where any amount is', { shortfallMinor: 1 }, { tooSmallMinor: 0 }, ON],
    ['not where Stripe bears the losses', { losses: 'stripe' }, {}, null],
    ['not where it is not possible', { debit: { ...debit, enabled: false, possible: 'country' } }, {}, null],
    ['not where it is on', { debit }, {}, null],
    ['not where the account cannot be reached', { reachable: false }, {}, null],
    [
      'not before a notice that the scheme asks for',
      { debit: { ...debit, enabled: false, notice } },
      {},
      null,
    ],
  ])('%s', (_what, change, policy, expected) => {
    expect(enable({ ...off, ...change }, {}, policy)).toEqual(expected);
  });

  test('once the notice has run, to the millisecond', () => {
    const announced = { debitAnnouncedUntilMs: dayOf(3) };
    const asksForNotice = { debit: { ...debit, enabled: false, notice } };
    expect(enable(asksForNotice, announced, {}, dayOf(3) - 1)).toBeNull();
    expect(enable(asksForNotice, announced, {}, dayOf(3))).toEqual(ON);
  });

  test.each(STOPPED)('not where %s', (_what, state, policy) => {
    expect(enable(off, state, policy)).toBeNull();
  });
});

describe('what people asked for', () => {
  const answer = asked((state, _policy, facts, nowMs) => answerDue(state, facts, nowMs));
  const writeOff = askOf('writeOffClaim', { id: 'u-2' });
  const forgive = askOf('forgive');

  test('is done, oldest first', () => {
    expect(answer({}, { asks: [forgive, writeOff] })).toEqual({ kind: 'answer', ask: forgive });
    expect(answer({}, { asks: [] })).toBeNull();
  });

  test.each(['attempted', 'provisional'] as const)(
    'waits with credits while a debit is %s (R18)',
    (stage) => {
      expect(answer(debited(debitOf(stage)), { asks: [forgive, writeOff] })).toMatchObject({ ask: writeOff });
      expect(answer(debited(debitOf(stage)), { asks: [forgive] })).toBeNull();
    },
  );

  test.each(['settled', 'returned'] as const)('does not wait for a debit that is %s', (stage) => {
    expect(answer(debited(debitOf(stage)), { asks: [forgive] })).toMatchObject({ ask: forgive });
  });

  test('lets the next be done where one may not be tried now', () => {
    expect(answer({}, { asks: [forgive, writeOff], ...failed('answer:u-1') })).toMatchObject({
      ask: writeOff,
    });
  });

  test('is not done while the case is paused', () => {
    expect(answer({}, { asks: [forgive], ...PAUSED })).toBeNull();
  });

  test('is asked about in a case that was handed over only while an outcome is unknown', () => {
    expect(answer({ unsettledMoves: 0 }, { asks: [forgive], ...HANDLED })).toBeNull();
    expect(answer({ unsettledMoves: 1 }, { asks: [forgive], ...HANDLED })).toMatchObject({ ask: forgive });
    expect(answer({ unsettledMoves: 1 }, { asks: [forgive] })).toMatchObject({ ask: forgive });
  });
});

describe('a hold is given up at its limit', () => {
  const holdLimit = { warnMs: dayOf(69), endMs: dayOf(90) };

  test.each<[string, Partial<CaseFacts>, number, boolean]>([
    ['to the millisecond', { holdLimit }, dayOf(90), true],
    ['not before', { holdLimit }, dayOf(90) - 1, false],
    ['not where there is none', { holdLimit: null }, dayOf(200), false],
    ['not where payouts are not held', { holdLimit, holdSet: false }, dayOf(90), false],
    ['not where the account cannot be reached', { holdLimit, reachable: false }, dayOf(90), false],
  ])('%s', (_what, change, nowMs, expected) => {
    expect(releaseHoldDue(factsOf(change), nowMs)).toEqual(expected ? { kind: 'releaseHold' } : null);
  });
});
