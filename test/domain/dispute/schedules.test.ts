import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isFresh, isUntouched } from '../../../src/domain/dispute/state';
import type { DisputeState } from '../../../src/domain/dispute/state';
import { accountOf, type DisputeStep } from '../../../src/domain/dispute/steps';
import type { DisputeWorld } from '../../support/dispute-world';
import { openClaims, type WorldPart } from '../../support/dispute-world-parts';
import { ScheduleRun } from '../../support/dispute-schedule';
import { type Act, GAP_MS, type Schedule } from '../../support/dispute-schedule-world';
import { SCHEDULES, SHARES_COUNT } from '../../support/schedules';

const SEED = Number(process.env.RECOUP_TEST_SEED ?? 20_261_122);

const act = (what: fc.Arbitrary<number>): fc.Arbitrary<Act> => fc.tuple(what, fc.nat(20_000), fc.nat(99));

const schedule: fc.Arbitrary<Schedule> = fc.record({
  model: fc.constantFrom(
    'destination',
    'one_transfer',
    'destination',
    'one_transfer',
    'three_transfers',
    'three_transfers',
    'three_transfers',
    'ten_sellers',
    'direct',
  ),
  applicationFee: fc.constantFrom('keep', 'keep', 'return'),
  rich: fc.boolean(),
  acts: fc
    .tuple(
      fc.array(act(fc.constantFrom(0, 1, 1, 3, 29)), { maxLength: 2 }),
      fc.array(act(fc.nat(42)), { minLength: 8, maxLength: 24 }),
    )
    .map(([first, then]) => [...first, ...then]),
});

/** Worked from the rules' words in exact arithmetic, beside the product's code. */
function fairPrincipal(world: DisputeWorld, index: number): number {
  const seller = world.sellers[index];
  if (seller === undefined) return 0;
  const net = -world.movements.reduce((sum, row) => sum + row.amountMinor, 0);
  const withdrawn = Math.min(Math.max(0, net), world.charge.capturedMinor);
  const returned = world.policy.applicationFee === 'return';
  let share = 0n;
  let most = 0;
  for (const { amountMinor, applicationFeeMinor } of seller.transfers) {
    const gross = (BigInt(amountMinor) * BigInt(withdrawn)) / BigInt(world.charge.capturedMinor);
    const feeBack = returned ? (gross * BigInt(applicationFeeMinor)) / BigInt(amountMinor) : 0n;
    share += gross - feeBack;
    most += amountMinor - (returned ? applicationFeeMinor : 0);
  }
  // A person can make it the seller's, whatever other causes took.
  if (world.answers.get(`above:${seller.account}`)?.answer === 'seller') return Number(share);
  return Math.max(0, Math.min(Number(share), most - seller.otherCausesMinor));
}

function fairFee(world: DisputeWorld, index: number): number {
  const fees = world.movements.map((row) => ({ kind: row.fee, minor: row.amountMinor - row.netMinor }));
  const net = fees.reduce((sum, fee) => sum + fee.minor, 0);
  const charged = fees.filter(({ kind, minor }) => kind === 'received' && minor > 0);
  const received = charged.reduce((sum, fee) => sum + fee.minor, 0);
  const due = Math.max(0, world.policy.contestedBy === 'seller' ? net : Math.min(received, net));
  const weights = world.sellers.map(
    (seller) => seller.transfers.reduce((sum, one) => sum + one.amountMinor, 0) || 1,
  );
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return Number((BigInt(due) * BigInt(weights[index] ?? 0)) / BigInt(all));
}

const borne = (part: WorldPart): number => part.takenMinor + openClaims(part);

/** What a person kept for the platform stays taken, and what they left to it is not taken. */
function expectRest(world: DisputeWorld, index: number, part: WorldPart, fair: number): void {
  const account = world.sellers[index]?.account ?? '';
  const keeps = world.answers.get(`giveBack:${account}`)?.answer === 'keep';
  const leaves = world.answers.get('sellers:')?.answer === 'leave';
  if (!keeps) expect(borne(part)).toBeLessThanOrEqual(fair);
  else if (borne(part) > fair) expect(openClaims(part)).toBe(0);
  if (!leaves) expect(fair).toBeLessThanOrEqual(borne(part) + part.writtenOffMinor);
}

/** What each seller should bear and does bear, as it was when the flow last looked. */
interface AtLook {
  readonly look: DisputeState['look'];
  readonly bears: {
    readonly [part: string]: { readonly fair: number; readonly borne: number; readonly letGo: number };
  };
}

