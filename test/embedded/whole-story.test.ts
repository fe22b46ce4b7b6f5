import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { EmbeddedRuns } from '../support/recoup-process';

/** On a busy machine the closing table waits until Recoup has caught up. */
const EIGHT_MINUTES_MS = 480_000;
/** Of wall time after a start: early in the story, between a call to Stripe and its outcome as often as not. */
const KILLED_AFTER_MS = [2_500, 4_100];

const runs = new EmbeddedRuns();
afterAll(() => runs.remove(), EIGHT_MINUTES_MS);

/** 212 days of half a second each. */
test(
  'the story ends clean by the economic book, though the process was killed twice in its busiest days',
  async () => {
    for (const afterMs of KILLED_AFTER_MS) {
      const { run } = await runs.ready('--day', '500ms', '--quiet');
      await delay(afterMs);
      await run.signal('SIGKILL');
    }
    const { run } = await runs.ready('--day', '500ms');
    await run.until(() => (run.output.includes('Everything stays up') ? true : null));
    const table = run.output.slice(run.output.indexOf('The story is told'));
    expect(table).toContain('Clean: everybody bears what is theirs.');
    for (const fault of ['overpaid to sellers', 'recovered twice', 'unexplained']) {
      const nothing = ['0.00 AUD', '0.00 EUR', '0.00 GBP', '0.00 HKD', '0 JPY', '0.00 USD'].join(' +');
      expect(table).toMatch(new RegExp(`${fault} +${nothing}\n`));
    }
    const { code } = await run.signal('SIGINT');
    expect(code).toBe(0);
  },
  EIGHT_MINUTES_MS,
);
