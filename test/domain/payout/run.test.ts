import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PageAnswer } from '../../../src/domain/payout/page';
import {
  applyToRun,
  isRunClosed,
  migrateRun,
  nextRunStep,
  openRun,
  type RunEvent,
  type RunState,
  runWord,
} from '../../../src/domain/payout/run';
import { isTooFarAhead, payoutDate, readRunId, runId } from '../../../src/domain/payout/run-id';
import { currency } from '../../../src/domain/money';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/domain/clock';

const NAME = {
  date: payoutDate('2026-11-23'),
  currency: currency('eur'),
  mode: 'transfer' as const,
  version: 1,
  dryRun: false,
};
const START = openRun(runId(NAME));
const after = (...events: readonly RunEvent[]): RunState => events.reduce(applyToRun, START);
const paged = (answer: PageAnswer, answers = 0, atMs = 0): RunEvent => ({
  kind: 'paged',
  answer,
  answers,
  atMs,
});

describe('a run', () => {
  test('takes page after page until nothing is left', () => {
    expect(nextRunStep(START, 0)).toEqual({ kind: 'page' });
    expect(nextRunStep(after(paged({ kind: 'more' })), 0)).toEqual({ kind: 'page' });
    const done = after(paged({ kind: 'more' }), paged({ kind: 'done' }));
    expect(isRunClosed(done)).toBe(true);
    expect(runWord(done)).toBe('done');
  });

  test('waits where a page cannot go on, until its hour or for news', () => {
    const waits = after(paged({ kind: 'waits', untilMs: HOUR_MS, why: 'under water' }));
    expect(nextRunStep(waits, 0)).toEqual({ kind: 'wait', untilMs: HOUR_MS, why: 'under water' });
    expect(runWord(waits)).toBe('waiting');
    expect(nextRunStep(waits, HOUR_MS)).toEqual({ kind: 'page' });
    expect(nextRunStep(applyToRun(waits, { kind: 'hinted', upTo: 1 }), 0)).toEqual({ kind: 'page' });
  });

  test('takes a breath where a worker whose clock is behind says that the hour has come', () => {
    const waits = after(paged({ kind: 'waits', untilMs: HOUR_MS, why: 'its day has not come' }, 0, HOUR_MS));
    expect(nextRunStep(waits, HOUR_MS)).toMatchObject({ kind: 'wait', untilMs: HOUR_MS + MINUTE_MS });
    expect(nextRunStep(waits, HOUR_MS + MINUTE_MS)).toEqual({ kind: 'page' });
  });

  test('counts a hint that comes while a page is under way for the next one', () => {
    const state = after({ kind: 'hinted', upTo: 1 }, paged({ kind: 'done' }, 0));
    expect(isRunClosed(state)).toBe(false);
    expect(nextRunStep(state, 0)).toEqual({ kind: 'page' });
    expect(isRunClosed(applyToRun(state, paged({ kind: 'done' }, 1)))).toBe(true);
  });

  test('comes back a quarter of an hour after an activity has given up, whatever is hinted', () => {
    const state = after({ kind: 'unavailable', atMs: 0 }, { kind: 'hinted', upTo: 1 });
    expect(nextRunStep(state, 0)).toMatchObject({ kind: 'wait', untilMs: 15 * MINUTE_MS });
    expect(nextRunStep(state, 15 * MINUTE_MS)).toEqual({ kind: 'page' });
  });

  test('never waits past an instant that has come, and never pages when closed without news', () => {
    const answer = fc.oneof(
      fc.constant<PageAnswer>({ kind: 'more' }),
      fc.constant<PageAnswer>({ kind: 'done' }),
      fc.record({
        kind: fc.constant('waits' as const),
        untilMs: fc.option(fc.nat(100)),
        why: fc.constant('x'),
      }),
    );
    const event: fc.Arbitrary<RunEvent> = fc.oneof(
      fc.record({ kind: fc.constant('hinted' as const), upTo: fc.option(fc.nat(20)) }),
      fc.record({ kind: fc.constant('unavailable' as const), atMs: fc.nat(100) }),
      fc.record({ kind: fc.constant('paged' as const), answer, answers: fc.nat(5), atMs: fc.nat(HOUR_MS) }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), fc.nat(1_000_000), (events, nowMs) => {
        const state = events.reduce(applyToRun, START);
        const step = nextRunStep(state, nowMs);
        const untilMs = step.kind === 'wait' ? step.untilMs : null;
        expect(untilMs === null || untilMs > nowMs).toBe(true);
        expect(!isRunClosed(state) || state.notBefore !== null || step.kind === 'wait').toBe(true);
      }),
    );
  });

  test('of a newer version is not misread', () => {
    expect(migrateRun(START)).toBe(START);
    expect(() => migrateRun({ ...START, schemaVersion: 2 as 1 })).toThrow('version 2');
  });
});

describe('the name of a run', () => {
  test('says what, when, in which currency, and which version', () => {
    expect(runId(NAME)).toBe('payout-run:2026-11-23:eur:transfer');
    expect(runId({ ...NAME, version: 3, mode: 'payout' })).toBe('payout-run:2026-11-23:eur:payout:v3');
    expect(runId({ ...NAME, dryRun: true })).toBe('dry-run:2026-11-23:eur:transfer');
    expect(readRunId('payout-run:2026-11-23:eur:payout:v3')).toBe('payout-run:2026-11-23:eur:payout:v3');
    expect(() => readRunId('payout-run:today')).toThrow('payout-run:2026-11-23:eur:transfer');
  });

  test.each(['2026-02-30', '2026-13-01', '26-11-23', '2026-11-23T00:00', ''])('has no day %p', (text) => {
    expect(() => payoutDate(text)).toThrow(RangeError);
  });

  test('lies at most a year ahead', () => {
    const now = Date.UTC(2026, 10, 23);
    expect(isTooFarAhead(payoutDate('2027-11-23'), now)).toBe(false);
    expect(isTooFarAhead(payoutDate('2027-11-25'), now + DAY_MS / 2)).toBe(true);
  });
});
