import { mulDivFloor } from '../../domain/money';
import type { Fact } from './facts';

/** A sale and what became of it, as the story tells it. */
export interface SaleStory {
  readonly charge: string;
  readonly currency: string;
  readonly capturedMinor: number;
  readonly disputeFee: 'seller' | 'platform';
  readonly applicationFee: 'keep' | 'return';
  readonly parts: Extract<Fact, { what: 'part' }>[];
  /** Back at the buyer, net, by cause, in the sale's currency. */
  readonly returned: Map<string, number>;
  /** Dispute fees that sellers bear, net, by cause. */
  readonly fees: Map<string, { readonly amountMinor: number; readonly currency: string }>;
}

/** Between which amounts a seller's part is fair: shares may be rounded either way. Minor units. */
export interface Limits {
  readonly principalLowMinor: number;
  readonly principalHighMinor: number;
  readonly feeLowMinor: number;
  readonly feeHighMinor: number;
}

/** What one seller should bear of one sale, in the currency of that seller's part. */
export function fairOf(sale: SaleStory, account: string, currency: string): Limits {
  const mine = sale.parts.filter((part) => part.account === account && part.currency === currency);
  const principals = mine.map((part) => principalOf(sale, part));
  const fees = sale.disputeFee === 'platform' ? [] : mine.flatMap((part) => feesOf(sale, part));
  return shareLimits(principals, fees);
}

interface Range {
  readonly low: number;
  readonly high: number;
}

export function shareLimits(principals: readonly Range[], fees: readonly Range[]): Limits {
  const sum = (ranges: readonly Range[], end: keyof Range): number =>
    ranges.reduce((total, range) => total + range[end], 0);
  return {
    principalLowMinor: sum(principals, 'low'),
    principalHighMinor: sum(principals, 'high'),
    feeLowMinor: sum(fees, 'low'),
    feeHighMinor: sum(fees, 'high'),
  };
}

/**
 * A part bears what the buyer got back, in proportion, and one sale is not undone more than once: never more than the
 * part. Where the platform returns its application fee, the part is what was left of it.
 */
function principalOf(
  sale: SaleStory,
  part: { readonly amountMinor: number; readonly feeMinor: number },
): Range {
  const returnsFee = sale.applicationFee === 'return';
  const wholeMinor = returnsFee ? part.amountMinor - part.feeMinor : part.amountMinor;
  // Fee and part are rounded apart when only some of both goes back.
  const slack = returnsFee && part.feeMinor > 0 ? 1 : 0;
  let low = 0;
  let high = 0;
  for (const returnedMinor of sale.returned.values()) {
    if (returnedMinor <= 0) continue;
    const ofSale = Math.min(returnedMinor, sale.capturedMinor);
    low += Math.max(0, mulDivFloor(wholeMinor, ofSale, sale.capturedMinor) - slack);
    high += mulDivCeil(wholeMinor, ofSale, sale.capturedMinor) + slack;
  }
  return { low: Math.min(low, wholeMinor), high: Math.min(high, wholeMinor) };
}

/** Each fee is divided over the sellers of the sale by what reached them; the platform's own part bears none. */
function feesOf(sale: SaleStory, part: { readonly amountMinor: number }): Range[] {
  const allMinor = sale.parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return [...sale.fees.values()]
    .filter(({ amountMinor }) => amountMinor > 0 && allMinor > 0)
    .map(({ amountMinor }) => ({
      low: mulDivFloor(amountMinor, part.amountMinor, allMinor),
      high: mulDivCeil(amountMinor, part.amountMinor, allMinor),
    }));
}

const mulDivCeil = (amount: number, numerator: number, denominator: number): number =>
  -mulDivFloor(-amount, numerator, denominator);
