import { describe, expect, test } from '@jest/globals';
import { DAY_MS, WALL_CLOCK } from '../../../src/domain/clock';
import { apply } from '../../../src/domain/dispute/apply';
import { openDispute } from '../../../src/domain/dispute/state';
import { disputeId } from '../../../src/domain/ids';
import { runDispute } from '../../support/dispute-run';
import type { DisputeNotice } from '../../../src/domain/dispute/steps';
import { Story } from '../../support/dispute-story';

/** Of a reminder of evidence: the days ahead, and how loud it is. */
const dayAndLevel = (notice: DisputeNotice): string =>
  `${notice.rung.split(':').at(-1)} at level ${'level' in notice ? notice.level : 'of its own'}`;

describe('words and ends', () => {
  test('an inquiry tells the seller, moves no money, and closes with nothing to bear', async () => {
    const story = new Story();
    story.world.movements.length = 0;
    story.world.statusWord = 'warning_needs_response';
    await story.look();
    expect(story.world.notices.map((notice) => notice.rung)).toEqual(['inquiry:acct_A']);
    story.world.statusWord = 'warning_closed';
    await story.look();
    expect(story.state.closed?.reason).toBe('nothing_to_bear');
    expect(story.world.effects).toEqual([]);
  });

  test('evidence: the team hears 7 and 3 days ahead, then daily, and when it is too late; what was missed collapses into the latest', async () => {
    const story = new Story();
    story.world.evidenceDueMs = 10 * DAY_MS;
    await story.look(0);
    const told: string[] = [];
    for (let day = 1; day <= 10; day += 1) {
      if (day === 8) continue;
      await story.run(day === 9 ? 2 * DAY_MS : DAY_MS);
      told.push(
        ...story.steps.flatMap((step) => (step.kind === 'tell' ? step.notices : [])).map(dayAndLevel),
      );
    }
    expect(told).toEqual(['7 at level 0', '3 at level 1', '1 at level 3', 'passed at level 4']);
  });

  test('won, lost on appeal, and won again: each time the seller is told what changed', async () => {
    const story = new Story();
    await story.look();
    story.moves(10_000);
    await story.look();
    story.moves(-10_000);
    await story.look();
    story.moves(10_000);
    await story.look();
    expect(
      story.world.notices.map(({ rung, template, params }) => [rung, template, params.amountMinor]),
    ).toEqual([
      ['created:acct_A', 'disputeCreated', 10_000],
      ['bears:acct_A:0', 'disputeTaken', 10_000],
      ['bears:acct_A:1', 'disputeGivenBack', 10_000],
      ['bears:acct_A:2', 'disputeTaken', 10_000],
      ['bears:acct_A:3', 'disputeGivenBack', 10_000],
    ]);
  });

  test('what is let go is not called given back', async () => {
    const story = new Story();
    await story.look();
    const { principal } = story.seller;
    principal.takenMinor -= 4_000;
    principal.writtenOffMinor += 4_000;
    await story.look();
    expect(story.world.notices.map(({ template }) => template)).toEqual(['disputeCreated', 'disputeTaken']);
  });

  test('an unknown status is attention, money goes on, and nothing closes', async () => {
    const story = new Story();
    story.world.statusWord = 'reconsidered';
    await story.look();
    expect(story.attention).toEqual(['unknown_status']);
    expect(story.seller.principal.takenMinor).toBe(10_000);
    expect(story.state.closed).toBeNull();
    story.world.statusWord = 'lost';
    await story.look();
    expect(story.attention).toEqual([]);
    expect(story.state.closed?.reason).toBe('taken');
  });

  test('a sale that is nobody’s goes to a person, and the dispute stays open until it is named', async () => {
    const story = new Story();
    story.world.attribution = 'unknown';
    story.world.statusWord = 'lost';
    await story.look();
    expect(story.attention).toEqual(['whose_share']);
    expect(story.state.closed).toBeNull();
    story.world.attribution = 'metadata';
    await story.look();
    expect(story.state.closed?.reason).toBe('taken');
  });

  test('a run that lost its state repeats neither money nor words', async () => {
    const story = new Story();
    await story.look();
    const before = { effects: story.world.effects.length, notices: story.world.notices.length };
    story.state = openDispute(disputeId('dp_1'), null, WALL_CLOCK);
    await story.look();
    expect({ effects: story.world.effects.length, notices: story.world.notices.length }).toEqual(before);
  });

  test('a hint that comes while it closes is not lost', async () => {
    const story = new Story();
    story.world.statusWord = 'lost';
    story.hint();
    const { world } = story;
    const { state } = await runDispute(
      story.state,
      world,
      { nowMs: () => world.nowMs },
      {
        during: (step) => (unchanged) =>
          step.kind === 'close' ? apply(unchanged, { kind: 'hinted', upTo: null }) : unchanged,
      },
    );
    expect(state.closed?.reason).toBe('taken');
    expect(state.hints.counted).toBeGreaterThan(state.look?.answers ?? 0);
  });

  test('a move whose outcome stays unknown is asked about less and less often, at last once a day', async () => {
    const story = new Story();
    const calls = ['look', 'book', 'tell', 'attend', 'record', 'close'];
    story.world.nextFault = (call) => (calls.includes(call) ? null : { kind: 'lost', effect: false });
    let wait = await story.look();
    const asked: number[] = [];
    for (let step = 0; step < 30 && wait?.untilMs !== null; step += 1) {
      story.world.nowMs = wait?.untilMs ?? 0;
      wait = await story.run();
      if (story.kinds.includes('settleMove')) asked.push(story.world.nowMs);
    }
    const apart = asked.slice(1).map((atMs, index) => atMs - (asked[index] ?? 0));
    expect(Math.min(...apart)).toBeLessThanOrEqual(2 * 60_000);
    expect(apart.slice(-10)).toEqual(Array.from({ length: 10 }, () => DAY_MS));
    expect(story.attention).toEqual(['outcome_unknown']);
    expect(story.world.effects).toEqual([]);
  });
});
