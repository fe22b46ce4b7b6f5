import { describe, expect, test } from '@jest/globals';
import { whyNotAssign, whyNotPause, whyNotResolve, whyNotResume } from '../../../src/domain/case/may';
import { RESOLUTIONS, type Resolution } from '../../../src/domain/case/people';
import type { CaseFacts } from '../../../src/domain/case/facts';
import type { CaseState } from '../../../src/domain/case/state';
import type { ClaimId } from '../../../src/domain/ids';
import { askOf, claimOf, debitOf, debited, factsOf, lookedCase } from '../../support/case-facts';
import { START_MS } from '../../support/case-world';

const BY = 'ana@example.com';
const PAUSE = { by: 'ben', reason: 'contested', untilMs: null };

/** A message of each kind that fits an open case of 15 000 below zero with one claim. */
const FITTING: Readonly<Record<Resolution['outcome'], Partial<Resolution>>> = {
  handled: {},
  waitForClearing: {},
  keepCollecting: {},
  agency: {},
  reject: {},
  forgive: {},
  advance: { amountMinor: 15_000 },
  paidOutside: { amountMinor: 5, reference: 'wire 1' },
  writeOffClaim: {},
};
const why = (
  outcome: Resolution['outcome'],
  more: {
    readonly state?: Partial<CaseState>;
    readonly facts?: Partial<CaseFacts>;
  } & Partial<Resolution> = {},
  updateId: string | null = 'u-9',
) => {
  const { state = {}, facts = {}, ...message } = more;
  const found = factsOf({ claims: [claimOf(700)], ...facts });
  return whyNotResolve(
    lookedCase(found, { state }),
    { by: BY, outcome, ...FITTING[outcome], ...message },
    updateId,
  );
};

describe('what fits', () => {
  test.each(RESOLUTIONS)('%s has nothing against it', (outcome) => {
    expect(why(outcome)).toBeNull();
    expect(why(outcome, {}, null)).toBeNull();
  });

  test.each(['handled', 'waitForClearing', 'keepCollecting', 'agency', 'reject'] as const)(
    '%s may be said before the first look, and while the case is paused',
    (outcome) => {
      expect(why(outcome, { state: { facts: null } })).toBeNull();
      expect(why(outcome, { state: { pause: PAUSE } })).toBeNull();
    },
  );
});

test('a case of claims alone may be handed over', () => {
  expect(why('handled', { facts: { shortfallMinor: 0 } })).toBeNull();
});

describe('the gate', () => {
  test.each(['keepCollecting', 'agency', 'reject'] as const)('is answered once: %s', (outcome) => {
    expect(why(outcome, { state: { gateAnswer: 'agency' } })).toBe('the gate was answered already: agency');
  });

  test('that was answered is no obstacle to what is no answer to it', () => {
    expect(why('handled', { state: { gateAnswer: 'agency' } })).toBeNull();
    expect(why('forgive', { state: { gateAnswer: 'agency' } })).toBeNull();
  });
});

