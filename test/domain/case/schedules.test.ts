import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ASK_OUTCOMES, isCredit } from '../../../src/domain/case/asks';
import { unsettledDebit } from '../../../src/domain/case/facts';
import { isPaused, type CaseState } from '../../../src/domain/case/state';
import type { CaseStep } from '../../../src/domain/case/step';
import { type Happening, CaseRun } from '../../support/case-schedule';
import { CASE_POLICY, CaseWorld, GAP_MS } from '../../support/case-world';
import { SCHEDULES, SHARES_COUNT } from '../../support/schedules';

const SEED = Number(process.env.RECOUP_TEST_SEED ?? 20_261_122);

interface Schedule {
  readonly startMinor: number;
  readonly claimMinor: number;
  readonly knowsCurrency: boolean;
  readonly happenings: readonly Happening[];
}

const happening: fc.Arbitrary<Happening> = fc.tuple(
  fc.nat(39),
  fc.oneof(fc.nat(3), fc.nat(72), fc.integer({ min: 200, max: 1500 })),
  fc.nat(99),
);

const schedule: fc.Arbitrary<Schedule> = fc.record({
  startMinor: fc.constantFrom(0, 300, 5_000, 15_000, 40_000),
  claimMinor: fc.constantFrom(0, 0, 400, 1_500),
  knowsCurrency: fc.constantFrom(true, true, true, false),
  happenings: fc.array(happening, { minLength: 4, maxLength: 22 }),
});

function expectSound(world: CaseWorld, step: CaseStep, state: CaseState): void {
  const { facts } = state;
  switch (step.kind) {
    case 'wait':
      if (step.untilMs !== null) expect(step.untilMs).toBeGreaterThan(world.nowMs);
      return;
    case 'collect':
      expect(step.amountMinor).toBeGreaterThan(0);
      expect(step.amountMinor).toBeLessThanOrEqual(step.claim.openMinor);
      if (step.claim.reservedMinor > 0) {
        // Asked for before: nothing but the very same, to learn what became of it.
        expect(step.amountMinor).toBe(step.claim.reservedMinor);
        expect(isPaused(state, world.nowMs)).toBe(false);
        return;
      }
      expect(step.amountMinor).toBeLessThanOrEqual(facts?.availableMinor ?? 0);
      expect(facts?.reachable === true || step.claim.form === 'reversal').toBe(true);
      expectMayAct(world, state);
      return;
    case 'answer':
      expect(isPaused(state, world.nowMs)).toBe(false);
      expect(state.movesSeen).toBe(state.movesMade);
      expect(world.answered.has(step.ask.id)).toBe(false);
      // No credit meets a debit that may still pay, or come back (R18).
      if (isCredit(step.ask)) expect(facts === null ? null : unsettledDebit(facts)).toBeUndefined();
      return;
    case 'releaseHold':
      expect(world.nowMs).toBeGreaterThanOrEqual(facts?.holdLimit?.endMs ?? Infinity);
      return;
    case 'enableDebit':
    case 'hold':
      expect(facts?.reachable).toBe(true);
      expectMayAct(world, state);
      return;
    case 'tell':
      expect(state.told).not.toContain(step.rung);
      if (isPaused(state, world.nowMs)) expect(step.audiences).not.toContain('seller');
      return;
    case 'close':
      expect(facts?.unsettledMoves).toBe(0);
      if (step.reason === 'handled') expect(state.handledBy).not.toBeNull();
      else expect(state.answeredHints).toBe(state.hints.counted);
      return;
    case 'look':
    case 'record':
    case 'attend':
      return;
  }
}

function expectMayAct(world: CaseWorld, state: CaseState): void {
  expect(isPaused(state, world.nowMs)).toBe(false);
  expect(state.policy?.knowsCurrency).toBe(true);
  expect(state.movesSeen).toBe(state.movesMade);
  expect(world.nowMs - (state.facts?.startedMs ?? -Infinity)).toBeLessThan(GAP_MS);
}

describe('a case under any schedule of hints, clocks, refusals, people and policies', () => {
  test(`acts on fresh facts, repeats nothing and never closes what is owed, in ${SCHEDULES} schedules (seed ${SEED})`, async () => {
    const times: { [what: string]: number } = {};
    const count = (what: string): void => {
      times[what] = (times[what] ?? 0) + 1;
    };
    await fc.assert(
      fc.asyncProperty(schedule, async (given) => {
        const world = new CaseWorld({ ...CASE_POLICY, knowsCurrency: given.knowsCurrency });
        if (given.startMinor > 0) world.lose(given.startMinor);
        if (given.claimMinor > 0) world.claim(given.claimMinor);
        const run = new CaseRun(world, (step, state) => expectSound(world, step, state));
        await run.run(given.happenings);
        for (const kind of run.steps.keys()) count(`step ${kind}`);
        const { closed } = run.state;
        count(closed === null ? 'open' : `closed ${closed.reason}`);
        if (closed !== null && closed.reason !== 'handled') {
          expect(world.availableMinor >= 0 || world.losses === 'stripe').toBe(true);
          expect(world.claims.reduce((sum, claim) => sum + claim.openMinor, 0)).toBe(0);
        }
        for (const { ask, doneMinor } of world.answered.values()) {
          count(`done ${ask.outcome}`);
          if (ask.amountMinor !== null) expect(doneMinor).toBeLessThanOrEqual(ask.amountMinor);
        }
        expect(new Set(world.tells.map((tell) => tell.rung)).size).toBe(world.tells.length);
      }),
      { numRuns: SCHEDULES, seed: SEED },
    );
    if (!SHARES_COUNT) return;
    const share = (what: string): number => (times[what] ?? 0) / SCHEDULES;
    for (const kind of [
      'look',
      'record',
      'attend',
      'hold',
      'collect',
      'enableDebit',
      'answer',
      'releaseHold',
      'tell',
      'close',
      'wait',
    ]) {
      expect({ kind, often: share(`step ${kind}`) >= 0.01 }).toEqual({ kind, often: true });
    }
    for (const outcome of ASK_OUTCOMES) {
      expect({ outcome, often: share(`done ${outcome}`) >= 0.01 }).toEqual({ outcome, often: true });
    }
    for (const reason of ['nothing_owed', 'recovered', 'let_go', 'handled']) {
      expect({ reason, often: share(`closed ${reason}`) >= 0.01 }).toEqual({ reason, often: true });
    }
  }, 120_000);
});
