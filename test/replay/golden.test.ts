import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import type { ReplayResult } from '@temporalio/worker';
import { Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { workflowBundle } from '../support/house';

const FOLDER = path.join(__dirname, 'histories');
const HOW_TO_GO_ON =
  'Running workflows would be stuck where these are. Put the change behind patched("what-changed") from ' +
  '@temporalio/workflow, so that a run that is on its way keeps the old steps; then this passes as it is. Record ' +
  'anew (test/replay/record.ts) only what no running workflow can have done.';

interface Line {
  readonly [part: string]: unknown;
}

const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => path.basename(file, '.json'));

function eventsOf(name: string): readonly Line[] {
  const { events } = JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')) as {
    readonly events: readonly Line[];
  };
  return events;
}

let bundle: WorkflowBundleWithSourceMap;
beforeAll(async () => {
  bundle = await workflowBundle();
}, 60_000);

/** What today's code makes of recorded runs; no server is asked. */
async function replay(
  runs: readonly { readonly name: string; readonly events: readonly Line[] }[],
): Promise<readonly ReplayResult[]> {
  const histories = runs.map(({ name, events }) => ({
    workflowId: name,
    history: historyFromJSON({ events }),
  }));
  const results: ReplayResult[] = [];
  for await (const result of Worker.runReplayHistories({ workflowBundle: bundle }, histories)) {
    results.push(result);
  }
  return results;
}

describe('what ran once', () => {
  test('is there: every flow, from their first look to their end, and over a new run', () => {
    expect([...NAMES].sort()).toEqual([
      'case-180-days',
      'case-claim-collected',
      'case-continued',
      'case-continued-as-new',
      'case-debit-returned-then-settled',
      'case-forgiven',
      'case-resolved-by-signal',
      'dispute-lost-again',
      'dispute-lost-with-claim',
      'dispute-won',
      'dispute-won-again',
      'payout-run',
      'refund-asked-for',
      'refund-failed',
      'review-of-capability',
    ]);
  });

  test('runs again step by step', async () => {
    const results = await replay(NAMES.map((name) => ({ name, events: eventsOf(name) })));
    const failed = results.flatMap(({ workflowId, error }) =>
      error === undefined ? [] : [`${workflowId}: ${error.message}`],
    );
    if (failed.length > 0) throw new Error(`${failed.join('\n')}\n${HOW_TO_GO_ON}`);
    expect(results).toHaveLength(NAMES.length);
  }, 60_000);
});

describe('a history that this code would not have made', () => {
  /** The same run, with the second activity of a kind that the code does not schedule there. */
  function withAnotherStep(name: string): readonly Line[] {
    const scheduled = eventsOf(name).filter((event) => 'activityTaskScheduledEventAttributes' in event);
    const second = scheduled[1];
    if (second === undefined) throw new Error(`${name} has no second activity`);
    return eventsOf(name).map((event) => {
      if (event.eventId !== second.eventId) return event;
      const attributes = event.activityTaskScheduledEventAttributes as Line;
      const other = { ...attributes, activityType: { name: 'payTheSeller' } };
      return { ...event, activityTaskScheduledEventAttributes: other };
    });
  }

  test.each(['case-180-days', 'dispute-won'])('is told apart: %s', async (name) => {
    const [result] = await replay([{ name, events: withAnotherStep(name) }]);
    expect(result?.error?.name).toBe('DeterminismViolationError');
    expect(result?.error?.message).toContain('payTheSeller');
  });
});
