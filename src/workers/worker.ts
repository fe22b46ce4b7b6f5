import type { DataConverter } from '@temporalio/common';
import { type NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { createActivities } from '../activities';
import type { ActivityDeps } from '../activities/deps';
import { TASK_QUEUE } from '../workflows/messages';

export interface WorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly workflows: WorkflowBundleOption;
  readonly deps: ActivityDeps;
  /** Default: Temporal's own; one that encrypts must be the client's too. */
  readonly dataConverter?: DataConverter;
  readonly taskQueue?: string;
  readonly identity?: string;
  /** How long a workflow waits for the worker that has it cached before any other may take it; default 10 s. */
  readonly stickyTimeoutMs?: number;
  /** How long activities under way may take to finish when the worker drains; default 4 s. */
  readonly graceMs?: number;
}

/** A cached workflow is cheap to keep and costs a replay to bring back; each holds a little under a megabyte. */
const CACHED_WORKFLOWS = 400;
const CONCURRENT_ACTIVITIES = 20;
const GRACE_MS = 4_000;
/** After the grace time, for what does not heed that it was cancelled. */
const FORCE_MS = 3_000;

export interface RunningWorker {
  /** As Temporal names it: RUNNING when it takes tasks. */
  state(): string;
  /** Ends when the worker has stopped; rejects if it fails. */
  readonly stopped: Promise<void>;
  /** Takes no new tasks, lets those under way finish within the grace time, and ends. */
  drain(): Promise<void>;
}

/** One worker for workflows and activities. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { graceMs = GRACE_MS } = options;
  const worker = await Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: options.taskQueue ?? TASK_QUEUE,
    workflowBundle: options.workflows,
    activities: createActivities(options.deps),
    maxCachedWorkflows: CACHED_WORKFLOWS,
    maxConcurrentActivityTaskExecutions: CONCURRENT_ACTIVITIES,
    shutdownGraceTime: graceMs,
    shutdownForceTime: graceMs + FORCE_MS,
    ...(options.dataConverter === undefined ? {} : { dataConverter: options.dataConverter }),
    ...(options.identity === undefined ? {} : { identity: options.identity }),
    ...(options.stickyTimeoutMs === undefined
      ? {}
      : { stickyQueueScheduleToStartTimeout: options.stickyTimeoutMs }),
  });
  const stopped = worker.run();
  return {
    state: () => worker.getState(),
    stopped,
    async drain() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await stopped;
    },
  };
}
