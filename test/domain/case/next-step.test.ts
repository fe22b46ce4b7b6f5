import { describe, expect, test } from '@jest/globals';
import type { CaseFacts } from '../../../src/domain/case/facts';
import { nextStep } from '../../../src/domain/case/next-step';
import type { Choice } from '../../../src/domain/case/people';
import type { CasePolicy } from '../../../src/domain/case/policy';
import type { CaseState } from '../../../src/domain/case/state';
import type { CaseStep } from '../../../src/domain/case/step';
import { askOf, claimOf, dayOf, debitOf, debited, factsOf, lookedCase } from '../../support/case-facts';
import { CASE_POLICY, GAP_MS, START_MS } from '../../support/case-world';

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

const LOOK = { kind: 'look' };
const hinted: Partial<CaseState> = { hints: { counted: 1, upTo: 0 } };
const failed = (step: string, notBeforeMs: number | null = null): Partial<CaseState> => ({
  attempts: { [step]: { tries: 1, notBeforeMs, atHint: 0 } },
});
const ALL_TOLD = [...CASE_POLICY.ladder.map((rung) => rung.name), 'forecast'];
const quiet: Partial<CaseState> = { told: ALL_TOLD, announcedMinor: 15_000, gateAnswer: 'agency' };
/** Nothing is owed any more, and the list of collection transfers was read. */
const paid: Partial<CaseFacts> = { shortfallMinor: 0, collectionsReadMs: START_MS };
const choice: Choice = { kind: 'resumed', by: 'ana', id: 1, atMs: START_MS };
const nothing = { raise: [], settle: [] };

describe('a look', () => {
  test('comes first, and again after a while where it could not be had', () => {
    for (const state of [{ facts: null }, { policy: null }]) {
      expect(next({}, state)).toEqual(LOOK);
      expect(next({}, { ...state, ...failed('look', START_MS + 9) })).toEqual({
        kind: 'wait',
        untilMs: START_MS + 9,
        why: 'next try',
      });
    }
  });

  test('answers a hint once the look gap is over, to the millisecond', () => {
    expect(next({}, { ...quiet, ...hinted }, START_MS + GAP_MS - 1)).toEqual({
      kind: 'wait',
      untilMs: START_MS + GAP_MS,
      why: 'look gap',
    });
    expect(next({}, { ...quiet, ...hinted }, START_MS + GAP_MS)).toEqual(LOOK);
    expect(next({}, quiet, START_MS + GAP_MS)).toMatchObject({ kind: 'wait' });
  });

  test('comes after a move, before the case moves on', () => {
    expect(next({}, { ...quiet, movesMade: 1 })).toEqual(LOOK);
  });

  test.each<[string, Partial<CaseFacts>, number]>([
    ['a provisional debit settles', debited(debitOf('provisional')), dayOf(7)],
    ['Stripe clears', {}, dayOf(180)],
    ['a debit should have been seen', { debit: { ...factsOf().debit, expectedByMs: dayOf(5) } }, dayOf(5)],
  ])('comes when %s, to the millisecond', (_what, change, atMs) => {
    const state = { ...quiet, raised: [] };
    expect(next(change, state, atMs)).toEqual(LOOK);
    expect(next(change, state, atMs - 1)).toEqual({
      kind: 'wait',
      untilMs: atMs,
      why: 'bank debit or clearing',
    });
  });

  test.each<[string, Partial<CaseFacts>, number]>([
    ['a debit that is settled', debited({ ...debitOf('settled'), settlesAtMs: dayOf(7) }), dayOf(7)],
    [
      'a debit that was only attempted',
      debited({ ...debitOf('attempted'), settlesAtMs: dayOf(7) }),
      dayOf(7),
    ],
    [
      'a provisional debit of no known day',
      debited({ ...debitOf('provisional'), settlesAtMs: null }),
      dayOf(7),
    ],
    ['a clearing of losses that Stripe bears', { losses: 'stripe' }, dayOf(180)],
    ['a clearing where only claims are open', { shortfallMinor: 0, claims: [claimOf(700)] }, dayOf(180)],
  ])('does not come for %s', (_what, change, atMs) => {
    expect(next(change, quiet, atMs)).not.toEqual(LOOK);
  });

  test('does not come again for what it has seen', () => {
    const later = lookedCase(factsOf(debited(debitOf('provisional'))), { state: quiet, atMs: dayOf(7) });
    expect(nextStep(later, dayOf(7) + 1)).not.toEqual(LOOK);
  });

  test.each<[string, Partial<CaseFacts>, number, object]>([
    ['comes before a late close whose list of clearings is unread', {}, dayOf(173), LOOK],
    ['does not before that day', {}, dayOf(173) - 1, { kind: 'close', reason: 'recovered' }],
    [
      'does not where it was read',
      { collectionsReadMs: START_MS },
      dayOf(173),
      { kind: 'close', reason: 'recovered' },
    ],
    [
      'does not where nothing ever was owed',
      { number: null },
      dayOf(173),
      { kind: 'close', reason: 'nothing_owed' },
    ],
  ])('%s', (_what, change, nowMs, expected) => {
    expect(next({ shortfallMinor: 0, ...change }, {}, nowMs)).toEqual(expected);
  });

  test('does not for the list while something is owed', () => {
    expect(next({}, quiet, dayOf(175))).toMatchObject({ kind: 'wait' });
  });
});

