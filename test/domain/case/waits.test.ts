import { describe, expect, test } from '@jest/globals';
import type { CaseFacts } from '../../../src/domain/case/facts';
import { nextStep } from '../../../src/domain/case/next-step';
import type { CasePolicy } from '../../../src/domain/case/policy';
import type { CaseState } from '../../../src/domain/case/state';
import type { CaseStep } from '../../../src/domain/case/step';
import { DAY_MS } from '../../../src/domain/clock';
import { claimOf, dayOf, factsOf, lookedCase } from '../../support/case-facts';
import { CASE_POLICY, START_MS } from '../../support/case-world';

/** The next step at an instant, after a look at the start that found this. */
function next(
  change: Partial<CaseFacts> = {},
  state: Partial<CaseState> = {},
  nowMs = START_MS + 1,
  policy: Partial<CasePolicy> = {},
): CaseStep {
  const whole = { ...CASE_POLICY, ...policy };
  return nextStep(lookedCase(factsOf(change), { state, policy: whole }), nowMs);
}
/** As `next`, after a look in the same moment. */
function fresh(change: Partial<CaseFacts>, state: Partial<CaseState>, nowMs: number): CaseStep {
  return nextStep(lookedCase(factsOf(change), { state, atMs: nowMs }), nowMs);
}
const failed = (step: string, notBeforeMs: number | null = null): Partial<CaseState> => ({
  attempts: { [step]: { tries: 1, notBeforeMs, atHint: 0 } },
});
const ALL_TOLD = [...CASE_POLICY.ladder.map((rung) => rung.name), 'forecast'];
const quiet: Partial<CaseState> = { told: ALL_TOLD, announcedMinor: 15_000, gateAnswer: 'agency' };

describe('people', () => {
  test('hear a rung on its day, with what begins and ends at that', () => {
    expect(next({}, { raised: ['unreachable'] }, dayOf(1))).toMatchObject({
      kind: 'tell',
      rung: 'day-1',
      attend: { raise: [], settle: ['unreachable'] },
    });
  });

  test('owe the gate’s answer from the moment in which it is asked', () => {
    const before = { told: ALL_TOLD.filter((name) => name !== 'day-150' && name !== 'day-160') };
    expect(fresh({}, before, dayOf(150))).toMatchObject({
      kind: 'tell',
      rung: 'day-150',
      attend: { raise: ['gate'] },
    });
  });

  test('are told once what needs them, and no longer than that', () => {
    expect(next({ reachable: false })).toEqual({ kind: 'attend', raise: ['unreachable'], settle: [] });
    expect(next({ reachable: false }, { raised: ['unreachable'] })).toMatchObject({ kind: 'wait' });
    expect(next({}, { raised: ['unreachable'] })).toEqual({
      kind: 'attend',
      raise: [],
      settle: ['unreachable'],
    });
    expect(next({ reachable: false }, { raised: ['books_differ'] })).toEqual({
      kind: 'attend',
      raise: ['unreachable'],
      settle: ['books_differ'],
    });
  });

  test('who do not answer the gate leave it to the policy, on the record, when Stripe clears', () => {
    const asked = { told: ALL_TOLD, raised: ['gate' as const] };
    expect(fresh({}, asked, dayOf(180))).toEqual({
      kind: 'record',
      attend: { raise: [], settle: ['gate'] },
      choice: { id: 1, atMs: dayOf(180), kind: 'defaulted', by: 'policy', outcome: 'keepCollecting' },
    });
    expect(fresh({}, asked, dayOf(180) - 1)).toMatchObject({ kind: 'wait' });
    expect(fresh({}, { ...asked, gateAnswer: 'agency', raised: [] }, dayOf(180))).toMatchObject({
      kind: 'wait',
    });
  });
});

describe('a wait ends at the earliest of what time alone changes', () => {
  const claims = { shortfallMinor: 0, claims: [claimOf(900)] };
  const debit = { ...factsOf().debit, enabled: false, possible: 'country' as const };
  const spoken: Partial<CaseState> = { ...quiet, waitForClearing: true };

  test.each<[string, Partial<CaseFacts>, Partial<CaseState>, number | null]>([
    ['notice day-1', {}, {}, dayOf(1)],
    ['notice day-1', { shortfallMinor: 500 }, { announcedMinor: 500 }, dayOf(1)],
    ['notice day-14', {}, { told: ['day-1'] }, dayOf(14)],
    ['bank debit or clearing', {}, quiet, dayOf(180)],
    ['limit of the hold ahead', { holdLimit: { warnMs: dayOf(69), endMs: dayOf(90) } }, quiet, dayOf(69)],
    ['old claims', claims, { ...quiet, told: [...ALL_TOLD, 'write-off-proposed'] }, dayOf(365)],
    ['announced bank debit', { debit }, { ...spoken, debitAnnouncedUntilMs: dayOf(2) }, dayOf(2)],
    [
      'unknown outcome',
      {},
      { ...quiet, unknownSinceMs: START_MS },
      START_MS + CASE_POLICY.unknownAttentionMs,
    ],
    ['end of the pause', {}, { ...quiet, pause: { by: 'ana', reason: 'r', untilMs: dayOf(3) } }, dayOf(3)],
    ['next try', {}, { ...quiet, ...failed('tell', dayOf(4)) }, dayOf(4)],
    ['a hint', { losses: 'stripe', shortfallMinor: 0, claims: [], unsettledMoves: 1 }, quiet, null],
  ])('%s', (why, change, state, untilMs) => {
    expect(next(change, state)).toEqual({ kind: 'wait', untilMs, why });
  });

  test('limit of the hold, once it was warned of', () => {
    const limited = { holdLimit: { warnMs: dayOf(69), endMs: dayOf(90) } };
    const state = { ...quiet, told: [...ALL_TOLD, 'hold-limit'], raised: ['hold_limit' as const] };
    expect(next(limited, state, dayOf(69))).toEqual({
      kind: 'wait',
      untilMs: dayOf(90),
      why: 'limit of the hold',
    });
    expect(
      next({ ...limited, holdSet: false, shortfallMinor: 700 }, { ...quiet, announcedMinor: 700 }, dayOf(69)),
    ).toMatchObject({
      untilMs: dayOf(180),
    });
  });

  test('late clearing, once its day is past', () => {
    const nowMs = dayOf(181);
    expect(fresh({}, quiet, nowMs)).toEqual({ kind: 'wait', untilMs: dayOf(194), why: 'late clearing' });
  });

  test('nothing of notices for less than is worth a word', () => {
    expect(next({ shortfallMinor: 499 }, { raised: [] })).toMatchObject({ why: 'bank debit or clearing' });
  });

  test('nothing of a debit that is on', () => {
    expect(next({}, { ...quiet, debitAnnouncedUntilMs: dayOf(2) })).toMatchObject({ untilMs: dayOf(180) });
  });

  test('nothing that is past', () => {
    const state = { ...quiet, unknownSinceMs: START_MS - DAY_MS, raised: ['move_unknown' as const] };
    expect(next({}, state)).toMatchObject({ untilMs: dayOf(180) });
  });

  test('the first named of two at one instant', () => {
    expect(next({}, { ...quiet, ...failed('tell', dayOf(180)) })).toEqual({
      kind: 'wait',
      untilMs: dayOf(180),
      why: 'next try',
    });
  });
});
