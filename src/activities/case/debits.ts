import type Stripe from 'stripe';
import type { BankDebit, DebitFacts, DebitNotice, DebitPossible } from '../../domain/case/facts';
import { debitableThere, isBankInOrder } from '../../domain/account/bank-debit';
import { kindOf } from '../../domain/account/standing';
import type { AccountId } from '../../domain/ids';
import type { Currency } from '../../domain/money';
import type { Policy } from '../../domain/policy/policy';
import type { Calendar } from '../../notify/calendar';
import type { ReachableAccount } from './account-at-stripe';

export interface DebitContext {
  readonly stripe: Stripe;
  readonly policy: Policy;
  readonly calendar: Calendar;
  readonly account: AccountId;
  readonly currency: Currency;
  readonly nowMs: number;
}

/**
 * The bank debits since `sinceMs` and whether Stripe can make one. A debit is a payout with a negative amount that
 * Stripe made by itself; a reversed payout has a negative amount too and is not one.
 */
export async function debitFacts(
  context: DebitContext,
  found: ReachableAccount,
  sinceMs: number,
  expected: boolean,
): Promise<DebitFacts> {
  const { policy, calendar } = context;
  const country = found.account.country ?? null;
  const debits = await debitsSince(context, country, sinceMs);
  const possible = debitPossible(context, found.account);
  const createdAfter = country === null ? undefined : policy.debit.createdAfterDays[country];
  const expectedByMs =
    expected && possible === 'yes' && debits.length === 0 && createdAfter !== undefined
      ? calendar.addBusinessDays(country, sinceMs, createdAfter + policy.debit.graceBusinessDays)
      : null;
  return {
    possible,
    enabled: found.settings.payments?.debit_negative_balances === true,
    debits,
    expectedByMs,
    notice:
      expected && possible === 'yes' && debits.length === 0
        ? noticeAhead(context, country, createdAfter ?? 0)
        : null,
  };
}

/** The account's bank debits in the case's currency, newest first. One call. */
export async function debitsSince(
  { stripe, account, currency, policy, calendar, nowMs }: DebitContext,
  country: string | null,
  sinceMs: number,
): Promise<readonly BankDebit[]> {
  const payouts = await stripe.payouts.list(
    { created: { gte: Math.floor(sinceMs / 1000) }, limit: 100 },
    { stripeAccount: account },
  );
  const settles = (fromMs: number): number =>
    calendar.addBusinessDays(country, fromMs, policy.debit.settlesAfterBusinessDays);
  return payouts.data
    .filter((payout) => isDebit(payout, currency))
    .map((payout) => bankDebit(payout, settles, nowMs));
}

/** Counted from the seller's next working hour, in which a notice that is queued now goes out. */
function noticeAhead(
  { policy, calendar, nowMs }: DebitContext,
  country: string | null,
  createdAfter: number,
): DebitNotice | null {
  const days = country === null ? undefined : policy.debit.noticeBusinessDays[country];
  if (days === undefined) return null;
  const toldMs = calendar.nextNoticeHour({ country }, nowMs, policy);
  const untilDebited = Math.max(days, createdAfter) + policy.debit.clearsAfterBusinessDays;
  return {
    runsUntilMs: calendar.addBusinessDays(country, toldMs, days),
    debitedAboutMs: calendar.addBusinessDays(country, toldMs, untilDebited),
  };
}

function isDebit(payout: Stripe.Payout, code: Currency): boolean {
  return payout.amount < 0 && payout.automatic && payout.original_payout === null && payout.currency === code;
}

function bankDebit(payout: Stripe.Payout, settles: (fromMs: number) => number, nowMs: number): BankDebit {
  const base = { payout: payout.id, amountMinor: -payout.amount, failureCode: payout.failure_code };
  switch (payout.status) {
    case 'paid': {
      const settlesAtMs = settles(payout.arrival_date * 1000);
      return { ...base, stage: nowMs >= settlesAtMs ? 'settled' : 'provisional', settlesAtMs };
    }
    case 'failed':
    case 'canceled':
      return { ...base, stage: 'returned', settlesAtMs: null };
    default:
      // Pending, in transit, and whatever Stripe may add: under way until it says otherwise.
      return { ...base, stage: 'attempted', settlesAtMs: null };
  }
}

/** Country and kind of account by the policy's table, then a bank account in this currency in good order. */
export function debitPossible(
  { policy, currency }: Pick<DebitContext, 'policy' | 'currency'>,
  account: Stripe.Account,
): DebitPossible {
  const there = debitableThere(policy.debit, account.country ?? null, kindOf(account));
  if (there !== 'yes') return there;
  const banks = (account.external_accounts?.data ?? []).filter(
    (external): external is Stripe.BankAccount =>
      external.object === 'bank_account' && external.currency === currency,
  );
  if (banks.length === 0) return 'no_bank_account';
  return banks.some((bank) => isBankInOrder(bank.status)) ? 'yes' : 'bank_errored';
}
