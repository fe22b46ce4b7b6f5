import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { sql } from 'kysely';
import { WALL_CLOCK } from '../src/domain/clock';
import { disputeId } from '../src/domain/ids';
import { createRelay } from '../src/relay';
import { openDatabase, type Database } from '../src/store/database';
import { migrate } from '../src/store/migrate';
import { DISPUTE_FLOW, hintSignal, TASK_QUEUE } from '../src/workflows/messages';
import type { Figure } from './figure';
import { onPostgres } from './on-postgres';
import { acknowledgedPerSecond, disputeRequests } from './webhooks/load';

const SECRET = 'whsec_benchmark_only';
const ROUNDS = 5;
const EVENTS = 1_500;
const CONNECTIONS = 64;
/** As many as the relay has under way. */
const AT_ONCE = 32;

/**
 * From acknowledged event to signalled workflow, each about a workflow of its own, against bare `signalWithStart` of
 * the same workflow on the same server; the two taking turns, no worker running.
 */
export async function run(): Promise<Figure[]> {
  return onPostgres(async ({ databaseUrl, temporalAddress }) => {
    await migrate(databaseUrl);
    const db = openDatabase(databaseUrl);
    const connection = await Connection.connect({ address: temporalAddress });
    const receiver = fork(path.join(__dirname, 'webhooks', 'receiver.ts'), ['recoup', databaseUrl, SECRET]);
    try {
      const [address] = (await once(receiver, 'message')) as [string];
      const temporal = new Client({ connection });
      const ratios: number[] = [];
      const rates = { bare: [] as number[], relayed: [] as number[] };
      for (let round = 0; round <= ROUNDS; round += 1) {
        const bare = await bareRate(temporal, round);
        await acknowledgedPerSecond(address, disputeRequests(`r${round}`, SECRET, EVENTS), CONNECTIONS);
        const relayed = await relayedRate({ db, databaseUrl, temporal });
        // The first round warms everything up.
        if (round === 0) continue;
        rates.bare.push(bare);
        rates.relayed.push(relayed);
        ratios.push(relayed / bare);
      }
      const [bare, relayed] = [median(rates.bare), median(rates.relayed)].map(Math.round);
      return [
        {
          what: `acknowledged event to signalled workflow (${relayed}/s) ÷ bare signalWithStart (${bare}/s)`,
          value: median(ratios),
          bar: 0.7,
          better: 'higher',
          unit: 'ratio',
        },
      ];
    } finally {
      receiver.disconnect();
      await once(receiver, 'exit');
      await connection.close();
      await db.destroy();
    }
  });
}

/** Workflows started and signalled a second. */
async function bareRate(temporal: Client, round: number): Promise<number> {
  let next = 0;
  const began = performance.now();
  const line = async (): Promise<void> => {
    for (let n = next++; n < EVENTS; n = next++) {
      const dispute = disputeId(`dp_bare${round}x${n}`);
      await temporal.workflow.signalWithStart(DISPUTE_FLOW, {
        workflowId: `dispute:${dispute}`,
        taskQueue: TASK_QUEUE,
        args: [{ dispute, account: null, clock: WALL_CLOCK }],
        signal: hintSignal,
        signalArgs: [{ upTo: 1 }],
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  return (EVENTS * 1_000) / (performance.now() - began);
}

/** Events that are stored already, taken by a relay until every one of their workflows is signalled. */
async function relayedRate(parts: {
  readonly db: Database;
  readonly databaseUrl: string;
  readonly temporal: Client;
}): Promise<number> {
  const unexpected = () => Promise.reject(new Error('no event of this benchmark is for an account'));
  const relay = createRelay({
    ...parts,
    clock: WALL_CLOCK,
    wallNow: Date.now,
    livemode: false,
    lookGapWallMs: 900_000,
    lookAtAccount: unexpected,
    lookAtWarning: unexpected,
    lookAtLine: unexpected,
  });
  const began = performance.now();
  relay.start();
  await allSignalled(parts.db);
  const rate = (EVENTS * 1_000) / (performance.now() - began);
  await relay.stop();
  return rate;
}

async function allSignalled(db: Database): Promise<void> {
  const left = sql<{ count: number }>`select
    (select count(*) from events where state = 'new') + (select count(*) from wakes where number > sent) as count`;
  while ((await left.execute(db)).rows[0]?.count !== 0) await delay(50);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
