import { isCancellation } from '@temporalio/workflow';
import type { Clock } from '../domain/clock';
import type { SweepResult } from '../domain/sweep/parts';
import { runSweep, type SweepActivities } from '../domain/sweep/sweep';
import { summarizedActivities } from './activity-options';

/** Behind everything that looks at one account or dispute: nobody waits for a sweep. */
const LAST = { priority: { priorityKey: 5 }, heartbeatTimeout: '45 seconds' } as const;

/** One look for what nobody announced. Each run is a schedule's, one at a time. */
export async function balanceSweep(input: { readonly clock: Clock }): Promise<SweepResult> {
  const activities = summarizedActivities<SweepActivities>(
    input.clock,
    {
      beginSweep: 'Open the row of this sweep',
      sweepSlice: 'Read a bounded piece of one part',
      endSweep: 'Write the results, and say what could not be done',
    },
    LAST,
  );
  return runSweep(activities, isCancellation);
}
