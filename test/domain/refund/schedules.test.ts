import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isFresh, type RefundState } from '../../../src/domain/refund/state';
import type { RefundStep } from '../../../src/domain/refund/steps';
import { waitsForAnswer } from '../../../src/domain/refund/target';
import type { AccountId } from '../../../src/domain/ids';
import { openClaims } from '../../support/dispute-world-parts';
import { CAPTURED, fairOf, GAP_MS, RefundRun, type Schedule } from '../../support/refund-schedule';
import { type Act, ACTS } from '../../support/refund-schedule-acts';
import type { RefundWorld } from '../../support/refund-world';
import { SCHEDULES, SHARES_COUNT } from '../../support/schedules';

const SEED = Number(process.env.RECOUP_TEST_SEED ?? 20_261_123);

const act: fc.Arbitrary<Act> = fc.tuple(fc.nat(ACTS - 1), fc.nat(12_000), fc.nat(99));
const schedule: fc.Arbitrary<Schedule> = fc.record({
  model: fc.constantFrom('destination', 'destination', 'three_sellers', 'three_sellers', 'direct'),
  subject: fc.constantFrom('asked', 'asked', 'seen', 'seen', 'failed_payment'),
  amountMinor: fc.option(fc.integer({ min: 1, max: CAPTURED + 5 })),
  applicationFee: fc.constantFrom('keep', 'keep', 'return'),
  notReversed: fc.constantFrom('reverse', 'reverse', 'ask', 'claim', 'keep'),
  withTransfer: fc.boolean(),
  before: fc.array(fc.tuple(fc.constantFrom(4, 5, 5, 8, 17, 17, 24, 26), fc.nat(12_000), fc.nat(99)), {
    maxLength: 2,
  }),
  acts: fc.array(act, { minLength: 4, maxLength: 20 }),
});

/** What each seller should bear and does bear, as it was when the flow last looked. */
type AtLook = ReadonlyMap<
  AccountId,
  { readonly fair: number | null; readonly borne: number; readonly letGo: number }
>;

function atLook(world: RefundWorld): AtLook {
  const bears = world.sellers.map(({ account, principal }) => {
    const borne = principal.takenMinor + openClaims(principal);
    return [account, { fair: fairOf(world, account), borne, letGo: principal.writtenOffMinor }] as const;
  });
  return new Map(bears);
}

const isAsking = ({ look, policy }: RefundState): boolean =>
  look !== null && policy !== null && waitsForAnswer(look.facts, policy);

/** Why a step must not be taken in this state, or null. */
function unsound(step: RefundStep, state: RefundState, world: RefundWorld, seen: AtLook): string | null {
  if (step.kind === 'wait') {
    return (step.untilMs ?? Infinity) > world.nowMs ? null : 'a wait that ends before it begins';
  }
  if (step.kind === 'close') return isAsking(state) ? 'an end while a person is asked' : null;
  if (step.kind !== 'refund' && step.kind !== 'reverse' && step.kind !== 'giveBack') return null;
  const facts = state.look?.facts;
  if (!isFresh(state)) return 'money on facts from before the last move';
  if (facts === undefined || world.nowMs - facts.startedMs >= GAP_MS) return 'money on old facts';
  if (facts.unsettled.length > 0) return 'money while an outcome is unknown';
  if (step.kind === 'refund') {
    if (facts.made !== null) return 'a second refund';
    if (facts.charge?.disputed !== 'no') return 'a refund that a dispute forbids';
    return null;
  }
  const { move } = step;
  const part = seen.get(move.account);
  if (part === undefined || part.fair === null) return 'money where nobody can tell whose it is';
  if (step.kind === 'giveBack') {
    return part.borne - move.amountMinor >= part.fair ? null : 'more given back than is due';
  }
  const taken = move.kind === 'reversal' ? move.amountMinor - move.applicationFeeMinor : move.amountMinor;
  return part.borne + part.letGo + taken <= part.fair ? null : 'more taken than is due';
}

function expectRest({ world, state }: RefundRun): void {
  expect(state.closed).not.toBeNull();
  expect(world.refundsMade).toBeLessThanOrEqual(1);
  for (const { account, principal } of world.sellers) {
    const fair = fairOf(world, account);
    if (fair === null) continue;
    const borne = principal.takenMinor + openClaims(principal);
    if (world.giveBack !== 'keep') expect(borne).toBeLessThanOrEqual(fair);
    expect(fair).toBeLessThanOrEqual(borne + principal.writtenOffMinor);
  }
}

describe('a refund under any schedule of hints, clocks, refusals, people and policies', () => {
  test(`comes to rest where the rules say, in ${SCHEDULES} schedules (seed ${SEED})`, async () => {
    const times: { [what: string]: number } = {};
    await fc.assert(
      fc.asyncProperty(schedule, fc.constantFrom('succeeded', 'failed'), async (drawn, status) => {
        const chosen = new Set<string>();
        // A reset goes back to an earlier look, which saw what it saw.
        const looks = new WeakMap<object, AtLook>();
        const run = new RefundRun(drawn, (step, state, world) => {
          const seen = (state.look === null ? undefined : looks.get(state.look)) ?? atLook(world);
          if (state.look !== null) looks.set(state.look, seen);
          const problem = unsound(step, state, world, seen);
          if (problem !== null) throw new Error(`${problem}: ${JSON.stringify(step)}`);
          if (step.kind === 'wait') return;
          const choice = JSON.stringify([run.generation, step, { ...state, timeline: [] }]);
          // An equal state that chooses an equal step again would do so for ever.
          if (chosen.has(choice)) throw new Error(`chosen twice: ${choice}`);
          chosen.add(choice);
        });
        await run.carryOut();
        await run.comeToRest(status);
        expectRest(run);
        for (const what of run.seen) times[what] = (times[what] ?? 0) + 1;
      }),
      { numRuns: SCHEDULES, seed: SEED },
    );
    const wanted = [
      ...['look', 'refund:with', 'refund:plain', 'reverse', 'giveBack', 'settleMove', 'releaseClaims'],
      ...['openClaim:reversal', 'openClaim:rest', 'tell:refundTaken', 'tell:refundGivenBack', 'wait'],
      ...['not_made', 'taken', 'claimed', 'given_back', 'platform_bears', 'nothing_to_bear'].map(
        (reason) => `close:${reason}`,
      ),
      ...[
        ...['refund_not_made', 'refund_locked', 'refund_not_reversed', 'unknown_status', 'whose_share'],
        ...['above_cap', 'transfer_elsewhere', 'stripe_bears_losses', 'give_back_late'],
        ...['held_for_a_person', 'outcome_unknown', 'unavailable'],
      ].map((kind) => `attend:${kind}`),
    ];
    if (!SHARES_COUNT) return;
    const rare = wanted.filter((what) => (times[what] ?? 0) < SCHEDULES / 100);
    expect(rare.map((what) => `${what}: ${times[what] ?? 0}`)).toEqual([]);
  }, 300_000);
});
