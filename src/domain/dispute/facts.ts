import type { ClaimForm, Part } from '../ledger/books';
import type { AccountId, ChargeId, ClaimId, TransferId } from '../ids';
import type { Move } from '../moves';
import type { Currency } from '../money';
import type { DisputePolicy } from './policy';
import type { DisputeStatus } from './status';
import type { Withdrawn, WithdrawnProblem } from './withdrawn';

/** A transfer of the charge to a seller, in its own currency. */
export interface TransferFact {
  readonly transfer: TransferId;
  readonly amountMinor: number;
  readonly reversedMinor: number;
  /** The platform's application fee on it: zero for separate charges and transfers. */
  readonly applicationFeeMinor: number;
  /** Reversals for this dispute with a definite outcome: the number of the next. */
  readonly moves: number;
}

/** An open claim of this dispute. Amounts in the claim's currency; the pair ties it to the cause's (R20). */
export interface DisputeClaim {
  readonly claimId: ClaimId;
  readonly form: ClaimForm;
  readonly currency: Currency;
  readonly openMinor: number;
  readonly reservedMinor: number;
  readonly pairCauseMinor: number;
  readonly pairClaimMinor: number;
  readonly transfer: TransferId | null;
}

/** What the books say of one part of one seller, in the cause's currency. */
export interface PartFacts {
  readonly takenMinor: number;
  readonly openClaimsMinor: number;
  readonly writtenOffMinor: number;
  /** Newest first: the order of releasing (R15). */
  readonly claims: readonly DisputeClaim[];
  /** Account debits, and give-backs, with a definite outcome: the number of the next. */
  readonly debits: number;
  readonly giveBacks: number;
}

/** Read and booked up to the look, because something is to be given back (R17). */
export interface BeforeGiveBack {
  readonly currency: Currency;
  readonly shortfallMinor: number;
  /** Transfers to the seller made elsewhere since the money came back, and not judged by a person yet. */
  readonly transfersElsewhere: readonly TransferId[];
}

/** What the seller was last told that they bear: notices in the store are the truth. */
export interface Told {
  readonly notices: number;
  readonly principalMinor: number;
  readonly feeMinor: number;
}

export interface SellerFacts {
  readonly account: AccountId;
  readonly currency: Currency;
  /** In the order in which they were made; empty for direct charges, and for earnings not yet paid. */
  readonly transfers: readonly TransferFact[];
  /**
   * What the platform has said is this seller's of the charge, where its earnings are paid by payout runs: then a
   * transfer pays for other charges as well, and may be less than was earned.
   */
  readonly earnedMinor?: number;
  /** Give-backs of the same charge that can be reversed, newest first. */
  readonly giveBacks: readonly TransferFact[];
  /** What other causes of the same charge bear: taken, open claims and written off (R5). */
  readonly otherCausesMinor: number;
  readonly losses: 'platform' | 'stripe' | 'unknown';
  readonly principal: PartFacts;
  readonly fee: PartFacts;
  readonly beforeGiveBack: BeforeGiveBack | null;
  readonly told: Told;
  /** What people decided about this seller; null where nobody did. */
  readonly answers: {
    readonly giveBack: 'send' | 'keep' | null;
    readonly above: 'seller' | 'platform' | null;
  };
}

/** How the sellers of the charge were found; `unknown` goes to a person. */
export type Attribution =
  'direct' | 'transfer' | 'source_transaction' | 'earnings' | 'metadata' | 'group' | 'unknown';

/** One look's answer: ids and amounts, compact, because it travels through history. All instants are clock time. */
export interface DisputeFacts {
  readonly startedMs: number;
  readonly status: DisputeStatus;
  /** Stripe's own word, for people. */
  readonly statusWord: string;
  /** Why the payer's bank disputes it, in Stripe's words. */
  readonly reason: string | null;
  readonly openedMs: number;
  readonly evidenceDueMs: number | null;
  /** Evidence was entered at Stripe and has not been submitted. */
  readonly evidenceStaged: boolean;
  /** Resolved by the network before a chargeback: it arrives as lost, without a fee. */
  readonly rapid: boolean;
  readonly charge: ChargeId | null;
  /** Direct charges: the account on which charge and dispute live. */
  readonly direct: AccountId | null;
  readonly currency: Currency;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** A refund in full stops what has not been withdrawn yet: the way out of an inquiry. */
  readonly isChargeRefundable: boolean;
  /** Disputed, in its own currency, which can differ from the charge's; for words: balance transactions decide. */
  readonly disputedMinor: number;
  readonly disputedCurrency: Currency;
  readonly withdrawn: Withdrawn | WithdrawnProblem;
  readonly contestedBy: 'seller' | 'platform' | null;
  readonly attribution: Attribution;
  readonly sellers: readonly SellerFacts[];
  /** Moves of this flow without a known outcome, oldest first. */
  readonly unsettled: readonly Move[];
  /** Reversals made elsewhere that fit no cause (R7). */
  readonly unclearReversals: readonly string[];
  /** What a person decided where more sellers would be taken from than the policy allows. */
  readonly sellersAnswer: 'take' | 'leave' | null;
  /** Keys of this dispute's attention that is open in the store, whichever run raised it. */
  readonly raised: readonly string[];
  /** Keys of attention about this dispute that a person has settled: what was judged is not asked again. */
  readonly judged: readonly string[];
  /** Brought only when it changed. */
  readonly policy: DisputePolicy | null;
}

/**
 * Stripe answers for the dispute itself: it knows none by this id (`missing`), or the account on which it lives
 * cannot be read any more (`unreachable`). The last figures stand.
 */
export interface DisputeAbsent {
  readonly absent: 'missing' | 'unreachable';
}

export const partOf = (seller: SellerFacts, part: Part): PartFacts =>
  part === 'fee' ? seller.fee : seller.principal;

/** What a seller bears of a part now: taken or owed as a claim. */
export const borneMinor = (part: PartFacts): number => part.takenMinor + part.openClaimsMinor;

/** What a seller is told to bear: what is let go counts on, because it is not given back to them. */
export const toldToBearMinor = (part: PartFacts): number => borneMinor(part) + part.writtenOffMinor;
