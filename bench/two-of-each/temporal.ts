import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../src/embedded/ports';

const run = promisify(execFile);
const SCRIPT = path.resolve(__dirname, '../temporal-on-postgres');
const NAMESPACE = 'default';

/** The real server on a PostgreSQL; builds it on the first call, which takes minutes. */
export async function startTemporalOnPostgres(
  folder: string,
  postgresUrl: string,
): Promise<{ readonly address: string; stop(): Promise<void> }> {
  const { hostname, port, username, password } = new URL(postgresUrl);
  const env = {
    ...process.env,
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: username,
    PGPASSWORD: decodeURIComponent(password),
    PORT: String(await freePort(27_233)),
  };
  const { stdout } = await run(SCRIPT, ['start', folder], { env, maxBuffer: 64_000_000 });
  const address = stdout.trim().split('\n').at(-1) ?? '';
  await createNamespace(address);
  return {
    address,
    stop: async () => {
      await run(SCRIPT, ['stop', folder], { env });
    },
  };
}

async function createNamespace(address: string): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    await connection.workflowService.registerNamespace({
      namespace: NAMESPACE,
      workflowExecutionRetentionPeriod: msToTs('3 days'),
    });
    // The frontend learns of a new namespace from its cache, some seconds later.
    for (;;) {
      const known = await connection.workflowService
        .listOpenWorkflowExecutions({ namespace: NAMESPACE })
        .then(
          () => true,
          () => false,
        );
      if (known) return;
      await delay(250);
    }
  } finally {
    await connection.close();
  }
}
