import path from 'node:path';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type Stripe from 'stripe';
import type { Config } from '../config';
import { createConsole, listenOnLoopback } from '../console';
import type { Policy } from '../domain/policy/policy';
import { createLinkServer } from '../links';
import type { Simulator } from '../simulator';
import { runSimulator } from '../simulator/run';
import type { Narration } from '../simulator/world/acts-port';
import type { Database } from '../store/database';
import { createStripeClient } from '../stripe/client';
import { createWebhookServer } from '../webhooks';
import type { Ports } from './allot-ports';
import type { Closers } from './closers';
import type { DataFolder } from './data-folder';
import { PLATFORM, startRecoup } from './recoup';
import { addressOf, type Sandbox } from './sandbox';
import type { Servers } from './servers';

const LOOPBACK = '127.0.0.1';
/** The simulator has no limit unless it is told to; the bucket only keeps a runaway loop in bounds. */
const REQUESTS_PER_SECOND = 500;
/** A call that a kill -9 cut off is looked for after twice this: the simulator answers in milliseconds. */
const SIMULATOR_TIMEOUT_MS = 5_000;

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
  /** Null: the simulator. */
  readonly sandbox: Sandbox | null;
  readonly story: boolean;
  readonly onNarration: (line: Narration) => void;
}

export interface Parts {
  readonly console: string;
  readonly webhooks: string;
  readonly links: string;
  readonly simulator: Simulator | null;
}

/** The simulated Stripe, if no sandbox takes its place, and Recoup itself, in this process: receiver of webhooks, worker, relay, outbox, console. */
export async function startParts(options: PartsOptions): Promise<Parts> {
  const { folder, servers, sandbox } = options;
  // The receiver first: a webhook that finds nobody is only sent again an hour of the clock later.
  const webhooks = await startReceiver(options);
  const { simulator, stripe } = sandbox === null ? await simulated(options, webhooks) : onSandbox(sandbox);
  const temporal = await startRecoup({
    ...options,
    databaseUrl: servers.databaseUrl,
    temporalAddress: servers.temporalAddress,
    stripe,
    links: issueOf(options),
    clock: folder.clock,
  });
  const page = await startConsole(options, temporal);
  return { console: page, webhooks, links: await startLinks(options, stripe), simulator };
}

interface StripeSide {
  readonly stripe: Stripe;
  readonly simulator: Simulator | null;
}

const onSandbox = ({ stripe }: Sandbox): StripeSide => ({ stripe, simulator: null });

async function simulated(options: PartsOptions, webhooks: string): Promise<StripeSide> {
  const simulator = await startSimulator(options, webhooks);
  const stripe = createStripeClient({
    key: 'sk_test_simulator',
    ...addressOf(simulator.url),
    requestsPerSecond: REQUESTS_PER_SECOND,
    timeoutMs: SIMULATOR_TIMEOUT_MS,
  });
  return { stripe, simulator };
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

/** Sellers' addresses: as configured, else this machine's own. */
const issueOf = ({ config, folder, ports }: PartsOptions) =>
  config.links.issue ?? { publicUrl: `http://${LOOPBACK}:${ports.links}`, keys: [folder.linkKey] };

async function startLinks(options: PartsOptions, stripe: Stripe): Promise<string> {
  const { config, db, folder, ports, log, closers } = options;
  const server = await createLinkServer({
    db,
    stripe,
    clock: folder.clock,
    wallNow: Date.now,
    ...issueOf(options),
    platform: config.notices.platformName ?? PLATFORM,
    proxies: config.links.proxies,
    log: log.child({ part: 'links' }),
  });
  closers.add('the links of sellers', () => server.close());
  return server.listen({ host: LOOPBACK, port: ports.links });
}

async function startReceiver(options: PartsOptions): Promise<string> {
  const { config, folder, ports, db, log, closers, sandbox } = options;
  const { platform, connect } = folder.webhookSecrets;
  const { webhookSecrets, connectWebhookSecrets } = config.stripe;
  const secrets =
    sandbox === null
      ? { platform: [platform, ...webhookSecrets], connect: [connect, ...connectWebhookSecrets] }
      : { platform: webhookSecrets, connect: connectWebhookSecrets };
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
