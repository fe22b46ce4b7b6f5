import { WALL_CLOCK } from '../../src/domain/clock';
import { type AnswerMessage, readAnswer, whyNotAnswer } from '../../src/domain/dispute/answers';
import { apply } from '../../src/domain/dispute/apply';
import { type DisputeState, openDispute, reopenDispute } from '../../src/domain/dispute/state';
import type { DisputeStep } from '../../src/domain/dispute/steps';
import { runDispute } from './dispute-run';
import { answerWhatIsAsked, type Hand, happen } from './dispute-schedule-acts';
import { type Act, GAP_MS, type Schedule, worldOf } from './dispute-schedule-world';
import type { DisputeWorld } from './dispute-world';
import { type Fault, WorldIsDown } from './dispute-world-parts';

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
    // People answer what is still asked; their answers stand.
    if (this.state.closed === null) answerWhatIsAsked(this.#hand, this.schedule.acts.length);
    await this.run();
    world.statusWord = status;
    world.attribution = 'transfer';
    world.unclearReversals = [];
    world.absent = null;
    world.policy = { ...world.policy, hash: 'policy-at-rest', sellersPerDispute: 20 };
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

  #act(act: Act): void {
    const told = happen(act, this.#hand);
    if (!told) return;
    this.#number += 1;
    this.hint(this.#number);
  }

  get #hand(): Hand {
    return {
      world: this.world,
      lastHint: this.#number,
      hint: (upTo) => this.hint(upTo),
      hintsMeanwhile: (count) => {
        this.#meanwhile = count;
      },
      faults: (fault, times = 1) => {
        for (let n = 0; n < times; n += 1) this.#faults.push(fault);
      },
      say: (question, account, answer) => {
        const message = { by: 'ana', question, account, answer, reason: 'looked at it' };
        if (whyNotAnswer(this.state, message) !== null) return;
        this.seen.add(`answer:${question}:${answer}`);
        this.#number += 1;
        const said = readAnswer(message as AnswerMessage, `update-${this.#number}`);
        this.state = apply(this.state, { kind: 'answered', answer: said });
      },
      loseRun: () => {
        this.state = openDispute(this.world.dispute, null, WALL_CLOCK);
        this.generation += 1;
      },
    };
  }

  #note(step: DisputeStep): void {
    this.seen.add(step.kind);
    if (step.kind === 'together') for (const one of step.steps) this.#note(one);
    if (step.kind === 'openClaim') this.seen.add(`openClaim:${step.form}`);
    if (step.kind === 'attend') for (const need of step.raise) this.seen.add(`attend:${need.kind}`);
    if (step.kind === 'tell') for (const notice of step.notices) this.seen.add(`tell:${notice.template}`);
  }

  #faultFor(call: string): Fault | null {
    const [fault] = this.#faults;
    if (fault === undefined) return null;
    const isMove = !['look', 'book', 'tell', 'attend', 'record', 'close'].includes(call);
    if (fault.kind !== 'down' && !isMove) return null;
    this.#faults = this.#faults.slice(1);
    return fault;
  }
}
