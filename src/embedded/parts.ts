import path from 'node:path';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Config } from '../config';
import { createConsole, listenOnLoopback } from '../console';
import type { Policy } from '../domain/policy/policy';
import type { Simulator } from '../simulator';
import { runSimulator } from '../simulator/run';
import type { Narration } from '../simulator/world/acts-port';
import type { Database } from '../store/database';
import { createWebhookServer } from '../webhooks';
import type { Ports } from './allot-ports';
import type { Closers } from './closers';
import type { DataFolder } from './data-folder';
import { startRecoup } from './recoup';
import type { Servers } from './servers';

const LOOPBACK = '127.0.0.1';

export interface PartsOptions {
  readonly config: Config;
  readonly folder: DataFolder;
  readonly ports: Ports;
  readonly servers: Servers;
  readonly db: Database;
  readonly log: Logger;
  readonly closers: Closers;
  readonly policy: Policy;
  readonly say: (line: string) => void;
  readonly story: boolean;
  readonly onNarration: (line: Narration) => void;
}

export interface Parts {
  readonly console: string;
  readonly webhooks: string;
  readonly simulator: Simulator;
}

/** The simulated Stripe and Recoup itself, in this process: receiver of webhooks, worker, relay, outbox, console. */
export async function startParts(options: PartsOptions): Promise<Parts> {
  const { folder, servers } = options;
  // The receiver first: a webhook that finds nobody is only sent again an hour of the clock later.
  const webhooks = await startReceiver(options);
  const simulator = await startSimulator(options, webhooks);
  const temporal = await startRecoup({
    ...options,
    databaseUrl: servers.databaseUrl,
    temporalAddress: servers.temporalAddress,
    simulatorUrl: simulator.url,
    clock: folder.clock,
  });
  const page = await startConsole(options, temporal);
  return { console: page, webhooks, simulator };
}

async function startConsole(
  { db, folder, ports, servers, log, closers }: PartsOptions,
  temporal: Client,
): Promise<string> {
  const app = await createConsole({
    db,
    clock: folder.clock,
    wallNow: Date.now,
    temporalUiUrl: servers.temporalUi,
    temporalReachable: async () => {
      await temporal.workflowService.getSystemInfo({});
      return true;
    },
    log: log.child({ part: 'console' }),
  });
  closers.add('the console', () => app.close());
  return listenOnLoopback(app, { port: ports.console });
}

async function startReceiver({ config, folder, ports, db, log, closers }: PartsOptions): Promise<string> {
  const { platform, connect } = folder.webhookSecrets;
  const secrets = {
    platform: [platform, ...config.stripe.webhookSecrets],
    connect: [connect, ...config.stripe.connectWebhookSecrets],
  };
  const receiver = createWebhookServer({
    db,
    secrets,
    wallNow: Date.now,
    log: log.child({ part: 'webhooks' }),
  });
  closers.add('the receiver of webhooks', () => receiver.close());
  return receiver.listen({ host: LOOPBACK, port: ports.webhooks });
}

async function startSimulator(options: PartsOptions, webhooks: string): Promise<Simulator> {
  const { folder, ports, closers, story, onNarration } = options;
  const { platform, connect } = folder.webhookSecrets;
  const simulator = await runSimulator({
    ...folder.clock,
    port: ports.simulator,
    dataFolder: path.join(folder.path, 'simulator'),
    story,
    webhooks: [
      { url: `${webhooks}/stripe`, secret: platform, connect: false },
      { url: `${webhooks}/stripe/connect`, secret: connect, connect: true },
    ],
    onNarration,
  });
  closers.add('the simulator', () => simulator.close());
  return simulator;
}
