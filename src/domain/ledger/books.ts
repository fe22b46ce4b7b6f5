import type { AccountId, CauseId, ClaimId } from '../ids';
import type { Currency } from '../money';

/** A cause has two parts that are followed apart: what was disputed, and the fee for it. */
export type Part = 'principal' | 'fee';

/**
 * The books of double entry. Signs: what the account has is positive; every entry sums to zero per currency.
 *
 * - `free`      the account's available Stripe balance above zero (>= 0)
 * - `owed`      the balance below zero, divided over causes (<= 0 each); free + owed = available balance
 * - `taken`     what the seller has borne of a cause so far (worked rule R7)
 * - `transit`   a move whose outcome is known and whose balance transaction is not seen yet, or the reverse
 * - `income`    sales, earnings, and balance that was there before Recoup looked
 * - `reserved`  earnings that the platform holds back for a time (>= 0)
 * - `bank`      payouts, bank debits and their returns, topups
 * - `claim`     what the account owes outside its balance, by claim
 * - `platform`  what the platform is out of pocket for (minus: open claims and what was let go)
 * - `written_off` let go, by cause
 * - `fx`        rate differences and the two legs of an exchange
 */
export type Book =
  | 'free'
  | 'owed'
  | 'taken'
  | 'transit'
  | 'income'
  | 'reserved'
  | 'bank'
  | 'claim'
  | 'platform'
  | 'written_off'
  | 'fx';

export interface Posting {
  readonly book: Book;
  readonly account: AccountId;
  readonly currency: Currency;
  readonly amountMinor: number;
  readonly cause: CauseId | null;
  readonly part: Part | null;
  readonly claimId: ClaimId | null;
  /** For `owed`: since when this is owed (clock, epoch ms): its age, which debits, returns and clearing keep. */
  readonly sinceMs: number | null;
}

/** One entry: written whole or not at all, at most once by its key. */
export interface Entry {
  readonly key: string;
  readonly kind: string;
  readonly account: AccountId;
  readonly effectiveMs: number;
  readonly balanceTransaction: string | null;
  readonly moveKey: string | null;
  readonly note: string | null;
  readonly postings: readonly Posting[];
}

/** A part of a shortfall, positive minor units, with its cause and age. */
export interface Owed {
  readonly cause: CauseId;
  readonly part: Part;
  readonly sinceMs: number;
  readonly amountMinor: number;
}

export type ClaimForm = 'fee' | 'reversal' | 'rest' | 'cleared' | 'credit';

export interface Claim {
  readonly claimId: ClaimId;
  readonly form: ClaimForm;
  readonly account: AccountId;
  readonly currency: Currency;
  readonly cause: CauseId;
  readonly part: Part;
  /** Open, positive minor units of `currency`. */
  readonly openMinor: number;
  /** Of the open amount, what a move with no known outcome has reserved. */
  readonly reservedMinor: number;
  /** The cause's currency, and the pair of amounts that ties claim and cause (R20); equal where they are one. */
  readonly causeCurrency: Currency;
  readonly pairCauseMinor: number;
  readonly pairClaimMinor: number;
  /** Form `reversal`: the transfer whose refused reversal collects it. */
  readonly transfer: string | null;
  /** The cause's age. */
  readonly sinceMs: number;
  readonly openedMs: number;
  /** A person has taken it over: no case collects it any more. */
  readonly handled: boolean;
  /** Moves of each kind for this claim with a definite outcome: the next move's number. */
  readonly moves: number;
}

/** One account's balance in one currency, as booked. */
export interface BalanceBook {
  readonly account: AccountId;
  readonly currency: Currency;
  readonly freeMinor: number;
  /** Oldest principal first, fees last: the order in which money pays them (R10). */
  readonly owed: readonly Owed[];
}

/** What the books say of one cause, seller and part, in the cause's currency (R7, R8). */
export interface PartBook {
  readonly account: AccountId;
  readonly part: Part;
  /** The cause's currency: a seller whose transfers have two has two rows. */
  readonly currency: Currency;
  readonly takenMinor: number;
  readonly openClaimsMinor: number;
  readonly writtenOffMinor: number;
  readonly claims: readonly Claim[];
}
