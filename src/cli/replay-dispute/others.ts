import { setTimeout as delay } from 'node:timers/promises';
import type Stripe from 'stripe';
import { askForRuns, type RunDeps } from '../../activities/payout/ask-run';
import { RunRefused } from '../../activities/payout/run-refused';
import { stopRun } from '../../activities/payout/steer-run';
import { DAY_MS, type Moment } from '../../domain/clock';
import type { AccountId } from '../../domain/ids';
import { formatMoney } from '../../domain/money';
import { payoutDate, type RunId } from '../../domain/payout/run-id';
import type { Scene } from './scene';

/** What the other seller earned, in minor units: whether it is paid is the question, not how much. */
export const OTHERS_EARNED_MINOR = 4_000;
const BY = 'replay-dispute';
const KNOWN_WITHIN_MS = 20_000;
const POLL_MS = 100;
/** Another day where there was a run already. */
const MOST_DAYS_BACK = 60;

export interface OthersDeps extends RunDeps {
  readonly stripe: Stripe;
  readonly now: () => Moment;
}

/** Whether others are paid while the platform is below zero can only be seen while it is. */
export type Others =
  { readonly kind: 'asked'; readonly run: RunId } | { readonly kind: 'not_tested'; readonly why: string };

/** Asks for a payout run with one line for somebody else. */
export async function askToPayOthers(deps: OthersDeps, scene: Scene): Promise<Others> {
  const { bystander, currency } = scene;
  const notTested = (why: string): Others => ({ kind: 'not_tested', why });
  if (bystander === null) return notTested('nobody else was named: --bystander acct_…');
  const { available } = await deps.stripe.balance.retrieve();
  const availableMinor = available.find((row) => row.currency === (currency as string))?.amount ?? 0;
  if (availableMinor >= 0)
    return notTested(
      `the platform is not below zero: ${formatMoney(availableMinor, currency)} are available`,
    );
  if (!(await isKnown(deps, bystander))) return notTested(`Recoup has not seen ${bystander} yet`);
  try {
    return { kind: 'asked', run: await ask(deps, scene, bystander) };
  } catch (error) {
    if (error instanceof RunRefused) return notTested(error.message);
    throw error;
  }
}

async function ask(deps: OthersDeps, { currency }: Scene, account: AccountId): Promise<RunId> {
  const line = { line: 1, account, currency, amountMinor: OTHERS_EARNED_MINOR, charges: [] };
  for (let daysBack = 0; ; daysBack += 1) {
    const at = deps.now();
    const day = new Date(at.clockMs - daysBack * DAY_MS).toISOString().slice(0, 10);
    const wish = { mode: 'transfer' as const, earnings: [line] };
    const asked = { wish, date: payoutDate(day), dryRun: false, by: BY, idempotencyKey: null };
    try {
      const [run] = (await askForRuns(deps, asked, at)).runs;
      if (run !== undefined) return run;
    } catch (error) {
      const taken = error instanceof RunRefused && error.code === 'already_run';
      if (!taken || daysBack === MOST_DAYS_BACK) throw error;
    }
  }
}

/** In a sandbox nobody earned anything: what waits must not be paid once the platform has money again. */
export async function dropTheRun(deps: OthersDeps, run: RunId): Promise<void> {
  const said = { by: BY, reason: 'the replay is over; nobody earned this' };
  await stopRun(deps, run, said, deps.now());
}

async function isKnown({ db }: OthersDeps, account: AccountId): Promise<boolean> {
  for (const untilMs = Date.now() + KNOWN_WITHIN_MS; ; await delay(POLL_MS)) {
    const row = await db
      .selectFrom('accounts')
      .select('looked_at')
      .where('account', '=', account)
      .executeTakeFirst();
    if (row !== undefined && row.looked_at !== null) return true;
    if (Date.now() >= untilMs) return false;
  }
}
