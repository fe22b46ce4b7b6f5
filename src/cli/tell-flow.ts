import { WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { UpdateDefinition } from '@temporalio/common';
import type { Config } from '../config';
import { TASK_QUEUE } from '../workflows/messages';
import { withTemporalClient } from './open-temporal';

const TRIES = 5;
const PAUSE_MS = 500;

/** How to begin a flow that has ended, so that it hears what is said. */
export interface FlowStart {
  readonly workflowType: string;
  readonly input: object;
}

/**
 * Sends an update to whichever run of a workflow is there, and answers what it says. Sent again under the same id
 * where the run rolled over meanwhile: the workflow knows the id and hears it once.
 * With `start`, a flow that has ended begins anew for it.
 * @throws Error with what the workflow has against it, or that none runs.
 */
export async function tellFlow<Answer, Message>(
  config: Config,
  workflowId: string,
  update: UpdateDefinition<Answer, [Message]>,
  message: Message,
  updateId: string,
  start: FlowStart | null = null,
): Promise<Answer> {
  return withTemporalClient(config, async (client) => {
    const handle = client.workflow.getHandle(workflowId);
    for (let tries = 1; ; tries += 1) {
      try {
        if (start === null) return await handle.executeUpdate(update, { args: [message], updateId });
        const startWorkflowOperation = new WithStartWorkflowOperation(start.workflowType, {
          workflowId,
          taskQueue: TASK_QUEUE,
          args: [start.input],
          workflowIdConflictPolicy: 'USE_EXISTING',
        });
        return await client.workflow.executeUpdateWithStart(update, {
          args: [message],
          updateId,
          startWorkflowOperation,
        });
      } catch (error) {
        if (error instanceof WorkflowUpdateFailedError) {
          throw new Error(`${workflowId} refused it: ${error.cause?.message ?? error.message}`, {
            cause: error,
          });
        }
        const isRunning = await handle.describe().then(
          ({ status }) => status.name === 'RUNNING',
          (missing: unknown) => {
            if (missing instanceof WorkflowNotFoundError) return false;
            throw missing;
          },
        );
        if (!isRunning) throw new Error(nobodyThere(workflowId), { cause: error });
        if (tries === TRIES) throw error;
        await new Promise((resolve) => {
          setTimeout(resolve, PAUSE_MS * tries);
        });
      }
    }
  });
}

const nobodyThere = (workflowId: string): string =>
  `${workflowId} does not run: it has ended, or never began. "bin/recoup inbox wake ${workflowId}" has it look again; then say it once more.`;
