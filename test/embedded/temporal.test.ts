import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { isAlive } from '../../src/embedded/processes';
import { freePort } from '../../src/embedded/ports';
import { registerSearchAttributes } from '../../src/temporal/search-attributes';
import { NAMESPACE, startTemporal, type TemporalOptions } from '../../src/embedded/temporal';
import { temporalCli } from '../../src/embedded/temporal-binary';
import { SEARCH_ATTRIBUTES } from '../../src/workflows/search-attributes';
import { timeSkippingEnv } from '../support/temporal';

const FOUR_HUNDRED_DAYS_S = 400 * 86_400;
const TWENTY_SECONDS_MS = 20_000;

describe('the embedded Temporal', () => {
  let dataFolder: string;
  let options: TemporalOptions;
  beforeEach(async () => {
    dataFolder = mkdtempSync(path.join(tmpdir(), 'recoup-temporal-test-'));
    const port = await freePort(0);
    const uiPort = await freePort(0, new Set([port]));
    options = { program: await temporalCli(console.error), dataFolder, port, uiPort, dayMs: 500 };
  });
  afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

  const connected = async <T>(work: (connection: Connection) => Promise<T>): Promise<T> => {
    const connection = await Connection.connect({ address: `127.0.0.1:${options.port}` });
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  };

  test(
    'keeps workflows, their history and the search attributes through a restart',
    async () => {
      const first = await startTemporal(options);
      await connected((connection) =>
        new Client({ connection }).workflow.start('notThere', { taskQueue: 'none', workflowId: 'kept' }),
      );
      await first.stop();
      const second = await startTemporal(options);
      try {
        await connected(async (connection) => {
          const described = await new Client({ connection }).workflow.getHandle('kept').describe();
          expect(described.status.name).toBe('RUNNING');
          const { config } = await connection.workflowService.describeNamespace({ namespace: NAMESPACE });
          expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(FOUR_HUNDRED_DAYS_S);
          const { customAttributes } = await connection.operatorService.listSearchAttributes({
            namespace: NAMESPACE,
          });
          expect(Object.keys(customAttributes)).toEqual(
            expect.arrayContaining(SEARCH_ATTRIBUTES.map(({ name }) => name)),
          );
          expect(await registerSearchAttributes(connection, NAMESPACE)).toEqual([]);
        });
      } finally {
        await second.stop();
      }
    },
    TWENTY_SECONDS_MS,
  );

  test(
    'ends the one that a killed run left behind',
    async () => {
      const left = await startTemporal(options);
      const next = await startTemporal(options);
      expect(isAlive(left.child.pid ?? 0)).toBe(false);
      await next.stop();
    },
    TWENTY_SECONDS_MS,
  );
});

test('the time-skipping server knows the search attributes and moves its clock when told', async () => {
  const server = await timeSkippingEnv();
  try {
    const before = await server.nowMs();
    await server.skip(86_400_000);
    expect((await server.nowMs()) - before).toBeGreaterThanOrEqual(86_400_000);
    const handle = await server.client.workflow.start('notThere', {
      taskQueue: 'none',
      workflowId: 'with-attributes',
      searchAttributes: { [SEARCH_ATTRIBUTES[0]?.name ?? '']: ['x'] },
    });
    expect((await handle.describe()).status.name).toBe('RUNNING');
  } finally {
    await server.close();
  }
});
