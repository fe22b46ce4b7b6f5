import Stripe from 'stripe';
import { stripeFailure } from '../../src/stripe/errors';
import type { Dice } from './dice';

type Wait = { readonly kind: 'wait'; readonly untilMs: number | null };

/** What the loop of a workflow is given: a pure core, and its steps as real activities. */
export interface FlowSpec<State, Step extends { readonly kind: string }, Event> {
  readonly initial: State;
  apply(state: State, event: Event): State;
  nextStep(state: State, nowMs: number): Step | Wait;
  perform(step: Exclude<Step, Wait>, state: State): Promise<Event>;
  hinted(upTo: number | null, atMs: number): Event;
  unavailable(step: Exclude<Step, Wait>, atMs: number): Event;
  isClosed(state: State): boolean;
  /** The state of a further run where a hint came while it closed, else null. */
  reopened(state: State): State | null;
}

/** What may happen to the process that runs the flows; each probability is per step. */
export interface Crashes {
  readonly dice: Dice;
  /** An activity has had its effect, and its answer is lost: the activity is made again. */
  readonly answerLost: number;
  /** A hint arrives while an activity is under way. */
  readonly hintMeanwhile: number;
  /** The run goes on from an earlier state, as after a reset. */
  readonly reset: number;
  /** The run is gone, and another one begins with nothing but Stripe and the store. */
  readonly lost: number;
  /** Activities that fail are tried so often before the flow is told that Stripe is not there. */
  readonly tries: number;
  /** The workflow is gone for good, and only a sweep begins another one. */
  readonly terminated: number;
  readonly fired: Map<string, number>;
  /** From here on nothing of this happens any more. */
  over: boolean;
}

const MOST_STEPS = 400;
/** Of a kind in one schedule: a run that goes back takes many steps anew, and would meet ever more of them. */
const MOST_CRASHES = 5;

/** One workflow without Temporal: the same loop, a step at a time. */
export class Flow<State, Step extends { readonly kind: string }, Event> {
  private state: State;
  private earlier: State[] = [];
  private streak = 0;
  private terminated = false;

  constructor(
    readonly id: string,
    private readonly spec: FlowSpec<State, Step, Event>,
    private readonly nowMs: () => number,
    private readonly crashes: Crashes,
  ) {
    this.state = spec.initial;
  }

  get now(): State {
    return this.state;
  }

  get isClosed(): boolean {
    return this.terminated || this.spec.isClosed(this.state);
  }

  learn(event: Event): void {
    this.state = this.spec.apply(this.state, event);
  }

  hint(upTo: number | null): void {
    this.learn(this.spec.hinted(upTo, this.nowMs()));
  }

  /** When it wants to go on: null for only at a hint; now or earlier where it has something to do. */
  wantsMs(): number | null {
    if (this.isClosed) return null;
    const step = this.spec.nextStep(this.state, this.nowMs());
    return isWait(step) ? step.untilMs : this.nowMs();
  }

  /** Takes one step; false where the flow waits or has closed. */
  async step(): Promise<boolean> {
    if (this.isClosed) return false;
    this.crash();
    if (this.terminated) return true;
    const step = this.spec.nextStep(this.state, this.nowMs());
    if (isWait(step)) {
      this.streak = 0;
      return false;
    }
    this.streak += 1;
    if (this.streak > MOST_STEPS) throw new Error(`${this.id} makes no progress: ${JSON.stringify(step)}`);
    this.earlier.push(this.state);
    const event = await this.performed(step as Exclude<Step, Wait>, this.state);
    if (this.fires('hintMeanwhile')) this.hint(null);
    this.learn(event);
    if (this.isClosed) this.state = this.spec.reopened(this.state) ?? this.state;
    return true;
  }

  private async performed(step: Exclude<Step, Wait>, state: State): Promise<Event> {
    for (let tries = 1; ; tries += 1) {
      try {
        const event = await this.spec.perform(step, state);
        if (!this.fires('answerLost')) return event;
      } catch (error) {
        if (!isForRetries(error)) throw error;
        if (tries >= this.crashes.tries) return this.spec.unavailable(step, this.nowMs());
      }
    }
  }

  private crash(): void {
    if (this.fires('terminated')) {
      this.terminated = true;
    } else if (this.fires('reset')) {
      const [...states] = this.earlier;
      if (states.length > 0) this.state = this.crashes.dice.pick(states);
      this.hint(null);
    } else if (this.fires('lost')) {
      this.state = this.spec.initial;
      this.earlier = [];
      this.hint(null);
    }
  }

  private fires(what: 'answerLost' | 'hintMeanwhile' | 'reset' | 'lost' | 'terminated'): boolean {
    const { dice, fired } = this.crashes;
    const isOver = this.crashes.over || (fired.get(what) ?? 0) >= MOST_CRASHES;
    const probability = isOver ? 0 : this.crashes[what];
    if (probability === 0 || !dice.chance(probability)) return false;
    fired.set(what, (fired.get(what) ?? 0) + 1);
    return true;
  }
}

const isWait = (step: { readonly kind: string }): step is Wait => step.kind === 'wait';

/** What Temporal would try again; anything else is a defect, and so is a key used for two things. */
function isForRetries(error: unknown): boolean {
  const isStripes = stripeFailure(error, true) !== null;
  return isStripes && !(error instanceof Stripe.errors.StripeIdempotencyError);
}
