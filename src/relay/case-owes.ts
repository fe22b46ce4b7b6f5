import type { Clock } from '../domain/clock';
import type { AccountId } from '../domain/ids';
import type { Currency } from '../domain/money';
import { readAccount } from '../store/accounts';
import { readLastClosedCase, readOpenCase } from '../store/cases';
import type { Database, Tx } from '../store/database';
import { figuresOf, lastBalances } from '../store/last-balances';
import { claimCurrencies } from '../store/owing';

/** Whether a case is open, or has reason to be: by the books, and by the figures of the last look at the account. */
export async function caseOwes(
  db: Database | Tx,
  account: AccountId,
  code: Currency,
  clock: Clock,
): Promise<boolean> {
  if ((await readOpenCase(db, account, code)) !== null) return true;
  if ((await claimCurrencies(db, account)).includes(code)) return true;
  const row = await readAccount(db, account);
  // Where Stripe bears the loss there is no balance to collect.
  if (row === null || row.losses === 'stripe') return false;
  const figures = row.reachable
    ? figuresOf(row.facts).availableMinor
    : await lastBalances(db, account, clock);
  const shortfallMinor = Math.max(0, -(figures[code] ?? 0));
  return shortfallMinor > (await handledRemainder(db, account, code)).minor;
}

/** What a person took over by hand of the last case: it opens no new one until the shortfall exceeds it. */
export async function handledRemainder(
  db: Database | Tx,
  account: AccountId,
  code: Currency,
): Promise<{ readonly caseNumber: number | null; readonly minor: number }> {
  const last = await readLastClosedCase(db, account, code);
  return { caseNumber: last?.number ?? null, minor: last?.handled_remainder_minor ?? 0 };
}
