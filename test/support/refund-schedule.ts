import { DAY_MS, HOUR_MS, MINUTE_MS, WALL_CLOCK } from '../../src/domain/clock';
import { type AccountId, accountId, refundSubject } from '../../src/domain/ids';
import { mulDivFloor } from '../../src/domain/money';
import { apply } from '../../src/domain/refund/apply';
import type { RefundPolicy } from '../../src/domain/refund/policy';
import { openRefund, type RefundState, reopenRefund } from '../../src/domain/refund/state';
import type { RefundStep } from '../../src/domain/refund/steps';
import { type Fault, WorldIsDown, type WorldSeller, worldSeller } from './dispute-world-parts';
import { runRefund } from './refund-run';
import { type Act, happen } from './refund-schedule-acts';
import { RefundWorld } from './refund-world';
import { USD } from './refund-world-facts';

export const GAP_MS = 15 * MINUTE_MS;
export const CAPTURED = 10_007;

export interface Schedule {
  readonly model: 'destination' | 'three_sellers' | 'direct';
  readonly subject: 'asked' | 'seen' | 'failed_payment';
  readonly amountMinor: number | null;
  readonly applicationFee: 'keep' | 'return';
  readonly notReversed: RefundPolicy['notReversed'];
  readonly withTransfer: boolean;
  /** What has happened before the first look. */
  readonly before: readonly Act[];
  readonly acts: readonly Act[];
}

const POLICY: RefundPolicy = {
  hash: 'policy',
  lookGapMs: GAP_MS,
  retryMs: MINUTE_MS,
  unknownAttentionMs: HOUR_MS,
  heldRetryMs: DAY_MS,
  giveBackTries: 14,
  giveBackAttentionMs: 3 * DAY_MS,
  applicationFee: 'keep',
  notReversed: 'reverse',
};

function sellersOf(model: Schedule['model']): WorldSeller[] {
  const one = (name: string, id: string, amountMinor: number, applicationFeeMinor = 0) =>
    worldSeller(name, USD, [{ id, amountMinor, applicationFeeMinor }], { usd: 20_000 });
  if (model !== 'three_sellers') return [one('acct_A', 'tr_1', CAPTURED, 1001)];
  return [one('acct_A', 'tr_1', 5003), one('acct_B', 'tr_2', 3001), one('acct_C', 'tr_3', 997)];
}

export function worldOf(schedule: Schedule): RefundWorld {
  const { model, subject, amountMinor, applicationFee, notReversed } = schedule;
  const sellers = sellersOf(model);
  const name = { asked: 'rq_1', seen: 're_1', failed_payment: 'ch_1' }[subject];
  const direct = model === 'direct' ? accountId('acct_A') : null;
  const policy = { ...POLICY, applicationFee, notReversed };
  const world = new RefundWorld(refundSubject(name), CAPTURED, amountMinor, sellers, direct, policy);
  if (subject !== 'asked') {
    const withTransfer = schedule.withTransfer && subject === 'seen' && model === 'destination';
    world.makeAtStripe(subject === 'seen' ? (amountMinor ?? CAPTURED) : CAPTURED, withTransfer);
  }
  return world;
}

/** What each seller should bear now, worked from the rules' words; null: it is not to be told. */
export function fairOf(world: RefundWorld, account: AccountId): number | null {
  const { refund, policy, direct } = world;
  const seller = world.sellers.find((one) => one.account === account);
  if (refund === null || seller === undefined) return 0;
  if (!['pending', 'requires_action', 'succeeded', 'failed', 'canceled'].includes(refund.statusWord))
    return null;
  if (direct !== null || world.attribution === 'unknown') return null;
  if (/^(failed|canceled)$/.test(refund.statusWord)) return 0;
  if (refund.takenWith.size > 0) return refund.takenWith.get(account) ?? 0;
  const how = world.asked ? 'reverse' : (world.answer ?? policy.notReversed);
  if (how === 'ask') return null;
  if (how === 'keep') return 0;
  const feeOf = (fee: number): number => (policy.applicationFee === 'return' ? fee : 0);
  let share = 0;
  let most = -seller.otherCausesMinor;
  for (const { amountMinor, applicationFeeMinor } of seller.transfers) {
    const gross = mulDivFloor(amountMinor, refund.amountMinor, CAPTURED);
    share += gross - mulDivFloor(gross, feeOf(applicationFeeMinor), amountMinor);
    most += amountMinor - feeOf(applicationFeeMinor);
  }
  return Math.max(0, Math.min(share, most));
}