function atLook(state: DisputeState, world: DisputeWorld): AtLook {
  const bears: { [part: string]: { fair: number; borne: number; letGo: number } } = {};
  world.sellers.forEach((seller, index) => {
    for (const part of ['principal', 'fee'] as const) {
      const fair = part === 'fee' ? fairFee(world, index) : fairPrincipal(world, index);
      bears[`${seller.account} ${part}`] = {
        fair,
        borne: borne(seller[part]),
        letGo: seller[part].writtenOffMinor,
      };
    }
  });
  return { look: state.look, bears };
}

/** Why a step must not be taken in this state, or null. */
function unsound(step: DisputeStep, state: DisputeState, world: DisputeWorld, seen: AtLook): string | null {
  if (step.kind === 'wait') {
    return (step.untilMs ?? Infinity) > world.nowMs ? null : 'a wait that ends before it begins';
  }
  if (step.kind === 'together') {
    const accounts = step.steps.map(accountOf);
    if (new Set(accounts).size < accounts.length) return 'one seller twice without a look in between';
    return step.steps.map((one) => unsound(one, state, world, seen)).find((found) => found !== null) ?? null;
  }
  if (step.kind !== 'takeFee' && step.kind !== 'reverse' && step.kind !== 'giveBack') return null;
  const { move } = step;
  if (!isUntouched(state, move.account)) return 'money for a seller whose figures are used up';
  const facts = state.look?.facts;
  if (!isFresh(state)) return 'money on facts from before the last move';
  if (facts === undefined || world.nowMs - facts.startedMs >= GAP_MS) return 'money on old facts';
  if (facts.unsettled.length > 0) return 'money while an outcome is unknown';
  if (world.charge.direct && step.kind === 'reverse') return 'a reversal for a direct charge';
  const part = seen.bears[`${move.account} ${move.part}`];
  if (part === undefined) return 'money for nobody';
  if (step.kind === 'giveBack') {
    return part.borne - move.amountMinor >= part.fair ? null : 'more given back than is due';
  }
  const taken = move.kind === 'reversal' ? move.amountMinor - move.applicationFeeMinor : move.amountMinor;
  return part.borne + part.letGo + taken <= part.fair ? null : 'more taken than is due';
}

describe('a dispute under any schedule of hints, clocks, refusals, people and policies', () => {
  test(`comes to rest where the rules say, in ${SCHEDULES} schedules (seed ${SEED})`, async () => {
    const times: { [what: string]: number } = {};
    const count = (what: string): void => {
      times[what] = (times[what] ?? 0) + 1;
    };
    await fc.assert(
      fc.asyncProperty(schedule, fc.constantFrom('won', 'lost'), async (drawn, status) => {
        const chosen = new Set<string>();
        let seen: AtLook = { look: null, bears: {} };
        const run = new ScheduleRun(drawn, (step, state, world) => {
          if (state.look !== null && state.look !== seen.look) seen = atLook(state, world);
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
        const { world } = run;
        expect(run.state.closed).not.toBeNull();
        world.sellers.forEach((seller, index) => {
          if (!world.charge.direct) expectRest(world, index, seller.principal, fairPrincipal(world, index));
          expectRest(world, index, seller.fee, fairFee(world, index));
        });
        for (const what of run.seen) count(what);
        for (const reason of run.closeReasons) count(`close:${reason}`);
      }),
      { numRuns: SCHEDULES, seed: SEED },
    );
    const wanted = [
      ...['together', 'recordAnswer'],
      ...['look', 'takeFee', 'reverse', 'giveBack', 'settleMove', 'openClaim', 'releaseClaims', 'setOff'],
      ...['tell', 'attend', 'close', 'wait', 'openClaim:fee', 'openClaim:reversal', 'openClaim:rest'],
      ...['taken', 'claimed', 'given_back', 'platform_bears', 'nothing_to_bear'].map(
        (reason) => `close:${reason}`,
      ),
      ...[
        'inquiry',
        'many_sellers',
        'missing',
        'unreachable',
        'unknown_status',
        'whose_share',
        'above_cap',
        'unclear_reversal',
        'transfer_elsewhere',
        'stripe_bears_losses',
        'forgiven_then_won',
        'give_back_late',
        'held_for_a_person',
        'outcome_unknown',
        'unavailable',
      ].map((kind) => `attend:${kind}`),
      ...['disputeCreated', 'disputeTaken', 'disputeGivenBack', 'evidenceDue', 'evidencePassed'].map(
        (template) => `tell:${template}`,
      ),
      ...['giveBack:send', 'giveBack:keep', 'above:seller', 'sellers:take', 'sellers:leave'].map(
        (answer) => `answer:${answer}`,
      ),
    ];
    if (!SHARES_COUNT) return;
    const rare = wanted.filter((what) => (times[what] ?? 0) < SCHEDULES / 100);
    expect(rare.map((what) => `${what}: ${times[what] ?? 0}`)).toEqual([]);
  }, 300_000);
});
