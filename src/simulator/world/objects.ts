import type { JsonObject, StripeObject } from './port';

/** The fields of Stripe's objects that the engine itself reads; each object carries more. */
type Stripe<Name extends string, Fields> = StripeObject & {
  readonly id: string;
  readonly object: Name;
} & Fields;

type Metadata = Readonly<Record<string, string>>;

export type BalanceTransaction = Stripe<
  'balance_transaction',
  {
    readonly amount: number;
    readonly fee: number;
    readonly net: number;
    readonly currency: string;
    readonly available_on: number;
    readonly created: number;
    readonly exchange_rate: number | null;
    readonly source: string | null;
    readonly status: 'available' | 'pending';
    readonly type: string;
    readonly reporting_category: string;
  }
>;

/** One of Stripe's two lists of what it asks of an account. */
export type Requirements = JsonObject & {
  readonly current_deadline: number | null;
  readonly currently_due: readonly string[];
  readonly eventually_due: readonly string[];
  readonly past_due: readonly string[];
  readonly pending_verification: readonly string[];
  readonly disabled_reason: string | null;
};

export type Account = Stripe<
  'account',
  {
    readonly country: string;
    readonly default_currency: string;
    readonly type: 'standard' | 'express' | 'custom' | 'none';
    readonly controller: JsonObject & {
      readonly losses?: { readonly payments: 'application' | 'stripe' };
      readonly requirement_collection?: 'application' | 'stripe';
    };
    readonly capabilities: Readonly<Record<string, 'active' | 'inactive' | 'pending'>>;
    readonly requirements: Requirements;
    readonly future_requirements: Requirements;
    readonly charges_enabled: boolean;
    readonly payouts_enabled: boolean;
  }
>;

export type BankAccount = Stripe<
  'bank_account',
  {
    readonly account: string;
    readonly currency: string;
    readonly country: string;
    readonly default_for_currency: boolean;
    readonly status: string;
  }
>;

export type Charge = Stripe<
  'charge',
  {
    readonly amount: number;
    readonly amount_captured: number;
    readonly amount_refunded: number;
    readonly refunded: boolean;
    readonly currency: string;
    readonly created: number;
    readonly balance_transaction: string;
    readonly application_fee: string | null;
    readonly disputed: boolean;
    readonly status: 'succeeded' | 'pending' | 'failed';
    readonly transfer?: string;
    readonly transfer_group: string | null;
    readonly payment_intent: string | null;
    readonly customer: string | null;
  }
>;

export type ApplicationFee = Stripe<
  'application_fee',
  {
    readonly account: string;
    readonly amount: number;
    readonly amount_refunded: number;
    readonly charge: string;
    readonly currency: string;
    readonly originating_transaction: string | null;
  }
>;

export type Transfer = Stripe<
  'transfer',
  {
    readonly amount: number;
    readonly amount_reversed: number;
    readonly currency: string;
    readonly created: number;
    readonly destination: string;
    readonly destination_payment: string;
    readonly source_transaction: string | null;
    readonly transfer_group: string | null;
    readonly metadata: Metadata;
    readonly reversals: StripeObject & { readonly data: readonly StripeObject[] };
  }
>;

export type TransferReversal = Stripe<
  'transfer_reversal',
  {
    readonly amount: number;
    readonly currency: string;
    readonly transfer: string;
    readonly metadata: Metadata;
    readonly source_refund: string | null;
    readonly balance_transaction: string;
    readonly destination_payment_refund: string;
  }
>;

export type DisputeStatus =
  | 'warning_needs_response'
  | 'warning_under_review'
  | 'warning_closed'
  | 'needs_response'
  | 'under_review'
  | 'won'
  | 'lost'
  | 'prevented'
  | 'appeal_needs_response'
  | 'appeal_under_review';

export type Dispute = Stripe<
  'dispute',
  {
    readonly amount: number;
    readonly currency: string;
    readonly charge: string;
    readonly created: number;
    readonly status: DisputeStatus;
    readonly payment_intent: string | null;
    readonly is_charge_refundable: boolean;
    readonly balance_transactions: readonly BalanceTransaction[];
    readonly evidence_details: JsonObject & { readonly submission_count: number };
  }
>;

export type Refund = Stripe<
  'refund',
  {
    readonly amount: number;
    readonly currency: string;
    readonly charge: string;
    readonly created: number;
    readonly status: 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled';
    readonly payment_intent: string | null;
  }
>;

export type EarlyFraudWarning = Stripe<
  'radar.early_fraud_warning',
  { readonly actionable: boolean; readonly charge: string; readonly created: number }
>;

export type Payout = Stripe<
  'payout',
  {
    readonly amount: number;
    readonly currency: string;
    readonly automatic: boolean;
    readonly created: number;
    readonly arrival_date: number;
    readonly destination: string;
    readonly original_payout: string | null;
    readonly balance_transaction: string;
    readonly status: 'pending' | 'in_transit' | 'paid' | 'failed' | 'canceled';
  }
>;

export type BalanceSettings = StripeObject & {
  readonly object: 'balance_settings';
  readonly payments: JsonObject & {
    readonly debit_negative_balances: boolean;
    readonly payouts: JsonObject & {
      readonly schedule: JsonObject & { readonly interval: 'manual' | 'daily' | 'weekly' | 'monthly' };
      readonly minimum_balance_by_currency: Readonly<Record<string, number>> | null;
      readonly status: 'enabled' | 'disabled';
    };
    readonly settlement_timing: JsonObject & { readonly delay_days: number };
  };
};
