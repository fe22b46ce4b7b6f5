import type { Client, Connection } from '@temporalio/client';
import { clientOn, connectTemporal, type TemporalSettings } from '../temporal/connection';
import { missingSearchAttributes } from '../temporal/search-attributes';
import { MET } from './needs';
import type { ProcessContext } from './run-process';
import { waitFor } from './wait-for';

/** Wall time for a question that any server answers at once. */
const ASK_WITHIN_MS = 5_000;

/** A client to Temporal, once it is there with the namespace and what workflows show themselves by. */
export async function openTemporal(context: ProcessContext, settings: TemporalSettings): Promise<Client> {
  const connection = await waitFor(context, 'temporal', async () => {
    const connected = await connectTemporal(settings);
    try {
      await check(connected, settings.namespace);
      return connected;
    } catch (error) {
      await connected.close();
      throw error;
    }
  });
  context.closers.add('the connection to Temporal', () => connection.close());
  context.needs.watch('temporal', async () => {
    await withinTime(connection, () => connection.workflowService.getSystemInfo({}));
    return MET;
  });
  return clientOn(connection, settings);
}

async function check(connection: Connection, namespace: string): Promise<void> {
  await withinTime(connection, () => connection.workflowService.describeNamespace({ namespace }));
  const missing = await withinTime(connection, () => missingSearchAttributes(connection, namespace));
  if (missing.length > 0) {
    throw new Error(
      `the namespace ${namespace} lacks the search attributes ${missing.join(', ')}: run bin/recoup migrate`,
    );
  }
}

const withinTime = <T>(connection: Connection, ask: () => Promise<T>): Promise<T> =>
  connection.withDeadline(Date.now() + ASK_WITHIN_MS, ask);
