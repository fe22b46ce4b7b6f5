import { describe, expect, test } from '@jest/globals';
import { DAY_MS } from '../../../src/domain/clock';
import { apply } from '../../../src/domain/case/apply';
import type { CaseFacts } from '../../../src/domain/case/facts';
import { gateIsOpen, rungDue, rungsAhead } from '../../../src/domain/case/ladder';
import { nextStep } from '../../../src/domain/case/next-step';
import type { CaseState } from '../../../src/domain/case/state';
import { claimOf, dayOf, debitOf, debited, factsOf, lookedCase } from '../../support/case-facts';
import { CASE_POLICY } from '../../support/case-world';

const PAUSE = { by: 'ana', reason: 'contested', untilMs: null };

/** What is said at an instant, with whom it reaches and what it stands for. */
function said(facts: CaseFacts, atMs: number, state: Partial<CaseState> = {}) {
  const step = rungDue(lookedCase(facts, { state }), CASE_POLICY, facts, atMs);
  return step === null ? null : { rung: step.rung, to: step.audiences, collapsed: step.collapsed };
}

describe('the ladder of notices', () => {
  test('says nothing before its first day, nor below the amount worth a word', () => {
    expect(said(factsOf(), dayOf(1) - 1)).toBeNull();
    expect(said(factsOf({ shortfallMinor: 499 }), dayOf(20))).toBeNull();
  });

  test('says a rung on its day, once', () => {
    expect(said(factsOf(), dayOf(1))).toEqual({ rung: 'day-1', to: ['seller'], collapsed: [] });
    expect(said(factsOf(), dayOf(1), { told: ['day-1'] })).toBeNull();
  });

  test('says a rung of just what is worth a word', () => {
    expect(said(factsOf({ shortfallMinor: 500 }), dayOf(1))).toMatchObject({ rung: 'day-1' });
  });

  test('collapses rungs of one day into the one that is said', () => {
    const both = { ...CASE_POLICY, firstNoticeMs: 14 * DAY_MS };
    const facts = factsOf();
    expect(rungDue(lookedCase(facts, { policy: both }), both, facts, dayOf(14))).toMatchObject({
      rung: 'day-14',
      collapsed: ['day-1'],
    });
  });

  test('collapses overdue rungs into the latest', () => {
    expect(said(factsOf(), dayOf(46))).toEqual({
      rung: 'day-45',
      to: ['team'],
      collapsed: ['day-1', 'day-14'],
    });
  });

  test('collapses only into a rung that somebody may hear: what comes later for the seller waits', () => {
    const policy = {
      ...CASE_POLICY,
      ladder: [
        { name: 'day-1', day: 1, audiences: ['seller'] as const },
        { name: 'day-2', day: 2, audiences: ['team'] as const },
        { name: 'day-3', day: 3, audiences: ['seller'] as const },
      ],
    };
    const facts = factsOf();
    const paused = lookedCase(facts, { state: { pause: PAUSE } });
    expect(rungDue(paused, policy, facts, dayOf(4))).toMatchObject({
      rung: 'day-2',
      audiences: ['team'],
      collapsed: ['day-1'],
    });
    const after = lookedCase(facts, { state: { told: ['day-1', 'day-2'] } });
    expect(rungDue(after, policy, facts, dayOf(4))).toMatchObject({ rung: 'day-3', audiences: ['seller'] });
  });

  test.each([
    ['the case is paused', factsOf(), { pause: PAUSE }],
    ['funds on their way cover what is owed', factsOf({ pendingMinor: 15_000 }), {}],
    ['the account cannot be reached', factsOf({ reachable: false }), {}],
  ])('spares the seller while %s, and the team still hears', (_why, facts, state) => {
    expect(said(facts, dayOf(1), state)).toBeNull();
    expect(said(facts, dayOf(14), state)).toEqual({ rung: 'day-14', to: ['team'], collapsed: ['day-1'] });
  });

  test('hears the seller again when the pause has ended by its date', () => {
    const state = { pause: { ...PAUSE, untilMs: dayOf(10) } };
    expect(said(factsOf(), dayOf(10) - 1, state)).toBeNull();
    expect(said(factsOf(), dayOf(10), state)).toMatchObject({ rung: 'day-1', to: ['seller'] });
  });

  test('is silent while a person waits for the clearing, and still tells of a returned debit', () => {
    const quiet = { waitForClearing: true };
    expect(said(factsOf(), dayOf(50), quiet)).toBeNull();
    expect(said(factsOf(debited(debitOf('returned', 'account_closed'))), dayOf(5), quiet)).toMatchObject({
      rung: 'debit-returned-po_1',
      to: ['team'],
    });
  });

  test('tells of returned debits before its days, the oldest first, with their number', () => {
    const facts = factsOf(
      debited(
        debitOf('returned', 'account_closed', 'po_2'),
        debitOf('returned', 'insufficient_funds', 'po_1'),
      ),
    );
    const first = rungDue(lookedCase(facts), CASE_POLICY, facts, dayOf(14));
    expect(first?.about).toMatchObject({
      kind: 'returnedDebit',
      failureCode: 'insufficient_funds',
      returned: 1,
    });
    const second = rungDue(
      lookedCase(facts, { state: { told: ['debit-returned-po_1'] } }),
      CASE_POLICY,
      facts,
      dayOf(14),
    );
    expect(second?.about).toMatchObject({
      kind: 'returnedDebit',
      failureCode: 'account_closed',
      returned: 2,
    });
  });

  test('goes on after the clearing: the clearing itself, then statements by its own day', () => {
    const cleared = [{ collectionTransfer: 'ct_1', amountMinor: 15_000, atMs: dayOf(180) }];
    const facts = factsOf({ shortfallMinor: 0, cleared, claims: [claimOf(15_000, 'cleared')] });
    const told = CASE_POLICY.ladder.map(({ name }) => name);
    expect(said(facts, dayOf(180), { told })).toMatchObject({
      rung: 'cleared-ct_1',
      to: ['seller', 'finance'],
    });
    const since = [...told, 'cleared-ct_1'];
    expect(said(facts, dayOf(209), { told: since })).toBeNull();
    expect(said(facts, dayOf(210), { told: since })).toMatchObject({ rung: 'statement-30', to: ['seller'] });
  });

  test('tells finance a week ahead what Stripe is about to take, only where Stripe will', () => {
    const told = CASE_POLICY.ladder.map(({ name }) => name);
    expect(said(factsOf(), dayOf(173), { told })).toMatchObject({ rung: 'forecast', to: ['finance'] });
    expect(said(factsOf({ losses: 'unknown' }), dayOf(173), { told })).toBeNull();
  });
});

