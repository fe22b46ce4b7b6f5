import { setTimeout as delay } from 'node:timers/promises';
import { ScheduleNotFoundError, ScheduleOverlapPolicy, WorkflowIdConflictPolicy } from '@temporalio/client';
import { InvalidArgumentError } from 'commander';
import type { Config } from '../config';
import { withTemporalClient } from './open-temporal';

const POLL_MS = 200;

/** Has a schedule begin a run now, so that there is one at a time; one that runs already is left to run. */
export function triggerSchedule(config: Config, schedule: string, command: string): Promise<void> {
  return withTemporalClient(config, (client) =>
    known(schedule, command, client.schedule.getHandle(schedule).trigger(ScheduleOverlapPolicy.SKIP)),
  );
}

/**
 * Has a run begin beside a schedule's own, with more input than that gives it. One such run at a time: what runs
 * already is left to run.
 */
export function startBeside(
  config: Config,
  schedule: string,
  command: string,
  more: object,
): Promise<unknown> {
  return withTemporalClient(config, async (client) => {
    const { action } = await known(schedule, command, client.schedule.getHandle(schedule).describe());
    const [input] = action.args ?? [];
    return client.workflow.start(action.workflowType, {
      workflowId: `${schedule}-by-hand`,
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      taskQueue: action.taskQueue,
      args: [{ ...(input as object), ...more }],
    });
  });
}

async function known<T>(schedule: string, command: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    throw new Error(
      `Temporal has no schedule ${schedule}: a worker creates it when it starts. Start one (bin/recoup worker), then ${command} again.`,
      { cause: error },
    );
  }
}

/** Waits for the row that a run writes at its end; null where it has not come within `waitMs`. */
export async function rowOfEnd<Row>(read: () => Promise<Row | null>, waitMs: number): Promise<Row | null> {
  for (const untilMs = Date.now() + waitMs; Date.now() < untilMs; await delay(POLL_MS)) {
    const row = await read();
    if (row !== null) return row;
  }
  return null;
}

export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 to 99999.');
  return Number(text);
}
