import { WALL_CLOCK } from '../../src/domain/clock';
import { apply } from '../../src/domain/dispute/apply';
import { type DisputeState, openDispute } from '../../src/domain/dispute/state';
import type { DisputeStep } from '../../src/domain/dispute/steps';
import { disputeId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { runDispute } from './dispute-run';
import { GAP_MS, testPolicy } from './dispute-schedule-world';
import { DisputeWorld } from './dispute-world';
import { type Fault, WorldIsDown, worldSeller } from './dispute-world-parts';

const usd = currency('usd');

/** One seller with a destination charge of 10000, disputed in full with a fee of 1500. */
export class Story {
  readonly world: DisputeWorld;
  readonly steps: DisputeStep[] = [];
  state: DisputeState = openDispute(disputeId('dp_1'), null, WALL_CLOCK);

  constructor(balance = 20_000) {
    const seller = worldSeller('acct_A', usd, [{ id: 'tr_1', amountMinor: 10_000 }], { usd: balance });
    const charge = { currency: usd, capturedMinor: 10_000, direct: false };
    this.world = new DisputeWorld(disputeId('dp_1'), charge, [seller], testPolicy());
    this.world.platformMinor = { usd: 100_000 };
    this.moves(-10_000, 1500);
  }

  get seller() {
    const [seller] = this.world.sellers;
    if (seller === undefined) throw new Error('no seller');
    return seller;
  }

  moves(amountMinor: number, feeMinor = 0): void {
    this.world.moved(amountMinor, feeMinor, amountMinor < 0 ? 'received' : 'countered');
  }

  hint(): void {
    this.state = apply(this.state, { kind: 'hinted', upTo: null });
  }

  async run(passMs = 0): Promise<Extract<DisputeStep, { kind: 'wait' }> | null> {
    this.world.nowMs += passMs;
    this.steps.length = 0;
    const { world } = this;
    const { state, wait } = await runDispute(
      this.state,
      world,
      { nowMs: () => world.nowMs },
      {
        onStep: (step) => this.steps.push(step),
        isUnavailable: (error) => error instanceof WorldIsDown,
      },
    );
    this.state = state;
    return wait;
  }

  async look(passMs = GAP_MS): Promise<Extract<DisputeStep, { kind: 'wait' }> | null> {
    this.hint();
    return this.run(passMs);
  }

  faults(...faults: (Fault | null)[]): void {
    this.world.nextFault = (call) =>
      ['look', 'book', 'tell', 'attend', 'close'].includes(call) ? null : (faults.shift() ?? null);
  }

  get kinds(): readonly string[] {
    return this.steps.map((step) => step.kind);
  }

  get attention(): readonly string[] {
    return [...this.world.attention.values()].map((one) => one.kind);
  }
}
