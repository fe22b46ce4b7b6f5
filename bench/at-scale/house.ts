import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import type Stripe from 'stripe';
import type { SweepDeps } from '../../src/activities/sweep/deps';
import { WALL_CLOCK } from '../../src/domain/clock';
import { freePort } from '../../src/embedded/ports';
import { startPostgres } from '../../src/embedded/postgres';
import { removeOutside } from '../../src/embedded/postgres-place';
import { defaultPolicy } from '../../src/policy-file';
import { type Database, openDatabase } from '../../src/store/database';
import { migrate } from '../../src/store/migrate';
import { writeSetting } from '../../src/store/settings';
import { raiseWake } from '../../src/store/wakes';
import { createStripeClient } from '../../src/stripe/client';
import { accountName, type Asked } from './messages';

/** A store and a simulated Stripe with the same accounts, all known as they are, and no flow at work. */
export interface ScaleHouse {
  readonly accounts: number;
  readonly db: Database;
  readonly stripe: Stripe;
  readonly deps: SweepDeps;
  /** Calls that the client has made so far. */
  calls(): number;
  ask<T>(asked: Asked): Promise<T>;
  /** Lets so much time pass here and there. */
  pass(ms: number): Promise<void>;
}

const SIMULATOR_HEAP_MB = 6_000;

export async function withScaleHouse<T>(
  { accounts, requestsPerSecond }: { readonly accounts: number; readonly requestsPerSecond: number },
  work: (house: ScaleHouse) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'recoup-bench-'));
  const port = await freePort(0);
  const postgres = await startPostgres({ dataFolder: folder, port, say: () => undefined });
  const child = fork(path.join(__dirname, 'simulator'), [String(accounts)], {
    execArgv: [...process.execArgv, `--max-old-space-size=${SIMULATOR_HEAP_MB}`],
  });
  let db: Database | undefined;
  try {
    await migrate(postgres.url);
    db = openDatabase(postgres.url);
    const simulatorPort = await answerOf<number>(child);
    return await work(await furnish(db, child, { accounts, requestsPerSecond, simulatorPort }));
  } finally {
    child.disconnect();
    await db?.destroy();
    await postgres.stop();
    removeOutside(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Furnishing {
  readonly accounts: number;
  readonly requestsPerSecond: number;
  readonly simulatorPort: number;
}

async function furnish(
  db: Database,
  child: ChildProcess,
  { accounts, requestsPerSecond, simulatorPort }: Furnishing,
): Promise<ScaleHouse> {
  let calls = 0;
  const stripe = createStripeClient({
    key: 'sk_test_bench',
    host: '127.0.0.1',
    port: simulatorPort,
    protocol: 'http',
    requestsPerSecond,
    onCall: () => {
      calls += 1;
    },
  });
  let aheadMs = 0;
  const wallNow = (): number => Date.now() + aheadMs;
  await knowAll(db, accounts, wallNow());
  const ask = async <T>(asked: Asked): Promise<T> => {
    child.send(asked);
    return answerOf<T>(child);
  };
  return {
    accounts,
    db,
    stripe,
    deps: {
      db,
      stripe,
      policy: defaultPolicy(),
      clock: WALL_CLOCK,
      wallNow,
      raiseWake,
      settleUnknown: () => Promise.resolve(0),
      flowStatus: () => Promise.resolve('running'),
    },
    calls: () => calls,
    ask,
    async pass(ms) {
      aheadMs += ms;
      await ask({ ask: 'pass', ms });
    },
  };
}

/** As if a worker had run for weeks: every account was looked at, and has had its turn. */
async function knowAll(db: Database, accounts: number, nowMs: number): Promise<void> {
  const facts = JSON.stringify({ availableMinor: { usd: 0 }, cardPayments: 'unrequested' });
  const width = accountName(0).length - 'acct_'.length;
  await sql`
    insert into accounts (account, kind, losses, facts, first_seen_clock, looked_at, scanned_at)
    select 'acct_' || lpad(n::text, ${width}::int, '0'), 'express', 'platform', ${facts}::jsonb, at, at,
      at - n * interval '1 second'
    from (select n, ${new Date(nowMs)}::timestamptz - interval '2 days' as at
      from generate_series(0, ${accounts}::int - 1) n) known`.execute(db);
  await sql`analyze accounts`.execute(db);
  await writeSetting(db, 'sweep_new_accounts', { throughMs: nowMs, page: null });
  await writeSetting(db, 'sweep_turn', { beganMs: nowMs, left: 0 });
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [{ readonly value: T }];
  return message.value;
}
