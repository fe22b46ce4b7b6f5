import type { PaidBy } from './charge-fields';
import type { RefundBehaviour } from './refunds';

/** Why a bank refuses, in Stripe's words. */
export type BankFailureCode =
  | 'insufficient_funds'
  | 'debit_not_authorized'
  | 'account_closed'
  | 'account_frozen'
  | 'no_account'
  | 'could_not_process'
  | 'bank_account_restricted'
  | 'bank_ownership_changed'
  | 'declined'
  | 'incorrect_account_holder_name'
  | 'invalid_account_number'
  | 'invalid_currency';

/** How a seller's bank answers Stripe's debits. `fails` uses one code for each attempt, then works. */
export type BankBehaviour =
  | { readonly kind: 'works' }
  | {
      readonly kind: 'fails';
      readonly codes: readonly BankFailureCode[];
      readonly when?: 'after_paid' | 'before_paid';
      /** Business days from `paid` to the return, as long as a scheme allows; default: what the switch says. */
      readonly returnAfterBusinessDays?: number;
    }
  /** Every debit comes back as `account_closed`, and payouts fail. */
  | { readonly kind: 'closed' }
  /**
   * Payouts come back: on arrival, or so many business days after they were paid (a bank may take five). Debits work.
   */
  | {
      readonly kind: 'sends_back';
      readonly code: BankFailureCode;
      readonly afterPaidBusinessDays?: number;
    }
  /** Every debit comes back with this code. */
  | { readonly kind: 'refuses'; readonly code: BankFailureCode };

export interface BankInput {
  /** Default: the account's default currency. */
  readonly currency?: string;
  readonly country?: string;
  readonly behaviour?: BankBehaviour;
}

export interface PayoutSchedule {
  readonly interval: 'manual' | 'daily' | 'weekly' | 'monthly';
  readonly weekly_payout_days?: readonly string[];
  readonly monthly_payout_days?: readonly number[];
}

