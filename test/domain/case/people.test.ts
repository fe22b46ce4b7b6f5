import { describe, expect, test } from '@jest/globals';
import { apply } from '../../../src/domain/case/apply';
import { whyNotAssign, whyNotPause, whyNotResolve, whyNotResume } from '../../../src/domain/case/may';
import { nextStep } from '../../../src/domain/case/next-step';
import { type NewChoice, resolvedChoice } from '../../../src/domain/case/people';
import { pauseProblem, personProblem, resolutionProblem } from '../../../src/domain/case/read-message';
import { type CaseState, isOver, isPaused, migrateCase, reopened } from '../../../src/domain/case/state';
import { claimOf, dayOf, factsOf, lookedCase } from '../../support/case-facts';
import { START_MS } from '../../support/case-world';

const BY = 'ana@example.com';
const OUTCOMES =
  'handled, waitForClearing, keepCollecting, agency, reject, forgive, advance, paidOutside, writeOffClaim';
const WHOLE = (value: string): string =>
  `amountMinor ${value} must be a whole number of minor units above zero, such as 1250 for 12.50`;

const say = (state: CaseState, choice: NewChoice, updateId: string | null = null): CaseState =>
  apply(state, { kind: 'said', choice, updateId, atMs: START_MS });

describe('a message that makes no sense is told in one sentence', () => {
  test.each<[unknown, string]>([
    [null, 'the input must be one object: {"by": "...", "outcome": "...", "note": "..."}'],
    [['handled'], 'the input must be one object: {"by": "...", "outcome": "...", "note": "..."}'],
    [{ by: BY, outcome: 'forget' }, `outcome "forget" is not known: use one of ${OUTCOMES}`],
    [{ by: BY }, `outcome null is not known: use one of ${OUTCOMES}`],
    [{ outcome: 'handled' }, 'by is missing: say who decides, by name or address'],
    [{ by: 7, outcome: 'handled' }, 'by must be text'],
    [{ by: BY, outcome: 'handled', note: 'x'.repeat(501) }, 'note is longer than 500 characters'],
    [
      { by: BY, outcome: 'handled', amount: 5 },
      '"amount" is not known: use by, outcome, note, amountMinor, reference, claim',
    ],
    [{ by: BY, outcome: 'handled', amountMinor: 5 }, 'handled takes no amountMinor'],
    [{ by: BY, outcome: 'forgive', reference: 'r' }, 'forgive takes no reference'],
    [{ by: BY, outcome: 'forgive', amountMinor: 12.5 }, WHOLE('12.5')],
    [{ by: BY, outcome: 'advance', amountMinor: '1250' }, WHOLE('"1250"')],
    [{ by: BY, outcome: 'advance', amountMinor: 0 }, WHOLE('0')],
    [{ by: BY, outcome: 'paidOutside', reference: 'r' }, 'paidOutside needs amountMinor'],
    [{ by: BY, outcome: 'paidOutside', amountMinor: 5 }, 'paidOutside needs reference'],
    [{ by: BY, outcome: 'paidOutside', amountMinor: 5, reference: 7 }, 'reference must be text'],
    [{ by: BY, outcome: 'writeOffClaim', claim: 'x'.repeat(501) }, 'claim is longer than 500 characters'],
  ])('resolve %j', (message, problem) => {
    expect(resolutionProblem(message)).toBe(problem);
  });

  test.each<[unknown, string]>([
    [undefined, 'by is missing: say who decides, by name or address'],
    [{ by: BY, until: null }, 'reason is missing: say a reason'],
    [
      { by: BY, reason: 'contested', until: 'soon' },
      'until "soon" is not a date: use ISO 8601 such as 2027-03-01T00:00:00Z, or null',
    ],
    [
      { by: BY, reason: 'contested', until: 5 },
      'until 5 is not a date: use ISO 8601 such as 2027-03-01T00:00:00Z, or null',
    ],
  ])('pause %j', (message, problem) => {
    expect(pauseProblem(message)).toBe(problem);
  });

  test('and one that makes sense has none', () => {
    expect(resolutionProblem({ by: BY, outcome: 'agency' })).toBeNull();
    expect(pauseProblem({ by: BY, reason: 'contested', until: '2027-03-01T00:00:00Z' })).toBeNull();
    expect(personProblem({ by: BY, to: null })).toBeNull();
    expect(personProblem({ by: BY, to: 3 })).toBe('to must be text');
  });
});

