import { describe, expect, test } from '@jest/globals';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { flowStatusFrom } from '../../../src/activities/sweep/flow-status';

/** A Temporal that describes every workflow so: one whose tasks fail long enough takes minutes to make. */
function describing(name: string, attempt?: number): Client {
  const description = {
    status: { name },
    raw: attempt === undefined ? {} : { pendingWorkflowTask: { attempt } },
  };
  const found = (): Promise<unknown> =>
    name === 'none'
      ? Promise.reject(new WorkflowNotFoundError('none', 'wf', undefined))
      : Promise.resolve(description);
  const client = {
    withDeadline: (_deadline: number, work: () => unknown) => work(),
    workflow: { getHandle: () => ({ describe: found }) },
  };
  return client as unknown as Client;
}

describe('how a workflow stands', () => {
  test.each([
    ['RUNNING', undefined, 'running'],
    ['RUNNING', 1, 'running'],
    ['RUNNING', 5, 'running'],
    ['RUNNING', 6, 'stuck'],
    ['PAUSED', undefined, 'running'],
    ['CONTINUED_AS_NEW', undefined, 'running'],
    ['CANCELLED', undefined, 'cancelled'],
    ['TERMINATED', undefined, 'gone'],
    ['FAILED', 9, 'gone'],
    ['COMPLETED', undefined, 'gone'],
    ['none', undefined, 'gone'],
  ])('%s, at attempt %s of its task: %s', async (name, attempt, expected) => {
    expect(await flowStatusFrom(describing(name, attempt))('case:acct_1:usd')).toBe(expected);
  });

  test('is not known where Temporal does not answer', async () => {
    const down = { withDeadline: () => Promise.reject(new Error('unavailable')) } as unknown as Client;
    await expect(flowStatusFrom(down)('case:acct_1:usd')).rejects.toThrow('unavailable');
  });
});
