import path from 'node:path';
import pino from 'pino';
import type { Config } from '../config';
import { secretValues } from '../config-secrets';
import { DAY_MS } from '../domain/clock';
import { createLog } from '../logging/logger';
import { loadPolicy } from '../policy-file';
import { readDoorState, setInitialMode } from '../store/door-state';
import { openDatabase } from '../store/database';
import { writeSetting } from '../store/settings';
import { installRuntime } from '../temporal/runtime';
import { allotPorts } from './allot-ports';
import { Closers } from './closers';
import { openDataFolder, type DataFolder } from './data-folder';
import { scaledPolicy } from './embedded-policy';
import { removeEndpoints, writeEndpoints, type Endpoints } from './endpoints';
import { startFeed } from './feed';
import { startParts } from './parts';
import { openSandbox, type Sandbox } from './sandbox';
import { sandboxWords } from './sandbox-words';
import { startServers, type Servers } from './servers';
import { followStory, nameInStory } from './story';
import { NAMESPACE } from './temporal';
import { absence, banner, createTerminal, sandboxBanner, type Terminal } from './terminal';

const DEFAULT_DAY_MS = 2_000;
const HEARTBEAT_MS = 1_000;
/** Each part's share of the ten seconds in which everything has stopped. */
const STOP_EACH_MS = 4_000;

export interface StartOptions {
  readonly config: Config;
  readonly reset: boolean;
  readonly story: boolean;
  readonly quiet: boolean;
  /** Somebody's own Stripe sandbox by its key, instead of the simulator. */
  readonly stripe: boolean;
}

export interface Run {
  readonly endpoints: Endpoints;
  /** Stops all parts in order; the data stays. */
  stop(): Promise<void>;
  /** Ends the child processes without waiting for anybody. */
  kill(): void;
}

/**
 * Brings up everything that `npm start` shows, on a simulated Stripe or on somebody's sandbox; resolves when all of it
 * is ready.
 */
export async function start(options: StartOptions): Promise<Run> {
  const { config } = options;
  const sandbox = options.stripe ? await openSandbox(config) : null;
  const folder = await openDataFolder({
    path: config.dataDir,
    reset: options.reset,
    msPerDay: config.msPerDay ?? (sandbox === null ? null : DAY_MS),
    defaultMsPerDay: DEFAULT_DAY_MS,
    wallMs: Date.now(),
  });
  const closers = new Closers();
  const terminal = createTerminal(folder.clock, { quiet: options.quiet, nameOf: nameInStory });
  const run: { servers: Servers | null } = { servers: null };
  removeEndpoints(folder.path);
  closers.add('the data folder', () => folder.close());
  const stop = () => closers.closeAll(STOP_EACH_MS, terminal.say);
  try {
    const endpoints = await bringUp(options, sandbox, folder, closers, terminal, run);
    return { endpoints, stop, kill: () => run.servers?.kill() };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function bringUp(
  { config, story }: StartOptions,
  sandbox: Sandbox | null,
  folder: DataFolder,
  closers: Closers,
  terminal: Terminal,
  run: { servers: Servers | null },
): Promise<Endpoints> {
  const heartbeat = setInterval(() => folder.stillAlive(), HEARTBEAT_MS);
  closers.add('the heartbeat', () => clearInterval(heartbeat));
  const away = absence(folder.clock, folder.lastAliveMs, Date.now());
  const told = loadPolicy(config.policyFile);
  const policy = sandbox === null ? scaledPolicy(told) : told;
  const ports = await allotPorts(config);
  const servers = await startServers({
    folder,
    ports,
    closers,
    say: terminal.say,
  });
  run.servers = servers;

  const db = openDatabase(servers.databaseUrl);
  closers.add('the database connections', () => db.destroy());
  await setInitialMode(db, sandbox === null ? 'act' : 'observe');
  await writeSetting(db, 'clock', { originMs: folder.clock.originMs, msPerDay: folder.clock.msPerDay });
  const door = await readDoorState(db);
  terminal.say(
    sandbox === null
      ? banner(folder.clock, Date.now(), door)
      : sandboxBanner(sandbox.report.platformAccount, door),
  );
  if (away !== null) terminal.say(away);

  const log = createLog({
    level: config.logLevel,
    name: 'embedded',
    secrets: [...secretValues(), ...Object.values(folder.webhookSecrets), servers.databaseUrl],
    destination: pino.destination({ dest: path.join(folder.path, 'recoup.log') }),
  });
  installRuntime(log);
  const parts = await startParts({
    config,
    folder,
    ports,
    servers,
    db,
    log,
    closers,
    policy,
    sandbox,
    say: terminal.say,
    story,
    onNarration: ({ atMs, seller, what }) => terminal.tell(atMs, seller, what),
  });
  const endpoints: Endpoints = {
    console: parts.console,
    webhooks: parts.webhooks,
    links: parts.links,
    temporal: servers.temporalAddress,
    temporalUi: servers.temporalUi,
    simulator: parts.simulator?.url ?? null,
    postgres: servers.databaseUrl,
  };
  const lookout = { ...endpoints, namespace: NAMESPACE, gate: policy.gate };
  const feed = await startFeed(db, folder.clock, terminal, lookout);
  closers.add('the feed', () => feed.stop());
  writeEndpoints(folder.path, endpoints);
  closers.add('the endpoints', () => removeEndpoints(folder.path));
  if (sandbox !== null) {
    const { webhookSecrets, connectWebhookSecrets } = config.stripe;
    const hasSecrets = webhookSecrets.length > 0 && connectWebhookSecrets.length > 0;
    const { webhooks } = parts;
    terminal.say(sandboxWords({ ...sandbox, webhooks, dataFolder: folder.path, hasSecrets }));
  }
  terminal.say(addresses(endpoints));
  terminal.open();
  const { simulator } = parts;
  if (simulator !== null && simulator.told.length > 0)
    followStory({ db, clock: folder.clock, dataFolder: folder.path, simulator, terminal, closers });
  return endpoints;
}

function addresses(endpoints: Endpoints): string {
  const { console: page, webhooks, links, temporalUi, simulator } = endpoints;
  return [
    `console      ${page}`,
    `Temporal UI  ${temporalUi}`,
    ...(simulator === null ? [] : [`simulator    ${simulator}`]),
    `webhooks     ${webhooks}`,
    `links        ${links}`,
    'Ctrl-C stops all of it; the next start goes on from here.',
  ].join('\n');
}
