import type { Moment } from '../../domain/clock';
import type { AccountId } from '../../domain/ids';
import type { Currency } from '../../domain/money';
import type { EarnedLine } from '../../domain/payout/earnings';
import { isTooFarAhead, type PayoutDate, type PayoutMode, type RunId } from '../../domain/payout/run-id';
import type { Database, Tx } from '../../store/database';
import { appendDecision } from '../../store/decisions';
import { hashOf } from '../../store/hash';
import { lockPayouts } from '../../store/locks';
import { manualAccounts } from '../../store/manual-accounts';
import { insertRun, type RunRow, runsByKey, runsOf } from '../../store/payout-runs';
import type { RaiseWake } from '../../store/ports';
import { transact } from '../../store/transact';
import { checkEarnings } from './check-earnings';
import { planEarnings, planPayouts } from './plan-lines';
import { RunRefused } from './run-refused';

/** What somebody wants paid. It never changes: another wish is another run. */
export type RunWish =
  | { readonly mode: 'transfer'; readonly earnings: readonly EarnedLine[] }
  /** `accounts`: these alone; null: all that are paid out by hand and hold the currency. */
  | { readonly mode: 'payout'; readonly currency: Currency; readonly accounts: readonly AccountId[] | null };

export interface AskedRun {
  readonly wish: RunWish;
  readonly date: PayoutDate;
  readonly dryRun: boolean;
  readonly by: string;
  /** The asker's key: the same key again is the same run. */
  readonly idempotencyKey: string | null;
}

export interface RunDeps {
  readonly db: Database;
  readonly raiseWake: RaiseWake;
}

export interface Asked {
  readonly kind: 'asked' | 'known';
  /** One for each currency. */
  readonly runs: readonly RunId[];
}

/**
 * Writes runs with all their lines and has them begun, in one transaction: all of it or nothing.
 * @throws RunRefused for what cannot be paid as it was asked for.
 */
export async function askForRuns(deps: RunDeps, asked: AskedRun, at: Moment): Promise<Asked> {
  const askedHash = hashOf({ date: asked.date, dryRun: asked.dryRun, wish: JSON.stringify(asked.wish) });
  return transact(deps.db, async (tx) => {
    await lockPayouts(tx);
    const known = asked.idempotencyKey === null ? [] : await runsByKey(tx, asked.idempotencyKey);
    if (known.length > 0) return sameAgain(known, askedHash);
    if (isTooFarAhead(asked.date, at.clockMs)) {
      throw new RunRefused('too_far_ahead', `${asked.date} is more than a year ahead: is it the right day?`);
    }
    const runs: RunId[] = [];
    for (const one of byCurrency(asked.wish)) {
      const run = await openRun(tx, asked, one.currency, askedHash, at);
      if (one.wish.mode === 'transfer') {
        await checkEarnings(tx, run, one.wish.earnings);
        await planEarnings(tx, run, one.wish.earnings, at);
      } else {
        await planPayouts(tx, run, await payable(tx, one.wish.currency, one.wish.accounts), at);
      }
      await begin(tx, deps.raiseWake, run, asked.by, at);
      runs.push(run.run as RunId);
    }
    return { kind: 'asked', runs };
  });
}

/** The workflow begins with the wake; a decision says who wanted it. */
export async function begin(
  tx: Tx,
  raiseWake: RaiseWake,
  run: RunRow,
  by: string,
  at: Moment,
): Promise<void> {
  await raiseWake(tx, { kind: 'payout_run', run: run.run }, 'now');
  await appendDecision(
    tx,
    {
      kind: 'payout_run',
      subject: run.run,
      actor: by,
      inputs: {},
      reason: run.dry_run ? 'a payout run was asked for, as a rehearsal' : 'a payout run was asked for',
      policyHash: '',
      action: { run: run.run, asked: run.asked_hash },
      verdict: 'recorded',
    },
    at,
  );
}

function sameAgain(known: readonly RunRow[], askedHash: string): Asked {
  const runs = known.map(({ run }) => run as RunId);
  if (known.every((run) => run.asked_hash === askedHash)) return { kind: 'known', runs };
  throw new RunRefused(
    'key_used',
    `This key was used for another run, ${runs.join(', ')}. Nothing was begun; use a new key.`,
  );
}

async function openRun(
  tx: Tx,
  { wish: { mode }, date, dryRun, by, idempotencyKey }: AskedRun,
  currency: Currency,
  askedHash: string,
  at: Moment,
): Promise<RunRow> {
  const before = await runsOf(tx, { date, currency, mode, dryRun });
  const [first] = before;
  if (first !== undefined && !dryRun) {
    throw new RunRefused(
      'already_run',
      `There is a run for ${date} in ${currency} already: ${first.run}. What it did not pay is paid by bin/recoup payouts reissue ${first.run}; what was earned since belongs to another day.`,
    );
  }
  const version = (before.at(-1)?.version ?? 0) + 1;
  return insertRun(tx, { date, currency, mode, version, dryRun, idempotencyKey, askedHash, askedBy: by }, at);
}

interface InCurrency {
  readonly currency: Currency;
  readonly wish: RunWish & { readonly mode: PayoutMode };
}

function byCurrency(wish: RunWish): readonly InCurrency[] {
  if (wish.mode === 'payout') return [{ currency: wish.currency, wish }];
  const codes = [...new Set(wish.earnings.map(({ currency }) => currency))].toSorted();
  return codes.map((currency) => ({
    currency,
    wish: { mode: 'transfer', earnings: wish.earnings.filter((line) => line.currency === currency) },
  }));
}

async function payable(
  tx: Tx,
  code: Currency,
  accounts: readonly AccountId[] | null,
): Promise<readonly AccountId[]> {
  const manual = await manualAccounts(tx, code);
  if (accounts === null) {
    if (manual.length > 0) return manual;
    throw new RunRefused(
      'nothing_to_pay',
      `No account that Recoup knows is paid out by hand and holds ${code}. Accounts on a schedule of Stripe's are paid by Stripe; a sweep finds new accounts.`,
    );
  }
  const others = accounts.filter((account) => !manual.includes(account));
  if (others.length === 0) return [...new Set(accounts)].toSorted();
  throw new RunRefused(
    'unknown_account',
    `Not paid out by hand, not known here, or without ${code}: ${others.join(', ')}. A payout of an account on a schedule is Stripe's affair.`,
  );
}
