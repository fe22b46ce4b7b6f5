import path from 'node:path';
import { Worker } from '@temporalio/worker';
import { sql } from 'kysely';
import { createActivities } from '../src/activities';
import { askForRuns } from '../src/activities/payout/ask-run';
import { DAY_MS, WALL_CLOCK } from '../src/domain/clock';
import { accountId, chargeId } from '../src/domain/ids';
import { currency } from '../src/domain/money';
import type { EarnedLine } from '../src/domain/payout/earnings';
import { payoutDate, type RunId } from '../src/domain/payout/run-id';
import { createAccountLook } from '../src/relay';
import { writeMode } from '../src/store/door-state';
import { tallyOf } from '../src/store/payout-runs';
import { createServices } from '../src/workers/services';
import { PAYOUT_RUN, TASK_QUEUE } from '../src/workflows/messages';
import { devServer, type TemporalForTests } from '../test/support/temporal';
import { type ScaleHouse, withScaleHouse } from './at-scale/house';
import { accountName } from './at-scale/messages';
import type { Figure } from './figure';

const usd = currency('usd');
const EARNED_MINOR = 5_000;
/** Stripe's own limit on a live platform. */
const REQUESTS_PER_SECOND = 100;
/** Of the accounts, how many are old enough that nothing is held of them, and whose record is too old. */
const OLD_SELLERS = 2;
const STALE = 10;

/**
 * A run of ten thousand transfers by a worker, against the simulator: half of the sellers are new, so that a share is
 * held and their balance is read first; of every tenth the record is older than the policy allows.
 */
export async function run(lines = 10_000): Promise<Figure[]> {
  return withScaleHouse({ accounts: lines, requestsPerSecond: REQUESTS_PER_SECOND }, async (house) => {
    const deps = createServices({ ...house.deps, platformAccount: 'acct_platform' });
    await knowStandings(house);
    await house.db.transaction().execute((tx) => writeMode(tx, 'act'));
    const nowMs = house.deps.wallNow();
    const asked = {
      wish: { mode: 'transfer' as const, earnings: earningsOf(lines) },
      date: payoutDate(new Date(nowMs).toISOString().slice(0, 10)),
      dryRun: false,
      by: 'bench',
      idempotencyKey: null,
    };
    const { runs } = await askForRuns(deps, asked, { wallMs: nowMs, clockMs: nowMs });
    const [name] = runs;
    if (name === undefined) throw new Error('no run was begun');

    const temporal = await devServer();
    const worker = await Worker.create({
      connection: temporal.nativeConnection,
      namespace: temporal.namespace,
      taskQueue: TASK_QUEUE,
      workflowBundle: { codePath: path.resolve(__dirname, '../dist/workflow-bundle.js') },
      activities: createActivities(deps),
    });
    const working = worker.run();
    try {
      return await measured(house, temporal, name, lines);
    } finally {
      worker.shutdown();
      await working;
      await temporal.close();
    }
  });
}

async function measured(
  house: ScaleHouse,
  temporal: TemporalForTests,
  run: RunId,
  lines: number,
): Promise<Figure[]> {
  const [calls, beganMs] = [house.calls(), performance.now()];
  await temporal.client.workflow.execute(PAYOUT_RUN, {
    workflowId: run,
    taskQueue: TASK_QUEUE,
    args: [{ run, clock: WALL_CLOCK }],
  });
  const seconds = (performance.now() - beganMs) / 1_000;
  const made = house.calls() - calls;
  const stale = Math.ceil(lines / STALE);
  const paid = (await tallyOf(house.db, run)).find(({ status }) => status === 'paid')?.lines ?? 0;
  const { historyLength } = await temporal.client.workflow.getHandle(run).describe();
  return [
    {
      what: `lines of a payout run, paid in ${Math.round(seconds)} s`,
      value: paid,
      bar: lines,
      better: 'higher',
      unit: 'lines',
    },
    {
      what: `its Stripe calls, without one for each of ${stale} accounts that were read too long ago (${made - stale}) ÷ lines`,
      value: (made - stale) / lines,
      bar: 2,
      better: 'lower',
      unit: 'calls a line',
    },
    {
      what: `its calls a second (${(made / seconds).toFixed(1)}) ÷ the configured ${REQUESTS_PER_SECOND}`,
      value: made / seconds / REQUESTS_PER_SECOND,
      bar: 0.95,
      better: 'higher',
      unit: 'ratio',
    },
    // Where Temporal suggests a new run.
    {
      what: 'events in the longest history of it',
      value: historyLength,
      bar: 4_096,
      better: 'lower',
      unit: 'events',
    },
  ];
}

function earningsOf(lines: number): readonly EarnedLine[] {
  return Array.from({ length: lines }, (_, n) => ({
    line: n + 2,
    account: accountId(accountName(n)),
    currency: usd,
    amountMinor: EARNED_MINOR,
    charges: [{ charge: chargeId(`ch_earned${n}`), amountMinor: EARNED_MINOR }],
  }));
}

/** One account is read; the others are known to be like it, but for their age and the age of their records. */
async function knowStandings({ db, deps }: ScaleHouse): Promise<void> {
  const first = accountName(0);
  await createAccountLook(deps)(first);
  const nowMs = deps.wallNow();
  const old = nowMs - 400 * DAY_MS;
  await sql`
    update accounts a set country = s.country, default_currency = s.default_currency, standing_at =
        case when n.n % ${STALE}::int = 0 then ${new Date(nowMs - DAY_MS)}::timestamptz else ${new Date(nowMs)}::timestamptz end,
      standing = case when n.n % ${OLD_SELLERS}::int = 0
        then jsonb_set(s.standing, '{sellerSinceMs}', to_jsonb(${old}::bigint)) else s.standing end
    from accounts s, (select account, row_number() over (order by account) - 1 as n from accounts) n
    where s.account = ${first} and n.account = a.account`.execute(db);
}
