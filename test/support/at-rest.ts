import { WorkflowNotFoundError } from '@temporalio/common';
import { temporal as temporalProto } from '@temporalio/proto';
import type { Database } from '../../src/store/database';
import type { TemporalForTests } from './temporal';

/**
 * Nothing waits in the inbox or to be sent, and no workflow has anything to react to. A timer shorter than
 * `shortTimerSeconds` is work to come, not a wait.
 */
export async function isAtRest(
  temporal: TemporalForTests,
  db: Database,
  shortTimerSeconds: number,
): Promise<boolean> {
  return !(await somethingIsDue(db)) && !(await somethingRuns(temporal, db, shortTimerSeconds));
}

async function somethingIsDue(db: Database): Promise<boolean> {
  const event = await db
    .selectFrom('events')
    .select('seq')
    .where('state', '=', 'new')
    .limit(1)
    .executeTakeFirst();
  const wake = await db
    .selectFrom('wakes')
    .select('target')
    .whereRef('number', '>', 'sent')
    .where('set_aside_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return event !== undefined || wake !== undefined;
}

/** A workflow has a task or an activity under way. The store names every flow there is. */
async function somethingRuns(
  temporal: TemporalForTests,
  db: Database,
  shortTimerSeconds: number,
): Promise<boolean> {
  const flows = await db
    .selectFrom('wakes')
    .select('target')
    .where('kind', 'not in', ['account', 'warning', 'payout_line'])
    .execute();
  for (const { target } of flows) {
    if (await isBusy(temporal, target, shortTimerSeconds)) return true;
  }
  return false;
}

const { EventType } = temporalProto.api.enums.v1;

/** What a workflow must still react to. The test server does not say that a workflow task is waiting. */
const TO_REACT_TO: readonly (number | null | undefined)[] = [
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
  EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
  EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
  EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
  EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
  EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED,
  EventType.EVENT_TYPE_TIMER_FIRED,
];

async function isBusy(
  temporal: TemporalForTests,
  workflowId: string,
  shortTimerSeconds: number,
): Promise<boolean> {
  const handle = temporal.client.workflow.getHandle(workflowId);
  const history = await handle.fetchHistory().catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  });
  const events = history?.events ?? [];
  if (TO_REACT_TO.includes(events.at(-1)?.eventType) || openActivities(events) > 0) return true;
  const isClosed = events.at(-1)?.eventType === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED;
  return !isClosed && shortestTimerSeconds(events) < shortTimerSeconds;
}

type HistoryEvent = temporalProto.api.history.v1.IHistoryEvent;

/** What people say while an activity runs comes after it in the history. */
function openActivities(events: readonly HistoryEvent[]): number {
  const open = new Set<string>();
  for (const event of events) {
    const ended =
      event.activityTaskCompletedEventAttributes ??
      event.activityTaskFailedEventAttributes ??
      event.activityTaskTimedOutEventAttributes;
    if (event.activityTaskScheduledEventAttributes != null) open.add(String(event.eventId));
    if (ended != null) open.delete(String(ended.scheduledEventId));
  }
  return open.size;
}

function shortestTimerSeconds(events: readonly HistoryEvent[]): number {
  const open = new Map<string, number>();
  for (const event of events) {
    const { timerStartedEventAttributes: started } = event;
    const ended = event.timerFiredEventAttributes ?? event.timerCanceledEventAttributes;
    if (started != null) open.set(started.timerId ?? '', Number(started.startToFireTimeout?.seconds ?? 0));
    if (ended != null) open.delete(ended.timerId ?? '');
  }
  return Math.min(Infinity, ...open.values());
}
