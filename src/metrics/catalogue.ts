/** Every metric of Recoup's own, with what it means. The pages say the same; a test holds the two together. */
export const CATALOGUE = {
  recoup_owed_minor: {
    kind: 'gauge',
    help: 'What open cases owe, minor units, by days since the balance went below zero',
    labels: ['currency', 'form', 'age'],
  },
  recoup_cases_open: { kind: 'gauge', help: 'Open cases', labels: ['currency'] },
  recoup_next_clearing_seconds: {
    kind: 'gauge',
    help: 'Clock time until Stripe clears the next open case from the platform’s reserve',
    labels: ['currency'],
  },
  recoup_moves_total: {
    kind: 'counter',
    help: 'Answers of the door to moves of money, by kind and outcome',
    labels: ['kind', 'outcome'],
  },
  recoup_moves_unsettled: {
    kind: 'gauge',
    help: 'Moves whose outcome is not known yet',
    labels: ['state'],
  },
  recoup_moves_unsettled_oldest_seconds: {
    kind: 'gauge',
    help: 'Age of the oldest move whose outcome is not known yet',
    labels: [],
  },
  recoup_attention_open: { kind: 'gauge', help: 'What waits for a person, by kind', labels: ['kind'] },
  recoup_attention_oldest_seconds: {
    kind: 'gauge',
    help: 'Age of the oldest thing that waits for a person, by kind',
    labels: ['kind'],
  },
  recoup_inbox_unrouted: { kind: 'gauge', help: 'Inbox rows that wait to be routed', labels: [] },
  recoup_inbox_oldest_seconds: { kind: 'gauge', help: 'Age of the oldest of them', labels: [] },
  recoup_inbox_set_aside: {
    kind: 'gauge',
    help: 'Inbox rows that failed again and again and wait for a person',
    labels: [],
  },
  recoup_wakes_due: { kind: 'gauge', help: 'Wakes that are due and not sent', labels: [] },
  recoup_wakes_oldest_seconds: {
    kind: 'gauge',
    help: 'How long the oldest of them has been due',
    labels: [],
  },
  recoup_wakes_set_aside: {
    kind: 'gauge',
    help: 'Wakes that could not be sent and wait for a person',
    labels: [],
  },
  recoup_notices_due: {
    kind: 'gauge',
    help: 'Notices whose hour has come and that are not sent',
    labels: [],
  },
  recoup_notices_oldest_seconds: {
    kind: 'gauge',
    help: 'How long the oldest of them has been due',
    labels: [],
  },
  recoup_notices_failed: { kind: 'gauge', help: 'Notices that were given up', labels: [] },
  recoup_last_webhook_seconds: { kind: 'gauge', help: 'Since the last webhook was received', labels: [] },
  recoup_door_acting: { kind: 'gauge', help: '1 in the mode act, 0 in observe', labels: [] },
  recoup_door_frozen: { kind: 'gauge', help: '1 while the door is shut', labels: [] },
  recoup_store_reachable: {
    kind: 'gauge',
    help: '1 where the figures above could be read, 0 where the database did not answer',
    labels: [],
  },
  recoup_stripe_requests_total: {
    kind: 'counter',
    help: 'Calls of Stripe by method and outcome',
    labels: ['method', 'outcome'],
  },
  recoup_stripe_request_seconds: {
    kind: 'histogram',
    help: 'Until Stripe answered, without the wait for a token',
    labels: ['method'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
  recoup_stripe_bucket_wait_seconds: {
    kind: 'histogram',
    help: 'How long calls waited for a token of the rate limit',
    labels: ['priority'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60],
  },
  recoup_stripe_share_per_second: {
    kind: 'gauge',
    help: 'This process’s share of the calls a second',
    labels: [],
  },
  recoup_webhooks_total: {
    kind: 'counter',
    help: 'Requests to the receiver of webhooks, by endpoint and status',
    labels: ['endpoint', 'status'],
  },
  recoup_links_total: {
    kind: 'counter',
    help: 'Requests for what sellers open from their letters, by route and status',
    labels: ['route', 'status'],
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

export interface MetricSpec {
  readonly kind: 'gauge' | 'counter' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  readonly buckets?: readonly number[];
}

export type MetricName = keyof typeof CATALOGUE;

/** Of Temporal's SDK, passed on by a worker beside Recoup's own; those that alerts are made of. */
export const TEMPORAL_METRICS = [
  'temporal_workflow_task_execution_failed_total',
  'temporal_workflow_task_schedule_to_start_latency_seconds',
  'temporal_activity_schedule_to_start_latency_seconds',
  'temporal_activity_execution_failed_total',
  'temporal_worker_task_slots_available',
  'temporal_sticky_cache_size',
  'temporal_request_failure_total',
] as const;
