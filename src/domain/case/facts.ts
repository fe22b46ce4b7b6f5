import type { ClaimForm, Part } from '../ledger/books';
import type { CauseId, ClaimId, TransferId } from '../ids';
import type { CasePolicy } from './policy';

/** How far a bank debit has come. Paid is provisional: a bank can return it for some days more. */
export type DebitStage = 'attempted' | 'provisional' | 'settled' | 'returned';

export interface BankDebit {
  readonly payout: string;
  readonly amountMinor: number;
  readonly stage: DebitStage;
  readonly failureCode: string | null;
  /** Clock instant from which a provisional debit counts as settled. */
  readonly settlesAtMs: number | null;
}

/** Why Stripe cannot debit the account's bank, or that it can. */
export type DebitPossible =
  'yes' | 'country' | 'account_kind' | 'no_bank_account' | 'bank_errored' | 'unreachable';

/** What a returned debit asks for, by its failure code. */
export type ReturnRoute = 'new_bank_account' | 'a_date' | 'a_person';

/** Where the scheme asks for a notice ahead of a bank debit. Clock instants. */
export interface DebitNotice {
  /** A notice that is queued now has run its business days. */
  readonly runsUntilMs: number;
  /** About when the seller's bank is debited. */
  readonly debitedAboutMs: number;
}

export interface DebitFacts {
  readonly possible: DebitPossible;
  readonly enabled: boolean;
  /** Newest first, of this case's time. */
  readonly debits: readonly BankDebit[];
  /** By when a debit should have been seen, the policy's grace included; null where none is expected. */
  readonly expectedByMs: number | null;
  /** Null where no notice is asked for, or a debit was made already. */
  readonly notice: DebitNotice | null;
}

/** How long Stripe lets payouts be held. Clock instants. */
export interface HoldLimit {
  readonly warnMs: number;
  readonly endMs: number;
}

/** An open claim as the case needs it. */
export interface ClaimFact {
  readonly claimId: ClaimId;
  readonly form: ClaimForm;
  readonly cause: CauseId;
  readonly part: Part;
  readonly openMinor: number;
  readonly reservedMinor: number;
  readonly transfer: TransferId | null;
  /** Moves for this claim with a definite outcome: the number of the next. */
  readonly moves: number;
}

export interface ClearedFact {
  readonly collectionTransfer: string;
  readonly amountMinor: number;
  readonly atMs: number;
}

/** One look's answer: ids and amounts, compact, because it travels through history. All instants are clock time. */
export interface CaseFacts {
  /** The case's number in the store; null while nothing was ever owed. */
  readonly number: number | null;
  readonly startedMs: number;
  readonly reachable: boolean;
  readonly losses: 'platform' | 'stripe' | 'unknown';
  readonly rejected: boolean;
  readonly country: string | null;
  readonly isDefaultCurrency: boolean;
  /** The account's available balance in the case's currency, signed. */
  readonly availableMinor: number;
  /** Known funds on their way into the balance; never negative. */
  readonly pendingMinor: number;
  /** What counts as owed through the balance: zero where Stripe bears the account's losses. */
  readonly shortfallMinor: number;
  readonly claims: readonly ClaimFact[];
  /** Written off for this case so far. */
  readonly letGoMinor: number;
  readonly negativeSinceMs: number;
  readonly clearsAtMs: number;
  /** Collection transfers of this case, oldest first, booked. */
  readonly cleared: readonly ClearedFact[];
  /** The platform's list of collection transfers was read as of this instant, if it was. */
  readonly collectionsReadMs: number | null;
  readonly debit: DebitFacts;
  /** This case's reason stands in the account's hold. */
  readonly holdSet: boolean;
  /** Null while payouts are not held. */
  readonly holdLimit: HoldLimit | null;
  /** Recoup holds payouts, and they are not manual at Stripe: somebody changed the schedule since. */
  readonly scheduleChanged: boolean;
  /** Reasons why the policy wants payouts held, whatever the amount. */
  readonly holdRisks: readonly string[];
  /** A move of this case or for its claims has no known outcome. */
  readonly unsettledMoves: number;
  /** The books and Stripe's balance differ by so much, after a second reading. */
  readonly unexplainedMinor: number;
  /** Brought only when it changed. */
  readonly policy: CasePolicy | null;
}

export const claimsMinor = (facts: CaseFacts): number =>
  facts.claims.reduce((sum, claim) => sum + claim.openMinor, 0);

export const owedMinor = (facts: CaseFacts): number => facts.shortfallMinor + claimsMinor(facts);

/** What is owed, and what a debit has paid that its bank can still return. */
export const atRiskMinor = (facts: CaseFacts): number =>
  owedMinor(facts) +
  facts.debit.debits.reduce((sum, debit) => sum + (debit.stage === 'provisional' ? debit.amountMinor : 0), 0);

/** A debit that may still come back, or has yet to arrive. */
export const unsettledDebit = (facts: CaseFacts): BankDebit | undefined =>
  facts.debit.debits.find((debit) => debit.stage === 'attempted' || debit.stage === 'provisional');

export const returnedDebits = (facts: CaseFacts): readonly BankDebit[] =>
  facts.debit.debits.filter((debit) => debit.stage === 'returned');

/** Codes that Stripe names; any other goes to a person. */
export function returnRoute(failureCode: string | null): ReturnRoute {
  switch (failureCode) {
    case 'account_closed':
    case 'account_frozen':
    case 'bank_account_restricted':
    case 'bank_account_unusable':
    case 'bank_ownership_changed':
    case 'incorrect_account_holder_address':
    case 'incorrect_account_holder_name':
    case 'incorrect_account_holder_tax_id':
    case 'incorrect_account_number':
    case 'invalid_account_number':
    case 'invalid_currency':
    case 'no_account':
    case 'unsupported_card':
      return 'new_bank_account';
    case 'insufficient_funds':
      return 'a_date';
    case 'could_not_process':
    case 'debit_not_authorized':
    case 'declined':
    case null:
    default:
      return 'a_person';
  }
}
