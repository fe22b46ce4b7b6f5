import { formatMoney, type Currency } from '../money';

/** What may yet be taken from the platform's balance and is not out of it already. Minor units of one currency. */
export interface ExposureFacts {
  /** Disputes and inquiries that are open and have not been withdrawn, or not wholly. */
  readonly disputesNotWithdrawnMinor: number;
  /** Open claims of accounts that were rejected or have left: the platform has paid, and counts on nothing. */
  readonly claimsLikelyLostMinor: number;
  /** Bank debits that are paid and can still come back: Stripe has let go of its reserve for them. */
  readonly provisionalDebitsMinor: number;
}

/** What Stripe holds in `connect_reserved` is out of the available balance already, and is not counted twice. */
export const uncoveredExposure = (facts: ExposureFacts): number =>
  facts.disputesNotWithdrawnMinor + facts.claimsLikelyLostMinor + facts.provisionalDebitsMinor;

/** The platform's balance against what it must be able to bear. */
export interface Water {
  readonly availableMinor: number;
  readonly exposure: ExposureFacts;
}

/**
 * Why nobody is paid now, in words, or null: the platform's available balance is below zero, or would be below its
 * uncovered exposure once `leavingMinor` has left it.
 */
export function whyUnderWater(
  { availableMinor, exposure }: Water,
  leavingMinor: number,
  code: Currency,
): string | null {
  const money = (amountMinor: number): string => formatMoney(amountMinor, code);
  if (availableMinor < 0) return `the platform's available balance is ${money(availableMinor)}`;
  const neededMinor = uncoveredExposure(exposure);
  if (availableMinor - leavingMinor >= neededMinor) return null;
  const leaving = leavingMinor === 0 ? '' : ` less the ${money(leavingMinor)} to be sent`;
  const parts = [
    [exposure.disputesNotWithdrawnMinor, 'open disputes not yet withdrawn'],
    [exposure.claimsLikelyLostMinor, 'claims that are likely lost'],
    [exposure.provisionalDebitsMinor, 'bank debits that can still come back'],
  ] as const;
  const made = parts.flatMap(([amountMinor, what]) =>
    amountMinor === 0 ? [] : [`${money(amountMinor)} ${what}`],
  );
  const against = made.length === 0 ? '' : ` (${made.join(', ')})`;
  return `the platform's available balance of ${money(availableMinor)}${leaving} is below its uncovered exposure of ${money(neededMinor)}${against}`;
}
