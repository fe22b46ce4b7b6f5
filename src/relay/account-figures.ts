import type Stripe from 'stripe';
import { kindOf, lossesOf } from '../domain/account/standing';
import type { Json } from '../domain/json';
import type { AccountFacts } from '../store/accounts';

/** Signed minor units by currency. */
export type Figures = { readonly [currency: string]: number };

/** What is kept of an account's two objects: ids, states, counts and amounts; nothing personal. */
export function accountFacts(account: Stripe.Account, balance: Stripe.Balance): AccountFacts {
  const requirements = account.requirements ?? null;
  const payouts = account.settings?.payouts;
  return {
    country: account.country ?? null,
    kind: kindOf(account),
    losses: lossesOf(account),
    defaultCurrency: account.default_currency ?? null,
    disabledReason: requirements?.disabled_reason ?? null,
    facts: {
      availableMinor: byCurrency(balance.available),
      pendingMinor: byCurrency(balance.pending),
      transfers: account.capabilities?.transfers ?? 'unrequested',
      cardPayments: account.capabilities?.card_payments ?? 'unrequested',
      payoutsEnabled: account.payouts_enabled,
      chargesEnabled: account.charges_enabled,
      payoutInterval: payouts?.schedule?.interval ?? null,
      debitNegativeBalances: payouts?.debit_negative_balances ?? null,
      currentlyDue: requirements?.currently_due?.length ?? 0,
      pastDue: requirements?.past_due?.length ?? 0,
      currentDeadlineMs: secondsToMs(requirements?.current_deadline),
      createdMs: secondsToMs(account.created),
    },
  };
}

/** The figures back from the store; a row that never was looked at has none. */
export function figuresOf(facts: Json): { readonly availableMinor: Figures } {
  const available = isRecord(facts) ? facts['availableMinor'] : null;
  if (available === undefined || !isRecord(available)) return { availableMinor: {} };
  const numbers = Object.entries(available).filter(
    (row): row is [string, number] => typeof row[1] === 'number',
  );
  return { availableMinor: Object.fromEntries(numbers) };
}

function byCurrency(parts: readonly { readonly amount: number; readonly currency: string }[]): Figures {
  const sums: Record<string, number> = {};
  for (const { amount, currency } of parts) sums[currency] = (sums[currency] ?? 0) + amount;
  return sums;
}

function secondsToMs(seconds: number | null | undefined): number | null {
  return typeof seconds === 'number' ? seconds * 1_000 : null;
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
