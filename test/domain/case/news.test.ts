import { describe, expect, test } from '@jest/globals';
import { apply } from '../../../src/domain/case/apply';
import { rungDue } from '../../../src/domain/case/ladder';
import { nextStep } from '../../../src/domain/case/next-step';
import type { CaseFacts } from '../../../src/domain/case/facts';
import type { CasePolicy } from '../../../src/domain/case/policy';
import type { CaseState } from '../../../src/domain/case/state';
import { HOUR_MS } from '../../../src/domain/clock';
import { dayOf, factsOf, lookedCase } from '../../support/case-facts';
import { CASE_POLICY, START_MS } from '../../support/case-world';

function told(
  facts: CaseFacts,
  atMs: number,
  { state = {}, policy = CASE_POLICY }: { state?: Partial<CaseState>; policy?: CasePolicy } = {},
) {
  const step = rungDue(lookedCase(facts, { state, policy }), policy, facts, atMs);
  return step === null ? null : { rung: step.rung, to: step.audiences, about: step.about };
}

const notice = { runsUntilMs: dayOf(3), debitedAboutMs: dayOf(6) };
const announced = factsOf({
  debit: { possible: 'yes', enabled: false, debits: [], expectedByMs: null, notice },
});

describe('news that is told at once', () => {
  test('finance hears of much money, once', () => {
    const much = factsOf({ shortfallMinor: 250_000 });
    expect(told(much, START_MS)).toMatchObject({ rung: 'finance', to: ['finance'] });
    expect(told(much, START_MS, { state: { told: ['finance'] } })).toBeNull();
    expect(told(factsOf({ shortfallMinor: 249_999 }), START_MS)).toBeNull();
  });

  test('the team hears that the limit of a hold is near', () => {
    const facts = factsOf({ holdLimit: { warnMs: dayOf(69), endMs: dayOf(90) } });
    expect(told(facts, dayOf(69))).toEqual({
      rung: 'hold-limit',
      to: ['team'],
      about: { kind: 'holdLimit', endsMs: dayOf(90) },
    });
    expect(told({ ...facts, holdSet: false }, dayOf(69))?.rung).not.toBe('hold-limit');
  });

  test('the seller hears of a debit to come, if they may hear anything', () => {
    expect(told(announced, START_MS)).toEqual({
      rung: 'debit-expected',
      to: ['seller'],
      about: { kind: 'debitExpected', amountMinor: 15_000, onMs: dayOf(6) },
    });
    expect(told({ ...announced, pendingMinor: 15_000 }, START_MS)).toBeNull();
  });
});

describe('the beginning', () => {
  test('is quiet towards the seller for as long as the policy says, whatever the ladder', () => {
    const policy = {
      ...CASE_POLICY,
      ladder: [{ name: 'day-0', day: 0, audiences: ['seller', 'team'] as const }],
      firstNoticeMs: 5 * HOUR_MS,
    };
    expect(told(factsOf(), START_MS + 5 * HOUR_MS - 1, { policy })).toBeNull();
    expect(told(factsOf(), START_MS + 5 * HOUR_MS, { policy })).toMatchObject({ rung: 'day-0' });
  });
});

describe('a bank debit that its scheme wants announced', () => {
  const state = lookedCase(announced);

  test('is not switched on before its notice was given and has run', () => {
    expect(nextStep(state, START_MS)).toMatchObject({ kind: 'tell', rung: 'debit-expected' });
    const said = apply(state, {
      kind: 'told',
      rung: 'debit-expected',
      collapsed: [],
      owedMinor: 15_000,
      toSeller: true,
      attend: { raise: [], settle: [] },
      atMs: START_MS,
    });
    const waits = nextStep(said, START_MS);
    expect(waits.kind).toBe('wait');
    const looked = { ...said, learntMs: dayOf(3), told: [...said.told, 'day-1'] };
    expect(nextStep(looked, dayOf(3) - 1)).toMatchObject({ kind: 'wait', untilMs: dayOf(3) });
    expect(nextStep(looked, dayOf(3))).toEqual({ kind: 'enableDebit' });
  });
});

describe('a hold at its limit', () => {
  const facts = factsOf({ holdLimit: { warnMs: dayOf(69), endMs: dayOf(90) } });
  const state = lookedCase(facts, {
    state: {
      gateAnswer: 'keepCollecting',
      told: ['hold-limit', ...CASE_POLICY.ladder.map(({ name }) => name)],
      raised: ['hold_limit'],
    },
    atMs: dayOf(90),
  });

  test('is given up, and not set again', () => {
    expect(nextStep(state, dayOf(90))).toEqual({ kind: 'releaseHold' });
    const released = apply(state, { kind: 'releasedHold', outcome: { kind: 'switched' }, atMs: dayOf(90) });
    expect(released).toMatchObject({ holdGivenUp: true, facts: { holdSet: false } });
    expect(nextStep({ ...released, raised: [] }, dayOf(90)).kind).toBe('wait');
  });

  test('that Stripe does not let go of is tried again the next day', () => {
    const outcome = { kind: 'refused', code: 'account_unreachable' } as const;
    const refused = apply(state, { kind: 'releasedHold', outcome, atMs: dayOf(90) });
    expect(nextStep(refused, dayOf(90)).kind).toBe('wait');
    expect(nextStep(refused, dayOf(91))).toEqual({ kind: 'releaseHold' });
  });
});
