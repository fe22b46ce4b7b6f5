import type Stripe from 'stripe';
import { kindOf, lossesOf } from '../domain/account/standing';
import type { AccountFacts } from '../store/accounts';
import type { Figures } from '../store/last-balances';

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

function byCurrency(parts: readonly { readonly amount: number; readonly currency: string }[]): Figures {
  const sums: Record<string, number> = {};
  for (const { amount, currency } of parts) sums[currency] = (sums[currency] ?? 0) + amount;
  return sums;
}

function secondsToMs(seconds: number | null | undefined): number | null {
  return typeof seconds === 'number' ? seconds * 1_000 : null;
}
