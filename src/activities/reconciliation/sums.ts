import type Stripe from 'stripe';
import { currency } from '../../domain/money';
import { compareReserve, type ReserveComparison } from '../../domain/reconciliation/compare';
import { knownDebts } from '../../store/known-debts';
import type { Slice } from '../sweep/deps';

/**
 * What Stripe holds of the platform's money, beside what is known; one call. Currencies in which neither is anything
 * are left out.
 */
export async function compareSums(slice: Slice, number: number): Promise<readonly ReserveComparison[]> {
  const held = heldOf(await slice.ask(() => slice.stripe.balance.retrieve()));
  const known = await knownDebts(slice.db, number);
  const codes = [...new Set([...Object.keys(held), ...known.map((row) => row.currency)])].sort();
  return codes.map((code) => {
    const row = known.find((one) => one.currency === code);
    const debt = (reading: 'application' | 'platform') => ({
      shortfallMinor: row?.shortfallMinor[reading] ?? 0,
      unreadableMinor: row?.unreadableMinor[reading] ?? [],
      debits: row?.debits[reading] ?? [],
    });
    return compareReserve(currency(code), held[code] ?? 0, {
      application: debt('application'),
      platform: debt('platform'),
    });
  });
}

/** A platform without connected accounts has none. */
function heldOf({ connect_reserved: parts = [] }: Stripe.Balance): { readonly [code: string]: number } {
  const held: Record<string, number> = {};
  for (const { amount, currency: code } of parts) {
    if (amount !== 0) held[code] = (held[code] ?? 0) + amount;
  }
  return held;
}
