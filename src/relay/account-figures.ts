import type Stripe from 'stripe';
import type { Figures } from '../store/last-balances';

/** What is kept of an account's balance, and whether it has charges of its own; the rest is its standing. */
export interface KeptFigures {
  readonly availableMinor: Figures;
  readonly pendingMinor: Figures;
  /** Stripe's word for the capability; without it an account has no direct charges. */
  readonly cardPayments: string;
}

export function keptFigures(account: Stripe.Account, balance: Stripe.Balance): KeptFigures {
  return {
    availableMinor: byCurrency(balance.available),
    pendingMinor: byCurrency(balance.pending),
    cardPayments: account.capabilities?.card_payments ?? 'unrequested',
  };
}

function byCurrency(parts: readonly { readonly amount: number; readonly currency: string }[]): Figures {
  const sums: Record<string, number> = {};
  for (const { amount, currency } of parts) sums[currency] = (sums[currency] ?? 0) + amount;
  return sums;
}
