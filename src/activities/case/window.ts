import type Stripe from 'stripe';
import type { AccountId } from '../../domain/ids';
import type { Currency } from '../../domain/money';
import { readOpenCase } from '../../store/cases';
import type { ActivityDeps } from '../deps';
import { amountIn } from './account-at-stripe';
import { PENDING_DAYS_MS, type Window, inEffect, listTransactions, walkBack } from './transactions';

/** A balance and the balance transactions that explain it. */
export interface Reading {
  readonly balance: Stripe.Balance;
  readonly availableMinor: number;
  readonly window: Window;
  readonly listed: readonly Stripe.BalanceTransaction[];
  readonly isNewWindow: boolean;
}

/** What moved unobserved is one line; a list this long without a case is a busy seller's, and not worth its calls. */
const MOST_WITHOUT_CASE = 300;

const MOST_READINGS = 5;

/**
 * Balance and list belong together only if nothing moved between them. A new window takes its opening balance from
 * both, for good; an open one shows a difference that the next reading ends.
 */
export async function readTogether(
  deps: Pick<ActivityDeps, 'db' | 'stripe'>,
  account: AccountId,
  code: Currency,
): Promise<Reading> {
  const readBalance = () => deps.stripe.balance.retrieve({}, { stripeAccount: account });
  let balance = await readBalance();
  for (let reading = 1; ; reading += 1) {
    const availableMinor = amountIn(balance.available, code);
    const found = await readWindow(deps, account, code, availableMinor);
    const again = found.isNewWindow ? await readBalance() : balance;
    if (amountIn(again.available, code) === availableMinor) return { balance, availableMinor, ...found };
    if (reading === MOST_READINGS) {
      throw new Error(
        `the balance of ${account} in ${code} moved during each of ${reading} readings: it is read again later`,
      );
    }
    balance = again;
  }
}

/** The window that is open, from its list cursor on; else a new one, from where the balance went below zero. */
async function readWindow(
  deps: Pick<ActivityDeps, 'db' | 'stripe'>,
  account: AccountId,
  code: Currency,
  availableMinor: number,
): Promise<Pick<Reading, 'window' | 'listed' | 'isNewWindow'>> {
  const cursor = await deps.db
    .selectFrom('book_cursors')
    .select(['window_from_clock', 'list_from_clock'])
    .where('account', '=', account)
    .where('currency', '=', code)
    .executeTakeFirst();
  const fromMs = cursor?.window_from_clock ?? null;
  if (fromMs !== null) {
    const hasCase = (await readOpenCase(deps.db, account, code)) !== null;
    const isTooLong = (so: readonly unknown[]): boolean => !hasCase && so.length >= MOST_WITHOUT_CASE;
    const { transactions: listed, complete } = await listTransactions(
      deps.stripe,
      account,
      code,
      cursor?.list_from_clock ?? null,
      isTooLong,
    );
    if (complete) {
      const effective = inEffect(listed).filter((one) => one.effectiveMs >= fromMs);
      return { window: { fromMs, openingMinor: 0, effective }, listed, isNewWindow: false };
    }
  }
  const { transactions: listed } = await listTransactions(deps.stripe, account, code, null, (so) => {
    const walked = walkBack(availableMinor, inEffect(so));
    const oldestMs = (so.at(-1)?.created ?? 0) * 1000;
    return availableMinor >= 0 || (walked.openingMinor >= 0 && oldestMs < walked.fromMs - PENDING_DAYS_MS);
  });
  return { window: walkBack(availableMinor, inEffect(listed)), listed, isNewWindow: true };
}