describe('the rungs ahead', () => {
  const cleared = [
    { collectionTransfer: 'ct_1', amountMinor: 700, atMs: dayOf(180) },
    { collectionTransfer: 'ct_2', amountMinor: 700, atMs: dayOf(200) },
  ];
  const claims = [claimOf(700)];
  const ahead = (facts: Partial<CaseFacts>, state: Partial<CaseState> = {}, policy = CASE_POLICY) => {
    const found = factsOf(facts);
    return rungsAhead(lookedCase(found, { state, policy }), policy, found).map(
      ({ name, day, dueMs, audiences }) =>
        `${name} ${day} ${(dueMs - dayOf(0)) / DAY_MS} ${audiences.join('+')}`,
    );
  };

  test('are in the order of their days, with whom they reach', () => {
    expect(ahead({ claims })).toEqual([
      'day-1 1 1 seller',
      'day-14 14 14 seller+team',
      'day-45 45 45 team',
      'day-150 150 150 decider',
      'day-160 160 160 decider',
      'forecast 173 173 finance',
      'write-off-proposed 365 365 finance',
    ]);
  });

  test('leave out what was told', () => {
    expect(ahead({}, { told: ['day-1', 'day-14', 'day-45', 'forecast'] })).toEqual([
      'day-150 150 150 decider',
      'day-160 160 160 decider',
    ]);
  });

  test('leave out the gate where it is answered, and nothing else', () => {
    expect(ahead({}, { gateAnswer: 'agency', told: ['day-1', 'day-14'] })).toEqual([
      'day-45 45 45 team',
      'forecast 173 173 finance',
    ]);
  });

  test('count statements and old claims from the last clearing', () => {
    const told = ['day-1', 'day-14', 'day-45'];
    expect(ahead({ shortfallMinor: 0, claims, cleared }, { told })).toEqual([
      'statement-30 30 230 seller',
      'statement-90 90 290 seller',
      'write-off-proposed 365 565 finance',
    ]);
    expect(ahead({ shortfallMinor: 0, claims: [], cleared }, { told })).toEqual([]);
    expect(ahead({ shortfallMinor: 0, claims, cleared: [] }, { told })).toEqual([
      'write-off-proposed 365 365 finance',
    ]);
  });

  test('are in the order in which they fall due, where the policy’s quiet puts some off', () => {
    const policy = { ...CASE_POLICY, firstNoticeMs: 200 * DAY_MS };
    expect(ahead({}, {}, policy)).toEqual([
      'day-45 45 45 team',
      'day-150 150 150 decider',
      'day-160 160 160 decider',
      'forecast 173 173 finance',
      'day-1 1 200 seller',
      'day-14 14 200 seller+team',
    ]);
  });

  test.each<[string, Partial<CaseFacts>]>([
    ['nothing is below zero', { shortfallMinor: 0, claims }],
    ['Stripe bears the losses', { losses: 'stripe' }],
  ])('have no forecast where %s', (_what, facts) => {
    expect(ahead(facts).join()).not.toContain('forecast');
  });
});

