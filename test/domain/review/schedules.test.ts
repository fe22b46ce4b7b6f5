import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS, HOUR_MS } from '../../../src/domain/clock';
import { warrantsHold } from '../../../src/domain/review/findings';
import { whyNotResolve } from '../../../src/domain/review/people';
import { FINDINGS, happening, ReviewStory } from '../../support/review-story';
import { ACCOUNT, hard, soft } from '../../support/review-world';
import { tries } from '../../support/schedules';

describe('a review, whatever happens in whatever order', () => {
  test('holds while something hard stands, says each finding once, acts on what two people decided alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (happenings) => {
        const story = new ReviewStory();
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
    const story = new ReviewStory();
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
