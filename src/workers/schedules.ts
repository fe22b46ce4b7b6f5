import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type ScheduleSpec,
} from '@temporalio/client';
import { type Clock, DAY_MS } from '../domain/clock';
import { BALANCE_SWEEP, SWEEP_SCHEDULE, TASK_QUEUE } from '../workflows/messages';

/** Ten minutes past every hour, UTC; where days are short once a day, but at most once a second. */
function hourly(clock: Clock): ScheduleSpec {
  if (clock.msPerDay === DAY_MS) return { calendars: [{ hour: '*', minute: 10 }] };
  return { intervals: [{ every: Math.max(1_000, clock.msPerDay) }] };
}

/** Creates the schedules, or brings those that are there to what this version wants. */
export async function ensureSchedules(temporal: Client, clock: Clock, taskQueue = TASK_QUEUE): Promise<void> {
  const wanted = {
    spec: hourly(clock),
    action: {
      type: 'startWorkflow' as const,
      workflowType: BALANCE_SWEEP,
      workflowId: SWEEP_SCHEDULE,
      taskQueue,
      args: [{ clock }],
    },
    // What was missed while everything was down is read by the next run: every list and round has a cursor.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' as const },
  };
  try {
    // The first sweep begins now: it looks back one day only.
    await temporal.schedule.create({
      scheduleId: SWEEP_SCHEDULE,
      ...wanted,
      state: { triggerImmediately: true },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await temporal.schedule.getHandle(SWEEP_SCHEDULE).update((now) => ({ ...now, ...wanted }));
  }
}
