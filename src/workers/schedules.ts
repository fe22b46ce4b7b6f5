import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type ScheduleSpec,
} from '@temporalio/client';
import { type Clock, DAY_MS } from '../domain/clock';
import { COLLECTION_LIST, TASK_QUEUE } from '../workflows/messages';

const COLLECTION_LIST_SCHEDULE = 'collection-list';

/** At scale 1 early every morning, UTC; where days are short once a day, but at most once a second. */
function daily(clock: Clock): ScheduleSpec {
  if (clock.msPerDay === DAY_MS) return { calendars: [{ hour: 4, minute: 10 }] };
  return { intervals: [{ every: Math.max(1_000, clock.msPerDay) }] };
}

/** Creates the schedules, or brings those that are there to what this version wants. */
export async function ensureSchedules(temporal: Client, clock: Clock, taskQueue = TASK_QUEUE): Promise<void> {
  const wanted = {
    spec: daily(clock),
    action: {
      type: 'startWorkflow' as const,
      workflowType: COLLECTION_LIST,
      workflowId: COLLECTION_LIST_SCHEDULE,
      taskQueue,
      args: [{ clock }],
    },
    // What was missed while everything was down is read by the next run: the list has a cursor.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' as const },
  };
  try {
    await temporal.schedule.create({ scheduleId: COLLECTION_LIST_SCHEDULE, ...wanted });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await temporal.schedule.getHandle(COLLECTION_LIST_SCHEDULE).update((now) => ({ ...now, ...wanted }));
  }
}
