import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { createSimulator, type Simulator } from '../../src/simulator';
import { freshDatabase, type FreshDatabase } from './postgres';
import { RecoupProcess } from './recoup-process';
import { devServer, type TemporalForTests } from './temporal';

const POLL_MS = 50;
const SECRETS = { platform: 'whsec_production_platform', connect: 'whsec_production_connect' };
export const LINK_SECRET = `first:${randomBytes(32).toString('base64')}`;
export const CODEC_KEYS = `first:${randomBytes(32).toString('base64')}`;

/** What the processes of production need, none of it set up yet: an empty database, Temporal, a simulated Stripe. */
export class ProductionSite {
  readonly #processes: RecoupProcess[] = [];

  private constructor(
    readonly database: FreshDatabase,
    readonly temporal: TemporalForTests,
    readonly simulator: Simulator,
    readonly webhooksPort: number,
  ) {}

  static async open(): Promise<ProductionSite> {
    const [database, temporal, webhooksPort] = await Promise.all([
      freshDatabase(),
      devServer(),
      freePortNow(),
    ]);
    await sql`drop schema public cascade`.execute(database.db);
    await sql`create schema public`.execute(database.db);
    // The test server skips what a receiver must insist on before it acknowledges.
    await sql`do $$ begin execute format('alter database %I set synchronous_commit = on', current_database()); end $$`.execute(
      database.db,
    );
    const receiver = `http://127.0.0.1:${webhooksPort}`;
    const simulator = await createSimulator({
      time: { kind: 'ticking', clock: { originMs: Date.now(), msPerDay: 2_000 } },
      webhooks: [
        { url: `${receiver}/stripe`, secret: SECRETS.platform, connect: false },
        { url: `${receiver}/stripe/connect`, secret: SECRETS.connect, connect: true },
      ],
    });
    return new ProductionSite(database, temporal, simulator, webhooksPort);
  }

  /** A process as it runs in production. */
  start(name: string, extra: Readonly<Record<string, string>> = {}): RecoupProcess {
    const started = new RecoupProcess([name], {
      DATABASE_URL: this.database.url,
      TEMPORAL_ADDRESS: this.temporal.address,
      STRIPE_WEBHOOK_SECRETS: SECRETS.platform,
      STRIPE_CONNECT_WEBHOOK_SECRETS: SECRETS.connect,
      RECOUP_STRIPE_URL: this.simulator.url,
      RECOUP_PLATFORM_NAME: 'Ridge Market',
      RECOUP_CODEC_KEYS: CODEC_KEYS,
      RECOUP_LINKS_URL: 'https://money.ridge.example',
      RECOUP_LINK_SECRET: LINK_SECRET,
      RECOUP_HEALTH_PORT: '0',
      RECOUP_CONSOLE_PORT: '0',
      RECOUP_WEBHOOKS_PORT: String(this.webhooksPort),
      ...extra,
    });
    this.#processes.push(started);
    return started;
  }

  async close(): Promise<void> {
    for (const { child, ended } of this.#processes) {
      child.kill('SIGKILL');
      await ended;
    }
    await this.simulator.close();
    await Promise.all([this.temporal.close(), this.database.close()]);
  }
}

export interface Readiness {
  readonly ready: boolean;
  readonly needs: Readonly<Record<string, string>>;
}

/** The health port of a process, as its log says it. */
export async function healthOf(process: RecoupProcess): Promise<string> {
  return process.until(() => /"health":"(http:[^"]+)"/.exec(process.output)?.[1] ?? null);
}

/** Asks again and again until the readiness is as wanted; a process that ends meanwhile fails with its output. */
export async function readiness(
  process: RecoupProcess,
  isWanted: (state: Readiness) => boolean,
): Promise<Readiness> {
  const health = await healthOf(process);
  for (;;) {
    process.assertRunning();
    const response = await fetch(`${health}/readyz`);
    const state = (await response.json()) as Readiness;
    if (isWanted(state)) return state;
    await delay(POLL_MS);
  }
}

export async function freePortNow(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