/** A schedule carried out: the world, the flow's state, and everything that the flow chose on the way. */
export class RefundRun {
  readonly world: RefundWorld;
  readonly seen = new Set<string>();
  state: RefundState;
  /** Counts the runs: a reset and a reopened flow begin anew. */
  generation = 0;
  #number = 0;
  #faults: Fault[] = [];
  #meanwhile = 0;
  #earlier: RefundState[] = [];

  constructor(
    readonly schedule: Schedule,
    readonly onStep: (step: RefundStep, state: RefundState, world: RefundWorld) => void,
  ) {
    this.world = worldOf(schedule);
    this.state = this.#fresh();
    this.world.nextFault = (call) => this.#faultFor(call);
  }

  async carryOut(): Promise<void> {
    for (const act of this.schedule.before) this.#act(act);
    this.#hint();
    await this.run();
    for (const act of this.schedule.acts) {
      this.#act(act);
      await this.run();
    }
  }

  /** All that can mend is mended, Stripe has decided, people have answered, and time passes. */
  async comeToRest(status: 'succeeded' | 'failed'): Promise<void> {
    const { world } = this;
    this.#faults = [];
    this.#meanwhile = 0;
    world.attribution =
      world.direct !== null ? 'direct' : world.sellers.length === 1 ? 'transfer' : 'metadata';
    world.disputed = 'no';
    world.platformMinor = 1_000_000;
    if (!world.asked && world.policy.notReversed === 'ask') world.answer ??= 'reverse';
    for (const seller of world.sellers) {
      seller.losses = 'platform';
      seller.transfersElsewhere = [];
      for (const claim of seller.principal.claims) claim.reservedMinor = 0;
    }
    for (let round = 0; round < 8; round += 1) {
      if (world.refund !== null) world.refund.statusWord = status;
      this.#hint();
      world.nowMs += DAY_MS;
      await this.run();
    }
  }

  async run(): Promise<void> {
    const { world } = this;
    if (this.state.closed !== null) {
      if (this.state.look !== null && this.state.hints.counted <= this.state.look.answers) return;
      this.state = reopenRefund(this.state);
      this.generation += 1;
    }
    const { state } = await runRefund(
      this.state,
      world,
      { nowMs: () => world.nowMs },
      {
        onStep: (step, before) => {
          this.#earlier.push(before);
          this.#note(step);
          this.onStep(step, before, world);
        },
        during: () => (unchanged) => {
          if (this.#meanwhile === 0) return unchanged;
          this.#meanwhile -= 1;
          return apply(unchanged, { kind: 'hinted', upTo: (this.#number += 1) });
        },
        isUnavailable: (error) => error instanceof WorldIsDown,
      },
    );
    this.state = state;
    if (state.closed === null) return;
    this.seen.add(`close:${state.closed.reason}`);
    await this.run();
  }

  #act(act: Act): void {
    const isTold = happen(act, {
      world: this.world,
      fault: (fault) => void this.#faults.push(fault),
      hintMeanwhile: () => {
        this.#meanwhile += 1;
      },
      goBack: (lot) => {
        this.state = this.#earlier[lot % Math.max(1, this.#earlier.length)] ?? this.state;
        this.generation += 1;
      },
      loseRun: () => {
        this.state = this.#fresh();
        this.generation += 1;
      },
    });
    if (isTold) this.#hint();
  }

  #hint(): void {
    this.state = apply(this.state, { kind: 'hinted', upTo: (this.#number += 1) });
  }

  #fresh(): RefundState {
    return openRefund(this.world.subject, this.world.direct, WALL_CLOCK);
  }

  #note(step: RefundStep): void {
    this.seen.add(step.kind);
    if (step.kind === 'refund') this.seen.add(step.move.reverseTransfer ? 'refund:with' : 'refund:plain');
    if (step.kind === 'openClaim') this.seen.add(`openClaim:${step.form}`);
    if (step.kind === 'attend') for (const need of step.raise) this.seen.add(`attend:${need.kind}`);
    if (step.kind === 'tell') for (const notice of step.notices) this.seen.add(`tell:${notice.template}`);
  }

  #faultFor(call: string): Fault | null {
    const [fault] = this.#faults;
    if (fault === undefined) return null;
    const isMove = !['look', 'book', 'tell', 'attend', 'close'].includes(call);
    if (fault.kind !== 'down' && !isMove) return null;
    this.#faults = this.#faults.slice(1);
    return fault;
  }
}
