/** What happened, as a witness would tell it: the ground of the verdict. Amounts in minor units. */
export type Fact =
  /** Somebody bought something. */
  | {
      readonly what: 'sale';
      readonly charge: string;
      readonly currency: string;
      readonly capturedMinor: number;
      readonly disputeFee: 'seller' | 'platform';
      readonly applicationFee: 'keep' | 'return';
    }
  /** What of a sale reached a seller. `feeMinor` is the application fee that the platform got of it. */
  | {
      readonly what: 'part';
      readonly charge: string;
      readonly account: string;
      readonly transfer: string | null;
      readonly amountMinor: number;
      readonly currency: string;
      readonly feeMinor: number;
    }
  /** Of a sale, kept by the platform until it pays the seller. */
  | {
      readonly what: 'earned';
      readonly account: string;
      readonly amountMinor: number;
      readonly currency: string;
    }
  /** The platform paid earnings; negative where they came back, and not for a sale that was undone. */
  | {
      readonly what: 'earnings_paid';
      readonly account: string;
      readonly amountMinor: number;
      readonly currency: string;
    }
  /** The buyer got back (negative: lost again) this much of the sale, in the currency of the charge. */
  | {
      readonly what: 'returned';
      readonly cause: string;
      readonly charge: string;
      readonly amountMinor: number;
    }
  /** Stripe's fee for a dispute; negative where Stripe returned it. */
  | {
      readonly what: 'fee';
      readonly cause: string;
      readonly charge: string;
      readonly amountMinor: number;
      readonly currency: string;
      readonly bearer: 'seller' | 'platform';
    }
  /** Went from the seller towards the platform or buyer for a sale; negative the other way. */
  | {
      readonly what: 'taken';
      readonly how: 'reversal' | 'account_debit' | 'give_back' | 'fee_refund' | 'at_stripe';
      readonly by: 'story' | 'api' | 'stripe';
      readonly charge: string;
      readonly account: string;
      readonly amountMinor: number;
      readonly currency: string;
      /** The same in the account's balance. */
      readonly balanceMinor: number;
      readonly balanceCurrency: string;
    }
  /** The platform paid the account's debt on day 180. */
  | {
      readonly what: 'cleared';
      readonly account: string;
      readonly amountMinor: number;
      readonly currency: string;
    }
  /** A person's credit; negative where it was reversed. */
  | {
      readonly what: 'credited';
      readonly account: string;
      readonly amountMinor: number;
      readonly currency: string;
    }
  /** The seller paid the platform outside of Stripe. */
  | {
      readonly what: 'paid_outside';
      readonly account: string;
      readonly amountMinor: number;
      readonly currency: string;
    }
  /** Nobody can send this account money any more, or again. */
  | { readonly what: 'reachable'; readonly account: string; readonly yes: boolean }
  | {
      readonly what: 'unexplained';
      readonly id: string;
      readonly account: string;
      readonly amountMinor: number;
      readonly currency: string;
      readonly why: string;
    };
