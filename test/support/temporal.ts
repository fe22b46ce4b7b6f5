import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { freePort } from '../../src/embedded/ports';
import { addSearchAttributes } from '../../src/temporal/search-attributes';
import { NAMESPACE, startTemporal } from '../../src/embedded/temporal';
import { temporalCli, temporalTestServer } from '../../src/embedded/temporal-binary';

// Before any connection is made, which would install a runtime that tells of every state of every worker.
Runtime.install({ logger: new DefaultLogger('ERROR') });

const ONE_DAY_MS = 86_400_000;

/** A Monday morning, UTC: business days and hours then fall the same in every run, whenever it is made. */
const STORIES_BEGIN_MS = Date.UTC(2035, 0, 8, 9);

export interface TemporalForTests {
  readonly address: string;
  readonly namespace: string;
  /** Never skips time by itself, unlike the SDK's own test client. */
  readonly client: Client;
  readonly connection: Connection;
  /** For workers. */
  readonly nativeConnection: NativeConnection;
  close(): Promise<void>;
}

export interface TimeSkipping extends TemporalForTests {
  /** The one clock of the server: what workflows see as now. */
  nowMs(): Promise<number>;
  /** Moves the clock; time stands still while an activity runs. */
  skip(durationMs: number): Promise<void>;
}

/** The time-skipping server, one for each scenario. It has no schedules and cannot list workflows. */
export async function timeSkippingEnv(): Promise<TimeSkipping> {
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: await temporalTestServer(console.error) } },
  });
  const { connection, nativeConnection, address } = environment;
  await environment.sleep(STORIES_BEGIN_MS - (await environment.currentTimeMs()));
  await addSearchAttributes(connection, NAMESPACE);
  return {
    address,
    namespace: NAMESPACE,
    client: new Client({ connection }),
    connection,
    nativeConnection,
    nowMs: () => environment.currentTimeMs(),
    skip: (durationMs) => environment.sleep(durationMs),
    close: () => environment.teardown(),
  };
}

/** The dev server as the embedded run starts it, in a folder of its own; `dayMs` below a second has fine timers. */
export async function devServer(dayMs = ONE_DAY_MS): Promise<TemporalForTests> {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'recoup-temporal-'));
  const port = await freePort(0);
  const server = await startTemporal({
    program: await temporalCli(console.error),
    dataFolder,
    port,
    uiPort: await freePort(0, new Set([port])),
    dayMs,
  });
  const connection = await Connection.connect({ address: server.address });
  const nativeConnection = await NativeConnection.connect({ address: server.address });
  const close = async () => {
    await Promise.allSettled([connection.close(), nativeConnection.close()]);
    await server.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  const client = new Client({ connection, namespace: NAMESPACE });
  return { address: server.address, namespace: NAMESPACE, client, connection, nativeConnection, close };
}

/** A dev server that asks every run for a new one after so many events: a chain of runs within seconds. */
export async function shortHistoriesServer(events: number): Promise<TemporalForTests> {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: await temporalCli(console.error) },
      extraArgs: ['--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${events}`],
    },
  });
  const { connection, nativeConnection, address } = environment;
  await addSearchAttributes(connection, NAMESPACE);
  const client = new Client({ connection, namespace: NAMESPACE });
  const close = () => environment.teardown();
  return { address, namespace: NAMESPACE, client, connection, nativeConnection, close };
}
