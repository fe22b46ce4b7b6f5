import { createActivities } from '../../../src/activities';
import type { ActivityDeps } from '../../../src/activities/deps';
import { askForRuns, type AskedRun } from '../../../src/activities/payout/ask-run';
import { readCsv } from '../../../src/activities/payout/earnings-file';
import { WALL_CLOCK } from '../../../src/domain/clock';
import { type AccountId, accountId } from '../../../src/domain/ids';
import { currency } from '../../../src/domain/money';
import { problemsText } from '../../../src/domain/payout/earnings';
import type { PageAnswer } from '../../../src/domain/payout/page';
import { payoutDate, type RunId } from '../../../src/domain/payout/run-id';
import type { Policy } from '../../../src/domain/policy/policy';
import { defaultPolicy } from '../../../src/policy-file';
import { createAccountLook, createLineLook } from '../../../src/relay';
import { createSimulator, type Simulator } from '../../../src/simulator';
import { writeMode } from '../../../src/store/door-state';
import type { LineRow } from '../../../src/store/payout-lines';
import { readLines } from '../../../src/store/payout-lines';
import { createStripeClient } from '../../../src/stripe/client';
import { createServices } from '../../../src/workers/services';
import { emptyDatabase, type FreshDatabase } from '../../support/postgres';

export const START_MS = Date.UTC(2026, 10, 23, 9);
export const eur = currency('eur');
export const ANA = { by: 'ana', reason: 'tried out' };

/** Payout runs on the real store, client and simulator, by a clock that is moved by hand, without Temporal. */
export interface PayoutBench {
  readonly fresh: FreshDatabase;
  readonly simulator: Simulator;
  readonly deps: ActivityDeps;
  /** Stripe calls so far, as `POST /v1/transfers`. */
  readonly calls: readonly string[];
  /** A seller of which Recoup has a record, and from whose earnings nothing is held for their age. */
  seller(input?: { readonly schedule?: 'manual' | 'daily'; readonly losses?: 'stripe' }): Promise<AccountId>;
  look(account: AccountId): Promise<void>;
  ask(csv: readonly string[], more?: Partial<AskedRun>): Promise<RunId>;
  askForPayout(more?: Partial<AskedRun>, accounts?: readonly AccountId[]): Promise<RunId>;
  page(run: RunId): Promise<PageAnswer>;
  /** Pages until the run is done or waits. */
  work(run: RunId): Promise<PageAnswer>;
  lines(run: RunId): Promise<readonly LineRow[]>;
  /** As `account status amount` with the reason behind it, in the order of the run. */
  told(run: RunId): Promise<readonly string[]>;
  lookAtLine(line: number): Promise<void>;
  availableMinor(account: AccountId | null): Promise<number>;
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Nothing is held for age or dispute rate: what a test is about stands alone. */
export function openPolicy(): Policy {
  const policy = defaultPolicy();
  return { ...policy, reserve: { ...policy.reserve, byAge: [] } };
}

export async function createPayoutBench(policy: Policy = openPolicy()): Promise<PayoutBench> {
  let wallMs = START_MS;
  const fresh = await emptyDatabase();
  const { db } = fresh;
  const simulator = await createSimulator({
    time: { kind: 'manual', startMs: START_MS },
    wallMs: () => wallMs,
  });
  const stripe = createStripeClient({
    key: 'sk_test_payouts',
    host: simulator.host,
    port: simulator.port,
    protocol: 'http',
    requestsPerSecond: 10_000,
  });
  const calls: string[] = [];
  stripe.on('response', ({ method, path }: { method: string; path: string }) => {
    calls.push(`${method} ${path.split('?')[0] ?? ''}`);
  });
  await db.transaction().execute((tx) => writeMode(tx, 'act'));
  const wallNow = (): number => wallMs;
  const shared = { db, stripe, clock: WALL_CLOCK, wallNow, policy };
  const deps = createServices({
    ...shared,
    platformAccount: simulator.world.platformId,
    flowStatus: async () => 'running',
  });
  const activities = createActivities(deps);
  const lookAtAccount = createAccountLook(shared);
  const lookAtLine = createLineLook(shared);
  const look = async (account: AccountId): Promise<void> => {
    await lookAtAccount(account);
  };
  const at = () => ({ wallMs, clockMs: wallMs });
  const one = (runs: readonly RunId[]): RunId => {
    const [run] = runs;
    if (run === undefined || runs.length > 1) throw new Error(`expected one run, got ${runs.length}`);
    return run;
  };
  const asked = { date: payoutDate('2026-11-23'), dryRun: false, by: 'ana', idempotencyKey: null };
  const lines = (run: RunId) => readLines(db, run);

  return {
    fresh,
    simulator,
    deps,
    calls,
    look,
    lines,
    async seller({ schedule = 'daily', losses } = {}) {
      const account = accountId(
        simulator.world.acts.createSeller({
          country: 'DE',
          schedule: { interval: schedule },
          ...(losses === undefined ? {} : { losses }),
        }),
      );
      await look(account);
      return account;
    },
    async ask(csv, more = {}) {
      const read = readCsv(['account,amount,currency,charges', ...csv].join('\n'));
      if (read.problems.length > 0) throw new Error(problemsText(read.problems));
      const wish = { mode: 'transfer' as const, earnings: read.lines };
      return one((await askForRuns(deps, { ...asked, wish, ...more }, at())).runs);
    },
    async askForPayout(more = {}, accounts) {
      const wish = { mode: 'payout' as const, currency: eur, accounts: accounts ?? null };
      return one((await askForRuns(deps, { ...asked, wish, ...more }, at())).runs);
    },
    page: (run) => activities.payPage({ run }),
    async work(run) {
      for (;;) {
        const answer = await activities.payPage({ run });
        if (answer.kind !== 'more') return answer;
      }
    },
    told: async (run) =>
      (await lines(run)).map((row) =>
        [row.account, row.status, row.target_minor, row.reason].filter((one) => one !== null).join(' '),
      ),
    async lookAtLine(line) {
      const subject = { kind: 'payout_line' as const, line };
      await lookAtLine(line, { target: `payout_line:${line}`, subject, number: 1, attempts: 0 });
    },
    async availableMinor(account) {
      const header = account === null ? {} : { stripeAccount: account };
      const balance = await stripe.balance.retrieve({}, header);
      return balance.available.find((part) => part.currency === eur)?.amount ?? 0;
    },
    async pass(ms) {
      wallMs += ms;
      await simulator.advanceTo(wallMs);
    },
    async close() {
      await simulator.close();
      await fresh.close();
    },
  };
}
