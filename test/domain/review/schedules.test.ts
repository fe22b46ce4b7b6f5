import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS, HOUR_MS, MINUTE_MS, WALL_CLOCK } from '../../../src/domain/clock';
import { apply } from '../../../src/domain/review/apply';
import { warrantsHold } from '../../../src/domain/review/findings';
import { whyNotResolve } from '../../../src/domain/review/people';
import { openReviewState, reopenReview, type ReviewState } from '../../../src/domain/review/state';
import { ACCOUNT, hard, LOOK_GAP_MS, ReviewWorld, soft } from '../../support/review-world';
import { runReview } from '../../support/review-run';
import { tries } from '../../support/schedules';

const FINDINGS = [
  hard('capability:transfers'),
  hard('disabled:under_review'),
  hard('disabled:rejected.fraud'),
  soft('deadline:2027-02-01'),
];

type Happening =
  | { readonly kind: 'found' | 'gone'; readonly which: number }
  | { readonly kind: 'mode'; readonly to: 'act' | 'observe' }
  | { readonly kind: 'reachable' | 'away'; readonly is: boolean }
  | { readonly kind: 'act'; readonly state: 'asked' | 'approved' | 'declined' | 'sending' }
  | { readonly kind: 'settle' | 'lose' }
  | { readonly kind: 'pass'; readonly ms: number };

const which = fc.nat(FINDINGS.length - 1);
const happening: fc.Arbitrary<Happening> = fc.oneof(
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
class Story {
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
      expect(waitsUntilMs).toBeGreaterThan(world.nowMs);
      expect(wakes).toBeLessThan(20_000);
      world.nowMs = waitsUntilMs;
      await this.run();
    }
    world.nowMs = untilMs;
  }

  async run(): Promise<void> {
    const { world } = this;
    const isUnavailable = (error: unknown) => error instanceof Error && error.message === 'away';
    const { state, wait } = await runReview(this.state, world.activities, { nowMs: () => world.nowMs }, { isUnavailable });
    this.state = state;
    this.waitsUntilMs = wait?.untilMs ?? null;
    this.checks();
  }

  private checks(): void {
    const { state, world } = this;
    if (state.closed !== null) {
      if (world.isReachable) expect(world.heldSinceMs).toBeNull();
      if (state.closed.reason !== 'judged') expect(state.look?.facts.findings).toEqual([]);
      expect(['asked', 'approved', 'sending']).not.toContain(state.look?.facts.act?.state);
    }
    const said = world.notices.map(({ rung }) => rung);
    expect(new Set(said).size).toBe(said.length);
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

describe('a review, whatever happens in whatever order', () => {
  test('holds while something hard stands, says each finding once, acts on what two people decided alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (happenings) => {
        const story = new Story();
        const approved = new Set<string>();
        for (const one of happenings) {
          await story.happens(one);
          const { act } = story.world;
          if (act !== null && act.state !== 'asked' && act.state !== 'declined') approved.add(act.id);
        }
        await story.comesToRest();
        const { state, world } = story;
        expect(world.acted.filter((id) => !approved.has(id))).toEqual([]);
        expect(new Set(world.acted).size).toBe(world.acted.length);
        if (world.act !== null) expect(['done', 'declined']).toContain(world.act.state);
        if (state.closed?.reason === 'judged') return;
        expect(state.closed === null).toBe(world.findings.length > 0);
        const isHeld = world.heldSinceMs !== null;
        expect(isHeld).toBe(warrantsHold(world.findings) && !state.holdGivenUp);
        const said = world.notices.flatMap(({ findings }) => findings.map(({ id }) => id));
        expect(world.findings.filter(({ id }) => !said.includes(id))).toEqual([]);
      }),
      { numRuns: tries(2_000) },
    );
  });
});

describe('a review', () => {
  const opened = async (...findings: readonly (typeof FINDINGS)[number][]) => {
    const story = new Story();
    story.world.findings = findings;
    story.world.open();
    await story.hint();
    return story;
  };

  test('for a soft finding tells the seller alone and holds nothing', async () => {
    const { world } = await opened(soft('deadline:2027-02-01'));
    expect(world.heldSinceMs).toBeNull();
    expect(world.notices).toMatchObject([{ what: 'opened', audiences: ['seller'] }]);
  });

  test('tells risk of a rejection, and does not remind a seller who cannot mend it', async () => {
    const story = await opened(hard('disabled:rejected.fraud'));
    expect(story.world.notices).toMatchObject([{ audiences: ['seller', 'team', 'risk'] }]);
    await story.pass(3 * DAY_MS);
    expect(story.world.notices[1]).toMatchObject({ rung: 'reminder-3', audiences: ['team'], day: 3 });
    expect([...story.world.attention]).toEqual([`review:${ACCOUNT}:account_rejected:rejected.fraud`]);
  });

  test('collapses reminders that are overdue into the latest, and asks a person after the last', async () => {
    const story = await opened(hard('capability:transfers'));
    story.world.isAway = true;
    await story.pass(10 * DAY_MS);
    story.world.isAway = false;
    await story.hint();
    expect(story.world.notices.map(({ rung }) => rung)).toEqual(['found:capability:transfers', 'reminder-7']);
    expect([...story.world.attention]).toContain(`review:${ACCOUNT}:review_unanswered`);
  });

  test('warns ahead of the limit on holding payouts, gives the hold up there, and sets none again', async () => {
    const story = await opened(hard('capability:transfers'));
    await story.pass(50 * DAY_MS);
    expect([...story.world.attention]).toContain(`review:${ACCOUNT}:review_hold_limit`);
    await story.pass(10 * DAY_MS);
    expect(story.world.heldSinceMs).toBeNull();
    await story.hint();
    expect(story.world.heldSinceMs).toBeNull();
    expect(story.state).toMatchObject({ closed: null, holdGivenUp: true });
  });

  test('sleeps until something can change', async () => {
    const story = await opened(hard('capability:transfers'));
    const looks = story.world.looks;
    await story.pass(40 * DAY_MS);
    expect(story.world.looks).toBe(looks);
  });

  test('is not settled while a decision about the account waits', async () => {
    const story = await opened(hard('capability:transfers'));
    await story.happens({ kind: 'pass', ms: HOUR_MS });
    await story.happens({ kind: 'act', state: 'asked' });
    expect(whyNotResolve(story.state, { by: 'ana', note: 'x' })).toContain('waits for a second person');
  });

  test.each([
    [null, 'must be one object'],
    [[], 'must be one object'],
    [{ by: 'ana' }, 'note is missing'],
    [{ note: 'x', by: ' ' }, 'by is missing'],
    [{ by: 'ana', note: 'x'.repeat(501) }, 'longer than 500'],
    [{ by: 'ana', note: 'x', outcome: 'reject' }, '"outcome" is not known'],
  ])('refuses %j with why', async (message, why) => {
    const { state } = await opened(hard('capability:transfers'));
    expect(whyNotResolve(state, message)).toContain(why);
  });
});
