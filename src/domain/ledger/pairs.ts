import { mulDivFloor, type Currency } from '../money';
import { lotKey } from './balance-book';
import type { Claim, Owed } from './books';

/**
 * Worked rule R20: where the transfer and the account's balance have different currencies, what is owed and the
 * cause are tied by the two amounts of that very reversal, never by a market rate. What of it was covered already
 * is taken off both sides, so that the last part takes exactly what is left.
 */
export interface Pair {
  readonly causeCurrency: Currency;
  readonly causeMinor: number;
  readonly balanceMinor: number;
}

/** By lot; a lot without a pair is in the cause's own currency. */
export type Pairs = { readonly [lot: string]: Pair };

/** A lot's amount in the cause's currency. */
export function inCauseCurrency(
  lot: Owed,
  balanceCurrency: Currency,
  pairs: Pairs,
): { readonly currency: Currency; readonly amountMinor: number } {
  const pair = pairs[lotKey(lot)];
  if (pair === undefined || pair.balanceMinor <= 0 || pair.causeMinor <= 0) {
    return { currency: balanceCurrency, amountMinor: lot.amountMinor };
  }
  const amountMinor = Math.min(
    pair.causeMinor,
    mulDivFloor(lot.amountMinor, pair.causeMinor, pair.balanceMinor),
  );
  return { currency: pair.causeCurrency, amountMinor };
}

type Paired = Pick<Claim, 'pairCauseMinor' | 'pairClaimMinor'>;

/** What is open of a claim, in the cause's currency. */
export function openInCause(claim: Paired, openMinor: number): number {
  return mulDivFloor(openMinor, claim.pairCauseMinor, claim.pairClaimMinor);
}

/**
 * What closing a part of a claim is worth in the cause's currency: the difference that it makes to the value of
 * what is open, so that the parts add up to the whole and no unit is lost on the way.
 */
export function closedInCause(claim: Paired & Pick<Claim, 'openMinor'>, amountMinor: number): number {
  return openInCause(claim, claim.openMinor) - openInCause(claim, claim.openMinor - amountMinor);
}