describe('a debt that grows', () => {
  const announced = { announcedMinor: 15_000, told: ['day-1'] };

  test('is announced again, once, when it grew by share and amount', () => {
    expect(said(factsOf({ shortfallMinor: 25_000 }), dayOf(3), announced)).toMatchObject({ rung: 'grown' });
    const again = { ...announced, told: ['day-1', 'grown'] };
    expect(said(factsOf({ shortfallMinor: 90_000 }), dayOf(3), again)).toBeNull();
  });

  test('is not, for a large share of little or a small share of much', () => {
    expect(said(factsOf({ shortfallMinor: 24_999 }), dayOf(3), announced)).toBeNull();
    const much = { announcedMinor: 100_000, told: ['day-1'] };
    expect(said(factsOf({ shortfallMinor: 149_999 }), dayOf(3), much)).toBeNull();
    expect(said(factsOf({ shortfallMinor: 150_000 }), dayOf(3), much)).toMatchObject({ rung: 'grown' });
  });

  test('waits with it while the seller is spared', () => {
    const paused = { ...announced, pause: PAUSE };
    expect(said(factsOf({ shortfallMinor: 25_000 }), dayOf(3), paused)).toBeNull();
  });
});

describe('the gate', () => {
  test.each<[string, Partial<CaseFacts>, boolean]>([
    ['while something is below zero', {}, true],
    ['not where only claims are open', { shortfallMinor: 0, claims: [claimOf(700)] }, false],
    [
      'not after Stripe cleared',
      { cleared: [{ collectionTransfer: 'ct_1', amountMinor: 700, atMs: dayOf(180) }] },
      false,
    ],
  ])('is open %s', (_what, change, expected) => {
    const facts = factsOf(change);
    expect(gateIsOpen(lookedCase(facts, { state: { told: ['day-150'] } }), CASE_POLICY, facts)).toBe(
      expected,
    );
  });

  const asked = { told: ['day-1', 'day-14', 'day-45', 'day-150', 'day-160', 'forecast'] };

  test('opens with its rung and is asked again only while nobody has answered', () => {
    const facts = factsOf();
    expect(gateIsOpen(lookedCase(facts), CASE_POLICY, facts)).toBe(false);
    expect(gateIsOpen(lookedCase(facts, { state: { told: ['day-150'] } }), CASE_POLICY, facts)).toBe(true);
    const answered = lookedCase(facts, { state: { told: ['day-150'], gateAnswer: 'agency' } });
    expect(gateIsOpen(answered, CASE_POLICY, facts)).toBe(false);
    expect(rungsAhead(answered, CASE_POLICY, facts).map(({ name }) => name)).not.toContain('day-160');
  });

  test('falls to the default of the policy when Stripe is about to clear, on the record', () => {
    const facts = factsOf({ collectionsReadMs: dayOf(180) });
    const before = lookedCase(facts, { state: { ...asked, raised: ['gate'] }, atMs: dayOf(180) - 1 });
    expect(nextStep(before, dayOf(180) - 1)).toMatchObject({ kind: 'wait', untilMs: dayOf(180) });

    const state = lookedCase(facts, { state: { ...asked, raised: ['gate'] }, atMs: dayOf(180) });
    const step = nextStep(state, dayOf(180));
    expect(step).toMatchObject({
      kind: 'record',
      choice: { kind: 'defaulted', by: 'policy', outcome: 'keepCollecting' },
      attend: { raise: [], settle: ['gate'] },
    });
    if (step.kind !== 'record') throw new Error('not on the record');
    const recorded = apply(state, { ...step, kind: 'recorded', atMs: dayOf(180) });
    expect(recorded).toMatchObject({ gateAnswer: 'keepCollecting', unrecorded: [], raised: [] });
  });
});
