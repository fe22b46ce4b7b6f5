import fc from 'fast-check';
import { DAY_MS, HOUR_MS, MINUTE_MS, WALL_CLOCK } from '../../src/domain/clock';
import { apply } from '../../src/domain/review/apply';
import { whyNotResolve } from '../../src/domain/review/people';
import { openReviewState, reopenReview, type ReviewState } from '../../src/domain/review/state';
import { runReview } from './review-run';
import { ACCOUNT, hard, LOOK_GAP_MS, ReviewWorld, soft } from './review-world';

export const FINDINGS = [
  hard('capability:transfers'),
  hard('disabled:under_review'),
  hard('disabled:rejected.fraud'),
  soft('deadline:2027-02-01'),
];

export type Happening =
  | { readonly kind: 'found' | 'gone'; readonly which: number }
  | { readonly kind: 'mode'; readonly to: 'act' | 'observe' }
  | { readonly kind: 'reachable' | 'away'; readonly is: boolean }
  | { readonly kind: 'act'; readonly state: 'asked' | 'approved' | 'declined' | 'sending' }
  | { readonly kind: 'settle' | 'lose' }
  | { readonly kind: 'pass'; readonly ms: number };

const which = fc.nat(FINDINGS.length - 1);
export const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('found' as const), which }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('gone' as const), which }) },
  fc.record({ kind: fc.constant('mode' as const), to: fc.constantFrom('act' as const, 'observe' as const) }),
  fc.record({ kind: fc.constantFrom('reachable' as const, 'away' as const), is: fc.boolean() }),
  fc.record({
    kind: fc.constant('act' as const),
    state: fc.constantFrom('asked' as const, 'approved' as const, 'declined' as const, 'sending' as const),
  }),
  fc.record({ kind: fc.constantFrom('settle' as const, 'lose' as const) }),
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.constantFrom(MINUTE_MS, HOUR_MS, DAY_MS, 4 * DAY_MS, 40 * DAY_MS),
    }),
  },
);

/** The review of one account in the simplest world: what happens, hints, and the loop after each. */
export class ReviewStory {
  readonly world = new ReviewWorld();
  state: ReviewState = openReviewState(ACCOUNT, WALL_CLOCK);
  waitsUntilMs: number | null = null;

  async happens(one: Happening): Promise<void> {
    const { world } = this;
    switch (one.kind) {
      case 'found':
        world.findings = [...new Set([...world.findings, FINDINGS[one.which] ?? hard('x')])];
        break;
      case 'gone':
        world.findings = world.findings.filter((finding) => finding !== FINDINGS[one.which]);
        break;
      case 'mode':
        world.mode = one.to;
        break;
      case 'reachable':
        world.isReachable = one.is;
        break;
      case 'away':
        world.isAway = one.is;
        break;
      case 'act':
        if (world.act === null || world.act.state === 'done' || world.act.state === 'declined') {
          const id = `dec_${world.acted.length}.${world.looks}`;
          world.act = {
            id,
            kind: 'reject',
            reason: 'other',
            payouts: 'pause',
            askedBy: 'ana',
            state: one.state,
            code: null,
          };
        } else if (world.act.state === 'asked') world.act = { ...world.act, state: one.state };
        world.open();
        break;
      case 'settle':
        this.settle();
        break;
      case 'lose':
        // The run is lost: the next one begins with nothing but the store.
        this.state = openReviewState(ACCOUNT, WALL_CLOCK);
        break;
      case 'pass':
        await this.pass(one.ms);
        return;
    }
    if (world.findings.length > 0) world.open();
    await this.hint();
  }

  settle(): void {
    if (whyNotResolve(this.state, { by: 'ana', note: 'seen' }) !== null) return;
    const said = { by: 'ana', note: 'seen', atMs: this.world.nowMs };
    this.state = apply(this.state, { kind: 'resolved', said, updateId: null });
  }

  async hint(): Promise<void> {
    if (this.state.closed !== null) this.state = reopenReview(this.state);
    this.state = apply(this.state, { kind: 'hinted', upTo: null });
    await this.run();
  }

  /** Time passes from one wait to the next. */
  async pass(ms: number): Promise<void> {
    const { world } = this;
    const untilMs = world.nowMs + ms;
    for (let wakes = 0; this.state.closed === null; wakes += 1) {
      const { waitsUntilMs } = this;
      if (waitsUntilMs === null || waitsUntilMs > untilMs) break;
      must(waitsUntilMs > world.nowMs && wakes < 20_000, 'it waits for what has been');
      world.nowMs = waitsUntilMs;
      await this.run();
    }
    world.nowMs = untilMs;
  }

  async run(): Promise<void> {
    const { world } = this;
    const isUnavailable = (error: unknown) => error instanceof Error && error.message === 'away';
    const { state, wait } = await runReview(
      this.state,
      world.activities,
      { nowMs: () => world.nowMs },
      { isUnavailable },
    );
    this.state = state;
    this.waitsUntilMs = wait?.untilMs ?? null;
    this.checks();
  }

  private checks(): void {
    const { state, world } = this;
    const facts = state.look?.facts;
    if (state.closed !== null) {
      must(world.heldSinceMs === null || !world.isReachable, 'it closes with its hold standing');
      must(state.closed.reason === 'judged' || facts?.findings.length === 0, 'it closes on a finding');
      must(!['asked', 'approved', 'sending'].includes(facts?.act?.state ?? ''), 'it closes on a decision');
    }
    const said = world.notices.map(({ rung }) => rung);
    must(new Set(said).size === said.length, 'something is said twice');
  }

  /** Everybody is there, a look gap has passed, and everything is known. */
  async comesToRest(): Promise<void> {
    const { world } = this;
    Object.assign(world, { mode: 'act', isReachable: true, isAway: false });
    if (world.act?.state === 'asked') world.act = { ...world.act, state: 'declined' };
    await this.pass(LOOK_GAP_MS);
    if (world.findings.length > 0 || world.heldSinceMs !== null) world.open();
    await this.hint();
    await this.pass(LOOK_GAP_MS);
  }
}

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
