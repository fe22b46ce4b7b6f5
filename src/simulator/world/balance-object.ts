import type { Core } from './core';
import { stripeObject } from './blank';
import { balances } from './ledger';
import { hasConnectedAccounts } from './accounts';
import type { StripeObject } from './port';

/**
 * Stripe's Balance of an account: each currency for itself. `connect_reserved` is the platform's alone, and already
 * out of `available`. An account that never had money shows zero in its default currency.
 */
export function balanceObject(core: Core, owner: string): StripeObject {
  const rows = balances(core, owner);
  const shown =
    rows.length > 0
      ? rows
      : [{ currency: defaultCurrency(core, owner), availableMinor: 0, pendingMinor: 0, reservedMinor: 0 }];
  const amount = (amountMinor: number, currency: string) => ({
    amount: amountMinor,
    currency,
    source_types: { card: amountMinor },
  });
  const isPlatform = owner === core.platformId && hasConnectedAccounts(core);
  return stripeObject('balance', {
    object: 'balance',
    available: shown.map((row) => amount(row.availableMinor, row.currency)),
    connect_reserved: isPlatform
      ? shown.map((row) => ({ amount: row.reservedMinor, currency: row.currency }))
      : undefined,
    livemode: false,
    pending: shown.map((row) => amount(row.pendingMinor, row.currency)),
  });
}

function defaultCurrency(core: Core, owner: string): string {
  return core.need<StripeObject & { default_currency: string }>(owner, 'account').default_currency;
}
