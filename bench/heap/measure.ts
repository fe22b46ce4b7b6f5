import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import type { CaseActivities, CaseRef } from '../../src/domain/case/perform';
import { DAY_MS, WALL_CLOCK } from '../../src/domain/clock';
import { accountId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';
import { type CaseInput, NEGATIVE_BALANCE_CASE, stateQuery } from '../../src/workflows/messages';
import { defaultPolicy } from '../../src/policy-file';
import { CASE_POLICY, CaseWorld } from '../../test/support/case-world';
import { type TimeSkipping, timeSkippingEnv } from '../../test/support/temporal';

const CACHED = 200;
const DAYS = 176;
const TASK_QUEUE = 'heap';
const RUNGS = defaultPolicy().ladder;

/**
 * Prints what one cached workflow keeps on the V8 heap, in bytes: workflows run on the main thread here (debug mode),
 * one V8 context is reused for all, and nothing but them is made between the two readings.
 */
async function main(kind: string): Promise<void> {
  const temporal = await timeSkippingEnv();
  const worlds = new Map<string, CaseWorld>();
  const worker = await Worker.create({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue: TASK_QUEUE,
    ...(kind === 'case'
      ? { workflowBundle: { codePath: path.resolve(__dirname, '../../dist/workflow-bundle.js') } }
      : { workflowsPath: path.resolve(__dirname, './trivial.ts') }),
    activities: activitiesOf(worlds, () => temporal.nowMs()),
    debugMode: true,
    maxCachedWorkflows: 2 * CACHED,
  });
  const running = worker.run();
  const begin = (n: number) => (kind === 'case' ? beginCase(temporal, worlds, n) : beginTrivial(temporal, n));
  const live = async (days: number) => {
    for (let day = 0; day < days; day += 1) {
      await temporal.skip(DAY_MS);
      if (kind === 'case') await delay(PAUSE_MS);
    }
  };

  await begin(CACHED);
  await live(1);
  const before = heapBytes();
  for (let n = 0; n < CACHED; n += 1) await begin(n);
  await live(kind === 'case' ? DAYS : 1);
  const told = Math.min(...[...worlds.values()].map(({ tells }) => tells.length), Infinity);
  worlds.clear();
  const bytes = Math.round((heapBytes() - before) / CACHED);
  const cached = worker.getStatus().numCachedWorkflows;
  if (cached !== CACHED + 1) throw new Error(`${cached} workflows are cached, not ${CACHED + 1}`);
  if (kind === 'case' && told < RUNGS.length)
    throw new Error(`a case has told ${told} of ${RUNGS.length} rungs`);
  process.stdout.write(`\n${JSON.stringify({ bytes })}\n`);
  worker.shutdown();
  await running;
  await temporal.close();
}

/** Lets what a day brings be done before the next one begins. */
const PAUSE_MS = 100;

function heapBytes(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  for (let times = 0; times < 4; times += 1) globalThis.gc();
  return process.memoryUsage().heapUsed;
}

const accountOf = (n: number) => accountId(`acct_${n}`);

async function beginCase(temporal: TimeSkipping, worlds: Map<string, CaseWorld>, n: number): Promise<void> {
  const account = accountOf(n);
  const world = new CaseWorld({ ...CASE_POLICY, ladder: RUNGS });
  world.nowMs = await temporal.nowMs();
  world.lose(40_000);
  world.possible = 'country';
  worlds.set(account, world);
  const input: CaseInput = { account, currency: currency('usd'), clock: WALL_CLOCK };
  const handle = await temporal.client.workflow.start(NEGATIVE_BALANCE_CASE, {
    taskQueue: TASK_QUEUE,
    workflowId: `case:${account}:usd`,
    args: [input],
  });
  await handle.query(stateQuery);
}

async function beginTrivial(temporal: TimeSkipping, n: number): Promise<void> {
  await temporal.client.workflow.start('trivial', { taskQueue: TASK_QUEUE, workflowId: `trivial-${n}` });
}

/** Each account has a world of its own, whose clock is the server's. */
function activitiesOf(worlds: ReadonlyMap<string, CaseWorld>, nowMs: () => Promise<number>) {
  const names = Object.keys(new CaseWorld().activities) as (keyof CaseActivities)[];
  return Object.fromEntries(
    names.map((name) => [
      name,
      async (ref: CaseRef, ...rest: readonly unknown[]) => {
        const world = worlds.get(ref.account);
        if (world === undefined) throw new Error(`no world for ${ref.account}`);
        world.nowMs = await nowMs();
        const activity = world.activities[name] as (...args: readonly unknown[]) => Promise<unknown>;
        return activity(ref, ...rest);
      },
    ]),
  );
}

main(process.argv[2] ?? 'case').catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
