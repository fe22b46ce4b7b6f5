import type { Attribution, SellerFacts } from '../dispute/facts';
import type { AccountId, CauseId, ChargeId } from '../ids';
import type { Move, RefundReason } from '../moves';
import type { Currency } from '../money';
import type { NotReversed, RefundPolicy } from './policy';
import type { RefundStatus } from './status';

/** What somebody asked for, as it was stored with the request. */
export interface AskedFor {
  /** Minor units of `currency`; null: all that is left of the charge. */
  readonly amountMinor: number | null;
  readonly currency: Currency | null;
  readonly reason: RefundReason | null;
  /** Calls for this request with a definite outcome: the number of the next. */
  readonly moves: number;
  /** Stripe's code for the latest of them, where it was refused. */
  readonly refusedWith: string | null;
  /** The flow ended without a refund before: it stays undone, and a new request is needed. */
  readonly over: boolean;
}

/** The charge, as far as the rules read it. Minor units of `currency`. */
export interface ChargeFact {
  readonly charge: ChargeId;
  readonly currency: Currency;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly paid: boolean;
  /** A dispute forbids refunds while it lasts, or for good because it took the money. */
  readonly disputed: 'no' | 'open' | 'lost';
  /** Money went on to sellers in a group that other charges share: whose it is cannot be told. */
  readonly grouped: boolean;
}

/** What is followed: a refund at Stripe, or a payment that failed. */
export interface MadeFact {
  readonly cause: CauseId;
  readonly what: 'refund' | 'failed_payment';
  /** A failed payment is `succeeded` while it stands: the customer has the money. */
  readonly status: RefundStatus;
  /** Stripe's own word, for people. */
  readonly statusWord: string;
  readonly amountMinor: number;
  readonly createdMs: number;
  /** Why Stripe or the customer's bank sent it back, in Stripe's words. */
  readonly failureReason: string | null;
}

export interface RefundSeller extends SellerFacts {
  /**
   * What Stripe took from them with the refund itself, net of the application fee that went back (R6), in the
   * transfer's currency. Null: nothing.
   */
  readonly withRefundMinor: number | null;
  /** What of the application fee went back to them with it. */
  readonly feeBackMinor: number;
}

/** One look's answer: ids and amounts, compact, because it travels through history. All instants are clock time. */
export interface RefundFacts {
  readonly startedMs: number;
  /** Null for refunds that were made elsewhere, and for failed payments. */
  readonly asked: AskedFor | null;
  /** Null where Stripe knows no such charge. */
  readonly charge: ChargeFact | null;
  /** Null: not made yet. */
  readonly made: MadeFact | null;
  /** Direct charges: the account on which charge and refund live. */
  readonly direct: AccountId | null;
  readonly attribution: Attribution;
  readonly sellers: readonly RefundSeller[];
  /** Moves of this flow without a known outcome, oldest first. */
  readonly unsettled: readonly Move[];
  /** Keys of this flow's attention that is open in the store, whichever run raised it. */
  readonly raised: readonly string[];
  /** Keys of attention about this flow that a person has settled: what was judged is not asked again. */
  readonly judged: readonly string[];
  /** What a person said about the sellers' part. */
  readonly answer: NotReversed | null;
  /** Brought only when it changed. */
  readonly policy: RefundPolicy | null;
}
