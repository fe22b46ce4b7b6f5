import type { AccountId } from '../ids';
import type { Currency } from '../money';
import type { RejectReason, PayoutsAction } from './acts';
import type { ReviewFinding } from './findings';
import type { ReviewPolicy } from './policy';

/** One look's answer: ids, words and amounts, compact, because it travels through history. Instants are clock time. */
export interface ReviewFacts {
  readonly startedMs: number;
  /** Of the open review in the store; null where none is open and nothing was found. */
  readonly number: number | null;
  readonly openedMs: number;
  readonly reachable: boolean;
  readonly findings: readonly ReviewFinding[];
  /** From when on another look may find something else by time alone: a deadline comes near, an approval expires. */
  readonly changesMs: number | null;
  /** Words of Stripe's about the account's standing that this version does not know. */
  readonly unknownWords: readonly string[];
  readonly hold: HoldFacts;
  readonly act: ActFact | null;
  /** Only of a rejected account. */
  readonly recoverable: readonly Recoverable[];
  /** Rungs that this review has told, whichever run queued them. */
  readonly told: readonly string[];
  /** Keys of its attention that is open in the store. */
  readonly raised: readonly string[];
  /** Keys of its attention that a person has settled. */
  readonly judged: readonly string[];
  /** Brought only when it changed. */
  readonly policy: ReviewPolicy | null;
}

export interface HoldFacts {
  /** This review's reason is among those of the account's hold. */
  readonly mine: boolean;
  /** How long the hold may last, by Stripe's limit for the country; null without a hold or a limit. */
  readonly limit: { readonly warnMs: number; readonly endMs: number } | null;
  /** Somebody changed the payout schedule under the hold. */
  readonly scheduleChanged: boolean;
  /** Payouts made by hand since the hold was set. */
  readonly paidOut: readonly string[];
}

/** The newest decision of people to reject the account, or to take that back, and how far it has come. */
export interface ActFact {
  /** The id of the request that a second person answers. */
  readonly id: string;
  readonly kind: 'reject' | 'unreject';
  readonly reason: RejectReason | null;
  readonly payouts: PayoutsAction | null;
  readonly askedBy: string;
  readonly state: ActState;
  /** Stripe's code where it refused. */
  readonly code: string | null;
}

export type ActState =
  | 'asked'
  | 'approved'
  /** Decided, and Stripe's answer is not known. */
  | 'sending'
  | 'done'
  | 'refused'
  | 'declined'
  | 'expired';

/** What can still be had back from a rejected account in one currency, minor units. */
export interface Recoverable {
  readonly currency: Currency;
  readonly shortfallMinor: number;
  readonly claimsMinor: number;
  /** On its way into the balance. */
  readonly pendingMinor: number;
  readonly availableMinor: number;
  /** Of the platform's latest transfers to the account, what is not reversed. */
  readonly reversibleMinor: number;
  readonly transfers: number;
  /** There are older transfers than those counted. */
  readonly moreTransfers: boolean;
  /** Why Stripe can, or cannot, debit the account's bank. */
  readonly bankDebit: string;
}

/** Which review: ids only. */
export interface ReviewRef {
  readonly account: AccountId;
  readonly number: number | null;
}
