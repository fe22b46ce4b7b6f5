import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { freePort } from '../src/embedded/ports';
import { startPostgres } from '../src/embedded/postgres';
import { removeOutside } from '../src/embedded/postgres-place';
import { startTemporal } from '../src/embedded/temporal';
import { temporalCli } from '../src/embedded/temporal-binary';
import { openDatabase, type Database } from '../src/store/database';
import { migrate } from '../src/store/migrate';
import type { Figure } from './figure';
import { acknowledgedPerSecond, signedRequests } from './webhooks/load';

const SECRET = 'whsec_benchmark_only';
const ROUNDS = 7;
const REQUESTS = 4_000;
const WARM_UP = 1_000;
const CONNECTIONS = 64;
const REAL_DAY_MS = 86_400_000;

/**
 * Webhooks acknowledged a second, against Fastify with Stripe's verification and one INSERT on the same database:
 * durable commits, relay and Temporal running, the two taking turns.
 */
export async function run(): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'recoup-bench-'));
  const ports = new Set<number>();
  const port = async (): Promise<number> => {
    const free = await freePort(0, ports);
    ports.add(free);
    return free;
  };
  const say = (): void => undefined;
  const children: ChildProcess[] = [];
  let db: Database | undefined;
  const postgres = await startPostgres({ dataFolder: folder, port: await port(), say });
  const temporal = await startTemporal({
    program: await temporalCli(say),
    dataFolder: folder,
    port: await port(),
    uiPort: await port(),
    dayMs: REAL_DAY_MS,
  });
  try {
    await migrate(postgres.url);
    db = openDatabase(postgres.url, 1);
    const child = async (file: string, ...args: string[]): Promise<string> => {
      const started = fork(path.join(__dirname, 'webhooks', file), args);
      children.push(started);
      const [said] = (await once(started, 'message')) as [string];
      return said;
    };
    await child('relay', postgres.url, temporal.address);
    const receivers = {
      plain: await child('receiver', 'plain', postgres.url, SECRET),
      recoup: await child('receiver', 'recoup', postgres.url, SECRET),
    };
    const rates = { plain: [] as number[], recoup: [] as number[] };
    for (const which of ['plain', 'recoup'] as const) {
      await acknowledgedPerSecond(
        receivers[which],
        signedRequests(`warm-${which}`, '/stripe', SECRET, WARM_UP),
        CONNECTIONS,
      );
    }
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const which of ['plain', 'recoup'] as const) {
        await relayIdle(db);
        const requests = signedRequests(`${which}-${round}`, '/stripe', SECRET, REQUESTS);
        rates[which].push(await acknowledgedPerSecond(receivers[which], requests, CONNECTIONS));
      }
    }
    const [plain, recoup] = [median(rates.plain), median(rates.recoup)];
    return [
      {
        what: `webhook acknowledged (${Math.round(recoup)}/s) ÷ Fastify + verification + one INSERT (${Math.round(plain)}/s)`,
        // Of the ratios, each within one turn: whatever else the machine does then weighs on both.
        value: median(rates.recoup.map((rate, round) => rate / (rates.plain[round] ?? rate))),
        bar: 0.8,
        better: 'higher',
        unit: 'ratio',
      },
    ];
  } finally {
    await Promise.all(children.map((one) => ended(one)));
    await db?.destroy();
    await temporal.stop();
    await postgres.stop();
    removeOutside(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the relay has left to do from one turn would weigh on the next. */
async function relayIdle(db: Database): Promise<void> {
  const left = sql<{ count: number }>`select
    (select count(*) from events where state = 'new') + (select count(*) from wakes where number > sent) as count`;
  while ((await left.execute(db)).rows[0]?.count !== 0) await delay(50);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  if (child.connected) child.disconnect();
  await exit;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
