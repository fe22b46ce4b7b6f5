import { sleep } from '@temporalio/workflow';

/** The least that a waiting workflow can be. */
export async function trivial(): Promise<void> {
  await sleep('400 days');
}