export interface SellerInput {
  readonly id?: string;
  readonly name?: string;
  readonly email?: string;
  readonly country: string;
  /** Default: the country's currency. */
  readonly defaultCurrency?: string;
  /** Default `express`. */
  readonly type?: 'express' | 'custom' | 'standard';
  /** Who bears the account's losses. Default: the platform, except for `standard`. */
  readonly losses?: 'application' | 'stripe';
  readonly requirementCollection?: 'application' | 'stripe';
  /** Whether the first onboarding is done; default: it is. */
  readonly detailsSubmitted?: boolean;
  /** Default: one that works, in the default currency. */
  readonly banks?: readonly BankInput[];
  /** Default: daily. */
  readonly schedule?: PayoutSchedule;
  /** Default as Stripe's: off where the platform collects requirements. */
  readonly debitNegativeBalances?: boolean;
  /** Those that it has, active. Default: `card_payments` and `transfers`. */
  readonly capabilities?: readonly string[];
  /** Whether the seller agreed to account debits. Default true. */
  readonly accountDebitConsent?: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What platform and seller agreed, and so who should bear what. Part of the story, not of any product. */
export interface Deal {
  /** Who bears dispute fees. Default: the sellers. */
  readonly disputeFee?: 'seller' | 'platform';
  /** What becomes of the application fee when the sale is undone. Default: the platform keeps it. */
  readonly applicationFee?: 'keep' | 'return';
}

interface SaleBase {
  readonly id?: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** Currency in which the charge settles. Default: the currency of the charge. */
  readonly settlesIn?: string;
  /** Whether the funds are available at once; default true. Otherwise after the account's settlement delay. */
  readonly availableNow?: boolean;
  /** Default a card. A bank debit is `pending` until `settlePayment` or `failPayment`; its funds come meanwhile. */
  readonly paidBy?: PaidBy;
  /** How refunds of it go, whoever makes them. Default: they succeed at once. */
  readonly refunds?: RefundBehaviour;
  readonly transferGroup?: string;
  readonly deal?: Deal;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export type SaleInput = SaleBase &
  (
    | {
        readonly model: 'destination';
        readonly seller: string;
        readonly applicationFeeMinor?: number;
        readonly transferAmountMinor?: number;
        readonly transferId?: string;
      }
    | {
        readonly model: 'separate';
        /**
         * In the currency in which the charge settles. `sourced: false` leaves `source_transaction` empty; `later`: the
         * platform keeps it and pays it by itself some day, alone or with other earnings.
         */
        readonly parts: readonly {
          readonly seller: string;
          readonly amountMinor: number;
          readonly id?: string;
          readonly sourced?: boolean;
          readonly later?: boolean;
        }[];
      }
    | { readonly model: 'direct'; readonly seller: string; readonly applicationFeeMinor?: number }
  );

export interface Sale {
  readonly chargeId: string;
  readonly transferIds: readonly string[];
}

export interface DisputeInput {
  readonly id?: string;
  readonly charge: string;
  /** In `currency`. Default: the captured amount. */
  readonly amountMinor?: number;
  /** Default: the currency of the charge. */
  readonly currency?: string;
  /** What the balance loses, in its own currency. Default: the disputed amount, converted with the rate of the day. */
  readonly withdrawnMinor?: number;
  /** Received fee, in the currency of the balance. Default 1500. */
  readonly feeMinor?: number;
  readonly reason?: string;
  /** A warning that moves no money until it escalates. */
  readonly inquiry?: boolean;
  /** Resolved by the network at once and without a fee, against the seller. */
  readonly rapid?: boolean;
  /** Default 7; null leaves `due_by` empty. */
  readonly evidenceDueInDays?: number | null;
}

export interface RefundInput {
  readonly id?: string;
  readonly charge: string;
  readonly amountMinor?: number;
  readonly reverseTransfer?: boolean;
  readonly refundApplicationFee?: boolean;
  /** Default: as the sale has it. */
  readonly status?: 'pending' | 'requires_action' | 'succeeded';
}

export interface Switches {
  /** Connected reserves are on: a reversal may push an account below zero. Default true. */
  readonly reversalBelowZero: boolean;
  /** Default false. */
  readonly accountDebitBelowZero: boolean;
  /** Days that the collection transfer comes after day 180; negative: before it. Default 0. */
  readonly collectionLateDays: number;
  /** Share of the negative balance that is collected, in percent. Default 100. */
  readonly collectionPercent: number;
  /** What calls in the name of an account get that has revoked the platform's access. Default 403. */
  readonly deauthorizedStatus: 401 | 403;
  /** Whether accounts with `requirement_collection=application` are debited outside the US and CA. Default false. */
  readonly customDebitsEverywhere: boolean;
  /** Attempts with `insufficient_funds` in a row after which a bank account becomes `errored`. Default 3. */
  readonly insufficientFundsAttempts: number;
  /** Business days from `paid` to the return of a debit that fails; at most 5. Default 2. */
  readonly returnAfterBusinessDays: number;
  /** Days that a platform which is below zero stays so until its own bank is debited. Default 0: to the next day. */
  readonly platformDebitAfterDays: number;
  /** The least that can be paid out by the API, in minor units of any currency. Default 1. */
  readonly smallestPayoutMinor: number;
}

/** What Stripe asks of a seller, in its names of fields. What is not given stays as it is. */
export interface RequirementLists {
  readonly currentlyDue?: readonly string[];
  readonly eventuallyDue?: readonly string[];
  readonly pastDue?: readonly string[];
  readonly pendingVerification?: readonly string[];
  /** Clock time by which `currentlyDue` must be there, after which it is past due; null: none. */
  readonly deadlineMs?: number | null;
  /** The same in days from now, for stories. */
  readonly deadlineInDays?: number;
}

export interface RequirementsInput extends RequirementLists {
  /** Another reason of Stripe's to shut the account, such as `under_review`; null: none. */
  readonly disabledReason?: string | null;
  /** What becomes the list above on its own deadline. */
  readonly future?: RequirementLists;
  /** Without an event. */
  readonly silently?: boolean;
}

/** Who rejects is in the word: `platform_` is somebody of the platform in the Dashboard, the others are Stripe. */
export type Rejection =
  | 'fraud'
  | 'terms_of_service'
  | 'incomplete_verification'
  | 'listed'
  | 'other'
  | 'platform_fraud'
  | 'platform_terms_of_service'
  | 'platform_other';

/** When and how much Stripe collects of one account. */
export interface CollectionPlan {
  /** As the switch. */
  readonly lateDays?: number;
  /** As the switch. */
  readonly percent?: number;
  /** Days from a partial collection to that of the rest. Default 30. */
  readonly restAfterDays?: number;
}
