/** How one seller stands in one balance currency, by the story; all amounts in minor units. */
export interface SellerVerdict {
  readonly account: string;
  readonly currency: string;
  /** What the seller should have borne of all disputes and refunds until now, shares rounded down. */
  readonly fairMinor: number;
  /** What was taken from the seller for them, net of what was given back. */
  readonly takenMinor: number;
  /** What the platform paid into the account on day 180. */
  readonly clearedMinor: number;
  /** Credits that people decided, less what the seller paid outside of Stripe. */
  readonly creditedMinor: number;
  /** Fair, and neither taken nor kept: open, let go, or cleared and not collected since. No fault by itself. */
  readonly outstandingMinor: number;
  /** Earned, and kept by the platform: not due yet, held in reserve, or withheld for a debt. No fault by itself. */
  readonly unpaidMinor: number;
  /** Owed back to a seller to whom Stripe lets nobody send money. No fault by itself. */
  readonly blockedMinor: number;
  readonly overpaidMinor: number;
  readonly recoveredTwiceMinor: number;
}

export interface Unexplained {
  /** The Stripe object of the movement: a transfer, reversal, payout or fee refund. */
  readonly id: string;
  readonly account: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly why: string;
}

export interface Totals {
  readonly currency: string;
  readonly overpaidMinor: number;
  readonly recoveredTwiceMinor: number;
  readonly unexplainedMinor: number;
}

/** The economic book's judgement. Transient while a flow has not settled; at rest all three faults must be zero. */
export interface Verdict {
  readonly sellers: readonly SellerVerdict[];
  readonly unexplained: readonly Unexplained[];
  /** Per currency, never summed over currencies. */
  readonly totals: readonly Totals[];
  /** No seller overpaid, none recovered from twice, nothing unexplained. */
  readonly clean: boolean;
}