describe('what a person said', () => {
  test('is recorded before anything else', () => {
    for (const state of [
      {},
      { facts: null },
      { movesMade: 1 },
      { closed: { reason: 'handled' as const, atMs: 1 } },
    ]) {
      expect(next({}, { ...state, unrecorded: [choice] })).toEqual({
        kind: 'record',
        choice,
        attend: nothing,
      });
    }
  });

  test('and cannot be recorded now lets the rest go on', () => {
    const later = { unrecorded: [choice], ...failed('record:1') };
    expect(next(paid, later)).toMatchObject({ kind: 'close' });
    expect(next({}, { ...later, facts: null })).toEqual(LOOK);
    expect(next({}, { ...later, closed: { reason: 'handled', atMs: 1 } })).toMatchObject({ kind: 'wait' });
  });

  test('hands the case over at once, unless an outcome is unknown', () => {
    expect(next({}, { handledBy: 'ana' })).toEqual({ kind: 'close', reason: 'handled' });
    expect(next({ unsettledMoves: 1 }, { handledBy: 'ana' })).not.toMatchObject({ kind: 'close' });
    expect(next({}, { handledBy: 'ana', movesMade: 1 })).toEqual(LOOK);
  });
});

describe('the end', () => {
  test.each<[string, Partial<CaseFacts>, string]>([
    ['all is paid', paid, 'recovered'],
    ['all is paid, a part of it let go', { ...paid, letGoMinor: 1 }, 'let_go'],
    ['nothing ever was owed', { ...paid, number: null, letGoMinor: 1 }, 'nothing_owed'],
    ['a debit is settled', { ...paid, ...debited(debitOf('settled')) }, 'recovered'],
  ])('comes where %s', (_what, change, reason) => {
    expect(next(change)).toEqual({ kind: 'close', reason });
  });

  test.each<[string, Partial<CaseFacts>, Partial<CaseState>]>([
    ['something is owed', {}, {}],
    ['a claim is open', { ...paid, claims: [claimOf(1)] }, {}],
    ['a debit is provisional', { ...paid, ...debited(debitOf('provisional')) }, {}],
    ['a debit is attempted', { ...paid, ...debited(debitOf('attempted')) }, {}],
    ['an outcome is unknown', { ...paid, unsettledMoves: 1 }, {}],
    ['a hint is not answered', paid, hinted],
    ['a move was made since the look', paid, { movesMade: 1 }],
    ['the books differ from the balance', { ...paid, unexplainedMinor: -1 }, {}],
    ['a person asked for something', paid, { asks: [askOf('forgive')], ...failed('answer:u-1') }],
  ])('does not come while %s', (_what, change, state) => {
    expect(next(change, state)).not.toMatchObject({ kind: 'close' });
  });

  test('waits for a look after the last move, however long that cannot be had', () => {
    expect(next(paid, { movesMade: 1, ...failed('look') })).toMatchObject({ kind: 'wait' });
  });

  test('leaves nothing to do but to wait for what is unrecorded', () => {
    expect(next({}, { closed: { reason: 'recovered', atMs: 1 } })).toEqual({
      kind: 'wait',
      untilMs: null,
      why: 'a hint',
    });
  });
});

describe('money and holds', () => {
  const collectable = { shortfallMinor: 0, availableMinor: 5_000, claims: [claimOf(900)] };
  const off = { debit: { ...factsOf().debit, enabled: false } };

  test.each<[string, Partial<CaseFacts>, Partial<CaseState>]>([
    ['collect', collectable, {}],
    ['answer', {}, { asks: [askOf('forgive')] }],
    ['enableDebit', off, {}],
    ['hold', { holdSet: false }, {}],
  ])('rest on a look that is younger than the look gap: %s', (kind, change, state) => {
    expect(next(change, state, START_MS + GAP_MS - 1)).toMatchObject({ kind });
    expect(next(change, state, START_MS + GAP_MS)).toEqual(LOOK);
  });

  test('and on one that saw the last move', () => {
    const sent = { ...collectable, claims: [{ ...claimOf(900), reservedMinor: 900 }] };
    expect(next(sent, { movesMade: 1, ...failed('look') })).not.toMatchObject({ kind: 'collect' });
  });

  test('that is given up needs none', () => {
    const limited = { holdLimit: { warnMs: dayOf(69), endMs: dayOf(90) } };
    expect(
      next(limited, { ...quiet, told: [...ALL_TOLD, 'hold-limit'], raised: ['hold_limit'] }, dayOf(90)),
    ).toEqual({ kind: 'releaseHold' });
  });

  test('wait for a look that cannot be had, while people hear of what is due', () => {
    const state = { asks: [askOf('forgive')], ...failed('look') };
    expect(next({}, state, START_MS + GAP_MS)).toMatchObject({ kind: 'wait' });
    expect(next({}, state, dayOf(1))).toMatchObject({ kind: 'tell', rung: 'day-1' });
  });
});
