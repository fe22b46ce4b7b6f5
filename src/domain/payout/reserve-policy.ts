import type { AmountTable } from '../policy/policy';

/** What of a payout is kept back, and for how long. Shares are in basis points: 750 is 7.5 %. */
export interface ReservePolicy {
  /** Clock days after which a held share is released. */
  readonly releasedAfterDays: number;
  /** What is sold is delivered at once: the smaller share of a row that has one. */
  readonly immediateDelivery: boolean;
  /** By the seller's age in days: the first row that the seller is younger than; rows grow. */
  readonly byAge: readonly {
    readonly underDays: number;
    readonly basisPoints: number;
    readonly immediateBasisPoints: number | null;
  }[];
  /** Older than every row: nothing is held below this dispute rate, from it on the last row's share. */
  readonly trustedBelowBasisPoints: number;
  readonly disputeRate: {
    /** Charges of so many days, and the disputes of these charges. */
    readonly overDays: number;
    /** Fewer of either tell nothing: the age row alone holds. */
    readonly minimumDisputes: number;
    readonly minimumCharges: number;
    /** The last row that the rate reaches; rows grow. */
    readonly rows: readonly {
      readonly fromBasisPoints: number;
      readonly basisPoints: number;
      readonly then: 'pay' | 'review' | 'hold';
    }[];
  };
  /** What Stripe will charge for a dispute, where it has not yet. */
  readonly expectedDisputeFee: AmountTable;
  /** Less than this is not sent, and waits for the next run. */
  readonly smallestPayout: AmountTable;
}
