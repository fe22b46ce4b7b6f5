import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { sql } from 'kysely';
import { freePort } from '../src/embedded/ports';
import { openDatabase, type Database } from '../src/store/database';
import type { Figure } from './figure';
import { onPostgres, type OnPostgres } from './on-postgres';
import { Fleet } from './two-of-each/fleet';

const SELLERS = 250;
const DISPUTES = 5_000;
const AMOUNT_MINOR = 500;
const WITHIN_MS = 1_800_000;
const MS_PER_DAY = 86_400_000;
const SAMPLED = 200;
const AT_ONCE = 16;

/**
 * Five thousand disputes at once, on the processes of production and a real Temporal server: whether every one is
 * reversed, what the worker's memory does meanwhile, and how long the longest history is.
 */
export async function run(): Promise<Figure[]> {
  return onPostgres(async (servers) => {
    const webhooksPort = await freePort(0);
    const fleet = new Fleet({
      ...servers,
      simulatorPort: await freePort(0),
      msPerDay: MS_PER_DAY,
      webhooksUrl: `http://127.0.0.1:${webhooksPort}`,
      story: false,
    });
    const db = openDatabase(servers.databaseUrl, 2);
    try {
      await fleet.run('migrate');
      await fleet.start('webhooks', 1, webhooksPort);
      await fleet.startSimulator();
      await fleet.start('worker', 1);
      await fleet.ready();
      await fleet.run('mode', 'act', '--by', 'bench');
      return await flood(servers, fleet, db);
    } finally {
      await db.destroy();
      await fleet.stop();
    }
  });
}

async function flood({ temporalAddress }: OnPostgres, fleet: Fleet, db: Database): Promise<Figure[]> {
  const charges = await sell(fleet);
  const began = Date.now();
  await inLines(charges, (charge) => fleet.act('dispute', { charge }));
  console.log(`${DISPUTES} disputes were made within ${seconds(Date.now() - began)} s`);
  const memory: number[] = [];
  let reversed = 0;
  for (; reversed < DISPUTES && Date.now() - began < WITHIN_MS; await delay(2_000)) {
    reversed = await count(db, sql`money_moves where kind = 'reversal' and state = 'moved'`);
    memory.push(residentMb(fleet.pid('worker', 1)));
  }
  const tookMs = Date.now() - began;
  const twice = await count(
    db,
    sql`(select cause from money_moves where kind = 'reversal' and state = 'moved' group by cause having count(*) > 1) s`,
  );
  const middle = memory[Math.floor(memory.length / 2)] ?? 0;
  const last = memory.at(-1) ?? 0;
  const longest = await longestHistory(temporalAddress);
  return [
    {
      what: `disputes at once, reversed within ${seconds(tookMs)} s (${Math.round((reversed * 1_000) / tookMs)}/s)`,
      value: reversed,
      bar: DISPUTES,
      better: 'higher',
      unit: 'disputes',
    },
    { what: 'of them reversed twice', value: twice, bar: 0, better: 'lower', unit: 'disputes' },
    {
      what: `memory of the worker at the end (${last} MB) ÷ halfway (${middle} MB)`,
      value: last / middle,
      bar: 1.2,
      better: 'lower',
      unit: 'ratio',
    },
    {
      what: `longest history of ${SAMPLED} of them`,
      value: longest,
      bar: 120,
      better: 'lower',
      unit: 'events',
    },
  ];
}

async function sell(fleet: Fleet): Promise<readonly string[]> {
  await fleet.act('topUpPlatform', 10 * DISPUTES * AMOUNT_MINOR, 'usd');
  const sellers = Array.from({ length: SELLERS }, (_, n) => `acct_flood${n}`);
  await inLines(sellers, (id) =>
    fleet.act('createSeller', { id, country: 'US', schedule: { interval: 'manual' } }),
  );
  const charges = Array.from({ length: DISPUTES }, (_, n) => `ch_flood${n}`);
  await inLines(charges, (id, n) =>
    fleet.act('sale', {
      id,
      model: 'destination',
      seller: sellers[n % SELLERS],
      amountMinor: AMOUNT_MINOR,
      currency: 'usd',
    }),
  );
  return charges;
}

async function inLines<T>(
  items: readonly T[],
  work: (item: T, n: number) => Promise<unknown>,
): Promise<void> {
  const left = items.entries();
  const line = async (): Promise<void> => {
    for (const [n, item] of left) await work(item, n);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
}

async function count(db: Database, from: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${from}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Of the first of them and of the last, for history grows with how busy everything was. */
async function longestHistory(address: string): Promise<number> {
  const connection = await Connection.connect({ address });
  try {
    const { workflow } = new Client({ connection });
    let longest = 0;
    let seen = 0;
    for await (const { workflowId } of workflow.list({ query: 'WorkflowType = "disputeFlow"' })) {
      // The list does not know it of those that still run.
      const { historyLength } = await workflow.getHandle(workflowId).describe();
      longest = Math.max(longest, historyLength);
      seen += 1;
      if (seen >= SAMPLED) break;
    }
    return longest;
  } finally {
    await connection.close();
  }
}

function residentMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return Math.round(Number(kb) / 1_000);
}

const seconds = (ms: number): number => Math.round(ms / 1_000);
