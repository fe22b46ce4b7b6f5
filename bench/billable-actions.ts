import { temporal } from '@temporalio/proto';

type History = temporal.api.history.v1.IHistory;
type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

const { EventType } = temporal.api.enums.v1;

export interface WorkflowCost {
  readonly actions: { readonly [kind: string]: number };
  readonly billableActions: number;
  readonly events: number;
  readonly bytes: number;
}

/**
 * What one run of a workflow costs as Temporal Cloud bills it: starts, signals, updates, timers, activities with
 * their retries, search attribute upserts and continue-as-new are an action each. Queries are billed and leave no
 * event; local activities are one action a workflow task. Size is the serialized history's.
 */
export function workflowCost(history: History): WorkflowCost {
  const actions: { [kind: string]: number } = {};
  const count = (kind: string, times = 1): void => {
    if (times > 0) actions[kind] = (actions[kind] ?? 0) + times;
  };
  const events = history.events ?? [];
  for (const event of events) {
    const kind = actionOf(event);
    if (kind !== null) count(kind);
    count('activity retry', (event.activityTaskStartedEventAttributes?.attempt ?? 1) - 1);
  }
  return {
    actions,
    billableActions: Object.values(actions).reduce((sum, times) => sum + times, 0),
    events: events.length,
    bytes: temporal.api.history.v1.History.encode(history).finish().length,
  };
}

function actionOf(event: HistoryEvent): string | null {
  switch (event.eventType) {
    case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
      return 'start';
    case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
      return 'signal';
    case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
      return 'update';
    case EventType.EVENT_TYPE_TIMER_STARTED:
      return 'timer';
    case EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
      return `activity ${event.activityTaskScheduledEventAttributes?.activityType?.name ?? ''}`;
    case EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
      return 'search attributes';
    case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW:
      return 'continue as new';
    default:
      return null;
  }
}

/** Several runs together: a chain, and the flows that a case causes. */
export function totalCost(costs: readonly WorkflowCost[]): WorkflowCost {
  const actions: { [kind: string]: number } = {};
  for (const cost of costs) {
    for (const [kind, times] of Object.entries(cost.actions)) actions[kind] = (actions[kind] ?? 0) + times;
  }
  const sum = (of: (cost: WorkflowCost) => number): number =>
    costs.reduce((total, cost) => total + of(cost), 0);
  return {
    actions,
    billableActions: sum((cost) => cost.billableActions),
    events: sum((cost) => cost.events),
    bytes: sum((cost) => cost.bytes),
  };
}