describe('what a person may say depends on where the case is', () => {
  const message = { by: BY, outcome: 'handled' };

  test('after its end nothing, and while it is handed over nothing more', () => {
    const closed = lookedCase(factsOf(), { state: { closed: { reason: 'recovered', atMs: START_MS } } });
    const handed = lookedCase(factsOf(), { state: { handledBy: BY } });
    for (const why of [whyNotResolve, whyNotPause, whyNotAssign, whyNotResume]) {
      const input = { ...message, reason: 'contested' };
      expect(why(closed, why === whyNotResolve ? message : input)).toBe(
        'the case is closed (recovered); a new debt opens a new one',
      );
      expect(why(handed, why === whyNotResolve ? message : input)).toBe(
        `the case was handed to ${BY} and is closing`,
      );
    }
  });

  test('waiting for the clearing needs something below zero', () => {
    const claimsOnly = lookedCase(factsOf({ shortfallMinor: 0, claims: [claimOf(1_500)] }));
    expect(whyNotResolve(claimsOnly, { by: BY, outcome: 'waitForClearing' })).toBe(
      'nothing is below zero, so Stripe has nothing to clear: only claims are open',
    );
    expect(whyNotResolve(lookedCase(factsOf()), { by: BY, outcome: 'waitForClearing' })).toBeNull();
  });

  test('the gate is answered once, and only a paused case is resumed', () => {
    const answered = lookedCase(factsOf(), { state: { gateAnswer: 'keepCollecting' } });
    expect(whyNotResolve(answered, { by: BY, outcome: 'agency' })).toBe(
      'the gate was answered already: keepCollecting',
    );
    expect(whyNotResume(answered, { by: BY })).toBe('the case is not paused');
  });
});

describe('what a person says', () => {
  test('takes effect at once and is put on the record next, before anything else, in its order', () => {
    let state = lookedCase(factsOf());
    state = say(state, { kind: 'assigned', by: BY, to: 'ben' });
    state = say(state, { kind: 'paused', by: BY, reason: 'contested', untilMs: dayOf(3) });
    expect(state).toMatchObject({ assignee: 'ben', pause: { by: BY } });
    expect(isPaused(state, dayOf(3) - 1)).toBe(true);
    expect(isPaused(state, dayOf(3))).toBe(false);

    const first = nextStep(state, START_MS);
    expect(first).toMatchObject({ kind: 'record', choice: { id: 1, kind: 'assigned' } });
    if (first.kind !== 'record') throw new Error('not on the record');
    state = apply(state, { ...first, kind: 'recorded', atMs: START_MS });
    expect(nextStep(state, START_MS)).toMatchObject({ kind: 'record', choice: { id: 2, kind: 'paused' } });
  });

  test('is heard once for each update id, also by the next run', () => {
    const once = say(lookedCase(factsOf()), { kind: 'assigned', by: BY, to: 'ben' }, 'u-1');
    const next = migrateCase(JSON.parse(JSON.stringify(once)) as CaseState);
    expect(say(next, { kind: 'assigned', by: BY, to: 'ben' }, 'u-1')).toEqual(next);
    expect(say(next, { kind: 'assigned', by: BY, to: 'cem' }, 'u-2').assignee).toBe('cem');
  });

  test('for an agency stops all of Recoup until somebody resumes', () => {
    const state = say(lookedCase(factsOf()), resolvedChoice({ by: BY, outcome: 'agency' }));
    expect(state).toMatchObject({ gateAnswer: 'agency', pause: { reason: 'with an agency', untilMs: null } });
    expect(say(state, { kind: 'resumed', by: BY }).pause).toBeNull();
  });

  test('a pause that had ended when it was said stops nothing', () => {
    const late = { kind: 'paused', by: BY, reason: 'late', untilMs: START_MS } as const;
    expect(say(lookedCase(factsOf()), late).pause).toBeNull();
  });

  test('while the case closes keeps it from being over until it is on the record', () => {
    const closing = say(lookedCase(factsOf({ shortfallMinor: 0 })), { kind: 'assigned', by: BY, to: 'ben' });
    const closed = apply(closing, { kind: 'closed', reason: 'recovered', atMs: START_MS });
    expect(isOver(closed)).toBe(false);
    const step = nextStep(closed, START_MS);
    expect(step).toMatchObject({ kind: 'record', choice: { kind: 'assigned' } });
    if (step.kind !== 'record') throw new Error('not on the record');

    const failed = apply(closed, { kind: 'unavailable', step: 'record:1', atMs: START_MS });
    expect(nextStep(failed, START_MS)).toMatchObject({ kind: 'wait', why: 'next try' });
    expect(isOver(apply(closed, { ...step, kind: 'recorded', atMs: START_MS }))).toBe(true);
  });

  test('stays when the case opens again; all else is read anew', () => {
    let state = say(lookedCase(factsOf()), { kind: 'assigned', by: BY, to: 'ben' }, 'u-1');
    state = say(state, { kind: 'paused', by: BY, reason: 'contested', untilMs: null });
    state = apply(state, { kind: 'hinted', upTo: 4, atMs: START_MS });
    const again = reopened({ ...state, told: ['day-1'], gateAnswer: 'keepCollecting' });
    expect(again).toMatchObject({
      assignee: 'ben',
      pause: { reason: 'contested' },
      handledUpdates: ['u-1'],
      hints: { upTo: 4 },
      facts: null,
      told: [],
      gateAnswer: null,
      closed: null,
    });
    expect(again.unrecorded.map(({ id }) => id)).toEqual([1, 2]);
  });

  test('to a state of a newer Recoup is not understood, and says what to do', () => {
    const newer = { ...lookedCase(factsOf()), schemaVersion: 2 } as unknown as CaseState;
    expect(() => migrateCase(newer)).toThrow('was written by a newer Recoup: deploy that version again');
  });
});