describe('what moves money or lets it go', () => {
  const ASKS = ['forgive', 'advance', 'paidOutside', 'writeOffClaim'] as const;

  test.each(ASKS)('waits for the first look: %s', (outcome) => {
    expect(why(outcome, { state: { facts: null } })).toBe(
      'the case has not looked yet: ask again in a moment',
    );
  });

  test.each(ASKS)('waits for the end of a pause: %s', (outcome) => {
    expect(why(outcome, { state: { pause: PAUSE } })).toBe(
      'the case is paused by ben (contested): resume it first',
    );
  });

  test.each(ASKS)('needs an id that fits into keys: %s', (outcome) => {
    expect(why(outcome, {}, 'a b')).toContain('a b');
  });

  test('an id that does not fit is no obstacle to what moves nothing', () => {
    expect(why('handled', {}, 'a b')).toBeNull();
  });

  describe('is asked once', () => {
    const claim = claimOf(700).claimId;
    const waiting = [
      askOf('forgive', { id: 'u-1' }),
      askOf('paidOutside', { id: 'u-2', reference: 'wire 1' }),
      askOf('writeOffClaim', { id: 'u-3', claim }),
    ];
    const state = { asks: waiting };
    const already = (id: string) => `the same was asked already, as ${id}, and is not done yet`;

    test.each<[string, Resolution['outcome'], Partial<Resolution>, string | null]>([
      ['the same outcome', 'forgive', {}, already('u-1')],
      ['the same outcome, of another amount', 'forgive', { amountMinor: 5 }, already('u-1')],
      ['another outcome', 'advance', {}, null],
      ['the same payment', 'paidOutside', {}, already('u-2')],
      ['another payment', 'paidOutside', { reference: 'wire 2' }, null],
      ['the same claim', 'writeOffClaim', { claim }, already('u-3')],
      ['all claims', 'writeOffClaim', {}, null],
    ])('%s', (_what, outcome, message, expected) => {
      expect(why(outcome, { state, ...message })).toBe(expected);
    });
  });

  test('a payment is entered once, also when it is done', () => {
    const state = { references: ['wire 1'] };
    expect(why('paidOutside', { state })).toBe('the payment wire 1 was entered for this case already');
    expect(why('paidOutside', { state, reference: 'wire 2' })).toBeNull();
  });
});

describe('a credit', () => {
  const provisional = { shortfallMinor: 0, ...debited(debitOf('provisional')) };

  test.each<[string, Partial<CaseFacts>, number | null, string | null]>([
    ['of all', {}, null, null],
    ['of just all', {}, 15_000, null],
    ['of more', {}, 15_001, 'amountMinor 15001 is above the shortfall of 150.00 USD'],
    ['of what a debit has paid for the time being', provisional, 15_000, null],
    ['of more than that', provisional, 15_001, 'amountMinor 15001 is above the shortfall of 150.00 USD'],
    [
      'of what is owed as claims alone',
      { shortfallMinor: 0 },
      null,
      'nothing is below zero; what is still owed are claims: writeOffClaim lets them go',
    ],
  ])('%s', (_what, facts, amountMinor, expected) => {
    for (const outcome of ['forgive', 'advance'] as const) {
      expect(why(outcome, { facts, amountMinor })).toBe(expected);
    }
  });
});

describe('a claim is let go', () => {
  const named = (id: string) => ({ ...claimOf(700), claimId: id as ClaimId });
  const two = { claims: [named('cl_1'), named('cl_2')] };

  test.each<[string, Partial<CaseFacts>, string | null, string | null]>([
    ['all of them', two, null, null],
    ['the first', two, 'cl_1', null],
    ['the second', two, 'cl_2', null],
    ['not one that is not open', two, 'cl_3', 'cl_3 is not open here; open are cl_1, cl_2'],
    ['not where none is', { claims: [] }, null, 'no claim is open'],
    ['not one where none is', { claims: [] }, 'cl_1', 'no claim is open'],
  ])('%s', (_what, facts, claim, expected) => {
    expect(why('writeOffClaim', { facts, claim })).toBe(expected);
  });
});

describe('a pause', () => {
  const paused = lookedCase(factsOf(), { state: { pause: PAUSE } });
  const open = lookedCase(factsOf());

  test('is begun and ended by whoever says who they are', () => {
    expect(whyNotPause(open, { by: BY, reason: 'contested' })).toBeNull();
    expect(whyNotResume(paused, { by: BY })).toBeNull();
    expect(whyNotAssign(open, { by: BY, to: 'ben' })).toBeNull();
  });

  test('is not ended by nobody, and not where there is none', () => {
    expect(whyNotResume(paused, {})).toBe('by is missing: say who decides, by name or address');
    expect(whyNotResume(open, { by: BY })).toBe('the case is not paused');
    expect(whyNotAssign(open, {})).toBe('by is missing: say who decides, by name or address');
  });

  test('of a case that is over is nobody’s any more', () => {
    const closed = { ...paused, closed: { reason: 'let_go' as const, atMs: START_MS } };
    expect(whyNotResume(closed, { by: BY })).toBe('the case is closed (let_go); a new debt opens a new one');
  });
});
