import { DAY_MS, HOUR_MS, MINUTE_MS, WALL_CLOCK } from '../../src/domain/clock';
import { apply } from '../../src/domain/dispute/apply';
import type { DisputePolicy } from '../../src/domain/dispute/policy';
import { type DisputeState, openDispute, reopenDispute } from '../../src/domain/dispute/state';
import type { DisputeStep } from '../../src/domain/dispute/steps';
import { type ClaimId, disputeId, transferId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import type { HeldReason } from '../../src/domain/moves';
import { runDispute } from './dispute-run';
import { DisputeWorld, type Fault, WorldIsDown, worldSeller } from './dispute-world';

/** One thing that happens, and two numbers that say how much of it. */
export type Act = readonly [what: number, much: number, which: number];

export interface Schedule {
  readonly model: 'destination' | 'one_transfer' | 'three_transfers' | 'direct';
  readonly applicationFee: 'keep' | 'return';
  readonly rich: boolean;
  readonly acts: readonly Act[];
}

export const USD = currency('usd');
export const GAP_MS = 15 * MINUTE_MS;

export function testPolicy(changes: Partial<DisputePolicy> = {}): DisputePolicy {
  return {
    hash: 'policy-1',
    lookGapMs: GAP_MS,
    retryMs: MINUTE_MS,
    unknownAttentionMs: HOUR_MS,
    applicationFee: 'keep',
    contestedBy: 'seller',
    evidenceReminderDays: [7, 3],
    heldRetryMs: DAY_MS,
    giveBackTries: 14,
    giveBackAttentionMs: 3 * DAY_MS,
    ...changes,
  };
}

const STATUSES = [
  'needs_response',
  'under_review',
  'won',
  'lost',
  'won',
  'lost',
  'prevented',
  'warning_needs_response',
  'warning_closed',
  'appeal_under_review',
  'reconsidered',
];
const HELD: readonly HeldReason[] = [
  { why: 'observe' },
  { why: 'frozen' },
  { why: 'cap', cap: 'day' },
  { why: 'approval', decisionId: 'dec_1' },
  { why: 'declined', decisionId: 'dec_1' },
  { why: 'preflight', failed: ['transfers_inactive'] },
];

export function worldOf(schedule: Schedule): DisputeWorld {
  const cents = schedule.rich ? 50_000 : 0;
  const transfer = (id: string, amountMinor: number, applicationFeeMinor = 0) => ({
    id,
    amountMinor,
    applicationFeeMinor,
  });
  const sellers = {
    destination: () => [worldSeller('acct_A', USD, [transfer('tr_A', 10_000, 1000)], { usd: cents })],
    one_transfer: () => [worldSeller('acct_A', USD, [transfer('tr_A', 7_001)], { usd: cents })],
    three_transfers: () => [
      worldSeller('acct_A', USD, [transfer('tr_A', 3333), transfer('tr_A2', 1001)], { usd: cents }),
      worldSeller('acct_B', USD, [transfer('tr_B', 2999)], { usd: 700 }),
      worldSeller('acct_C', USD, [transfer('tr_C', 1)], { usd: cents }),
    ],
    direct: () => [worldSeller('acct_A', USD, [], { usd: cents })],
  }[schedule.model]();
  const charge = { currency: USD, capturedMinor: 10_000, direct: schedule.model === 'direct' };
  const world = new DisputeWorld(
    disputeId('dp_1'),
    charge,
    sellers,
    testPolicy({ applicationFee: schedule.applicationFee }),
  );
  world.platformMinor = { usd: 1_000_000 };
  return world;
}

/** A schedule carried out: the world, the flow's state, and everything that the flow chose on the way. */
export class ScheduleRun {
  readonly world: DisputeWorld;
  readonly seen = new Set<string>();
  readonly closeReasons = new Set<string>();
  state: DisputeState;
  /** Counts the runs: a reset and a reopened flow begin anew. */
  generation = 0;
  #number = 0;
  #faults: Fault[] = [];
  #meanwhile = 0;

  constructor(
    readonly schedule: Schedule,
    readonly onStep: (step: DisputeStep, state: DisputeState, world: DisputeWorld) => void,
  ) {
    this.world = worldOf(schedule);
    this.state = openDispute(this.world.dispute, null, WALL_CLOCK);
    this.world.nextFault = (call) => this.#faultFor(call);
  }

  async carryOut(): Promise<void> {
    for (const act of this.schedule.acts) {
      this.#act(act);
      await this.run();
    }
  }

  /** All that can mend is mended, Stripe has decided, and time passes: the flow has to come to an end. */
  async comeToRest(status: 'won' | 'lost'): Promise<void> {
    const { world } = this;
    this.#faults = [];
    this.#meanwhile = 0;
    world.statusWord = status;
    world.attribution = 'transfer';
    world.unclearReversals = [];
    world.platformMinor = { usd: 1_000_000 };
    for (const seller of world.sellers) {
      seller.losses = 'platform';
      seller.transfersElsewhere = [];
      for (const claim of [...seller.principal.claims, ...seller.fee.claims]) claim.reservedMinor = 0;
    }
    for (let round = 0; round < 6; round += 1) {
      this.hint(null);
      world.nowMs += GAP_MS * 2;
      await this.run();
    }
  }

  async run(): Promise<void> {
    const { world } = this;
    if (this.state.closed !== null) {
      if (this.state.look !== null && this.state.hints.counted <= this.state.look.answers) return;
      this.state = reopenDispute(this.state);
      this.generation += 1;
    }
    const { state } = await runDispute(
      this.state,
      world,
      { nowMs: () => world.nowMs },
      {
        onStep: (step, before) => {
          this.#note(step);
          this.onStep(step, before, world);
        },
        during: () => (unchanged) => {
          if (this.#meanwhile === 0) return unchanged;
          this.#meanwhile -= 1;
          this.#number += 1;
          return apply(unchanged, { kind: 'hinted', upTo: this.#number });
        },
        isUnavailable: (error) => error instanceof WorldIsDown,
      },
    );
    this.state = state;
    if (state.closed !== null) {
      this.closeReasons.add(state.closed.reason);
      await this.run();
    }
  }

  hint(upTo: number | null): void {
    this.state = apply(this.state, { kind: 'hinted', upTo });
  }

  #note(step: DisputeStep): void {
    this.seen.add(step.kind);
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

  #act([what, much, which]: Act): void {
    const { world } = this;
    const seller = world.sellers[which % world.sellers.length];
    if (seller === undefined) return;
    const part = which % 2 === 0 ? seller.principal : seller.fee;
    const { direct } = world.charge;
    const principal = (amountMinor: number): void => {
      world.movements.push({ amountMinor, netMinor: amountMinor, currency: USD, exchangeRate: null });
      if (!direct) return;
      seller.principal.takenMinor -= amountMinor;
      seller.balances['usd'] = (seller.balances['usd'] ?? 0) + amountMinor;
    };
    const fee = (amountMinor: number): void => {
      world.movements.push({ amountMinor: 0, netMinor: -amountMinor, currency: USD, exchangeRate: null });
    };
    const faults = (fault: Fault, times = 1): void => {
      for (let n = 0; n < times; n += 1) this.#faults.push(fault);
    };
    switch (what % 31) {
      case 0:
      case 1:
        principal(which % 3 === 0 ? -10_000 : -(much % 12_000));
        if (which % 5 !== 0) fee(1500);
        break;
      case 2:
      case 3:
        principal(which % 3 === 0 ? 10_000 : much % 12_000);
        break;
      case 4:
        fee(which % 2 === 0 ? 1500 : -1500);
        break;
      case 5:
      case 6:
        world.statusWord = STATUSES[much % STATUSES.length] ?? 'lost';
        world.evidenceDueMs = which % 2 === 0 ? world.nowMs + (much % 12) * DAY_MS : null;
        break;
      case 7:
        this.hint(null);
        return;
      case 8:
        // The same wake again, or an old one.
        this.hint(Math.max(1, this.#number - (which % 3)));
        return;
      case 9:
        this.#meanwhile = 1 + (much % 3);
        break;
      case 10:
        world.nowMs += (much % 60) * MINUTE_MS;
        return;
      case 11:
        world.nowMs += (much % 10) * DAY_MS;
        return;
      case 12:
        seller.balances['usd'] = (seller.balances['usd'] ?? 0) + (which % 2 === 0 ? much : -much);
        return;
      case 13:
        this.#payClaim(much);
        break;
      case 14:
        for (const claim of part.claims)
          claim.reservedMinor = claim.reservedMinor === 0 ? claim.openMinor : 0;
        break;
      case 15:
        this.#clear(much);
        break;
      case 16:
        for (const claim of part.claims.filter((one) => one.reservedMinor === 0)) {
          part.writtenOffMinor += claim.openMinor;
          claim.openMinor = 0;
        }
        break;
      case 17:
        world.platformMinor = { usd: which % 2 === 0 ? 0 : 1_000_000 };
        if (which % 4 === 0) principal(10_000);
        break;
      case 18:
        world.policy = {
          ...world.policy,
          hash: `policy-${much}`,
          contestedBy: which % 2 === 0 ? 'seller' : 'platform',
        };
        break;
      case 19:
        seller.losses = (['platform', 'stripe', 'unknown'] as const)[much % 3] ?? 'platform';
        seller.transfersElsewhere = which % 2 === 0 ? [transferId(`tr_x${much}`)] : [];
        principal(much % 12_000);
        break;
      case 20:
        if (!direct) world.attribution = which % 3 === 0 ? 'unknown' : 'transfer';
        world.unclearReversals = which % 4 === 1 ? [`trr_${much}`] : [];
        break;
      case 21:
        for (const one of direct ? [] : world.sellers) {
          const most = which % 2 === 0 ? 10_000 : much % 4000;
          one.otherCausesMinor = Math.max(one.otherCausesMinor, most);
        }
        break;
      case 22:
        faults(
          {
            kind: 'answer',
            outcome: { kind: 'held', reason: HELD[much % HELD.length] ?? { why: 'observe' } },
          },
          1 + (which % 3),
        );
        break;
      case 23:
        faults({ kind: 'down' }, 1 + (which % 4));
        break;
      case 24:
        faults({ kind: 'lost', effect: which % 2 === 0 }, 2 + (much % 10));
        break;
      case 25:
        if (which % 2 === 0) faults({ kind: 'answer', outcome: { kind: 'unavailable' } });
        else faults({ kind: 'lost', effect: which % 4 === 1 }, 12);
        break;
      case 26:
      case 27:
        faults(
          { kind: 'refuse', code: which % 2 === 0 ? 'balance_insufficient' : 'transfers_not_allowed' },
          1 + (much % 3),
        );
        if (which % 3 === 0) principal(10_000);
        break;
      case 28:
        this.#reverseElsewhere(much, which % 2 === 0);
        break;
      case 29:
        // Refunded before, then disputed and resolved at once, without a fee.
        if (direct || world.movements.length > 0) return;
        for (const one of world.sellers) one.otherCausesMinor = 10_000;
        principal(-10_000);
        world.statusWord = 'lost';
        break;
      default:
        // The run is reset: all that it knew is gone, the store and Stripe are not.
        this.state = openDispute(world.dispute, null, WALL_CLOCK);
        this.generation += 1;
        return;
    }
    this.#number += 1;
    this.hint(this.#number);
  }

  /** In the Dashboard: it counts for this dispute, or it cannot be told for which (R7). */
  #reverseElsewhere(much: number, counts: boolean): void {
    for (const seller of this.world.sellers) {
      for (const transfer of seller.transfers) {
        const amountMinor = Math.min(transfer.amountMinor - transfer.reversedMinor, much);
        transfer.reversedMinor += amountMinor;
        if (counts) seller.principal.takenMinor += amountMinor;
        seller.balances['usd'] = (seller.balances['usd'] ?? 0) - amountMinor;
      }
    }
  }

  #payClaim(much: number): void {
    for (const seller of this.world.sellers) {
      for (const claim of [...seller.principal.claims, ...seller.fee.claims]) {
        if (claim.reservedMinor > 0 || claim.openMinor === 0) continue;
        this.world.payClaim(seller.account, claim.claimId, 1 + (much % claim.openMinor));
      }
    }
  }

  /** R12: Stripe clears a shortfall; what was taken is a claim from then on. */
  #clear(much: number): void {
    for (const seller of this.world.sellers) {
      const shortfall = this.world.shortfallMinor(seller, USD);
      const amountMinor = Math.min(shortfall, Math.max(0, seller.principal.takenMinor));
      if (amountMinor === 0) continue;
      seller.balances['usd'] = (seller.balances['usd'] ?? 0) + amountMinor;
      seller.principal.takenMinor -= amountMinor;
      this.world.openClaim(seller.account, 'principal', {
        claimId: `cleared:ct_${much}_${seller.principal.claims.length}:dp_1:principal` as ClaimId,
        form: 'cleared',
        currency: USD,
        causeCurrency: USD,
        transfer: null,
        pairCauseMinor: amountMinor,
        pairClaimMinor: amountMinor,
        openMinor: amountMinor,
        reservedMinor: 0,
      });
    }
  }
}
