import { WorkflowNotFoundError } from '@temporalio/common';
import type { Client } from '@temporalio/client';

/** Whether a workflow runs, by describing it: visibility is late and may be wrong. `stuck`: its tasks fail again and again. */
export type FlowStatus = 'running' | 'stuck' | 'cancelled' | 'gone';

export type ReadFlowStatus = (workflowId: string) => Promise<FlowStatus>;

const CALL_DEADLINE_MS = 5_000;
/** A workflow task that fails is tried again; a new version that mends it within some minutes is no trouble. */
const STUCK_AFTER_ATTEMPTS = 5;

/**
 * The status of the latest run of a workflow. A cancelled one was handed to a person and stays theirs; whatever else
 * has ended is gone. Throws where Temporal does not answer.
 */
export function flowStatusFrom(temporal: Client): ReadFlowStatus {
  return async (workflowId) => {
    try {
      const { status, raw } = await temporal.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
        temporal.workflow.getHandle(workflowId).describe(),
      );
      switch (status.name) {
        case 'RUNNING':
          return (raw.pendingWorkflowTask?.attempt ?? 0) > STUCK_AFTER_ATTEMPTS ? 'stuck' : 'running';
        case 'PAUSED':
        case 'CONTINUED_AS_NEW':
          return 'running';
        case 'CANCELLED':
          return 'cancelled';
        default:
          return 'gone';
      }
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'gone';
      throw error;
    }
  };
}
