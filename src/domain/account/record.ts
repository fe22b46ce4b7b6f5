import type { AccountId } from '../ids';
import type { Currency } from '../money';
import type { AccountKind, Losses } from './standing';

/** `unknown`: a word of Stripe's that this version does not know; it never counts as active. */
export type CapabilityState = 'active' | 'inactive' | 'pending' | 'unrequested' | 'unknown';

export interface CapabilityStanding {
  readonly state: CapabilityState;
  /** Stripe's own word, where it is not one of ours. */
  readonly word: string;
  /** Clock time at which a look first saw it so. */
  readonly sinceMs: number;
}

/** One of Stripe's two lists, `requirements` and `future_requirements`: names of fields, never their values. */
export interface RequirementBuckets {
  readonly currentlyDue: readonly string[];
  readonly eventuallyDue: readonly string[];
  readonly pastDue: readonly string[];
  readonly pendingVerification: readonly string[];
  /** Clock time, or null where Stripe sets none. */
  readonly currentDeadlineMs: number | null;
}

/** A bank account or card that payouts go to: its currency and Stripe's word for its state. */
export interface ExternalAccountStanding {
  readonly kind: 'bank_account' | 'card';
  readonly currency: Currency;
  readonly country: string | null;
  /** `new`, `validated`, `verified`, `verification_failed`, `errored`, or what Stripe says later. */
  readonly status: string;
}

/** What Recoup's own records say of an account: what decisions read instead of Stripe. Nothing personal. */
export interface AccountRecord {
  readonly account: AccountId;
  /** Wall time of the look that this stands on; 0 where nobody has looked yet. */
  readonly readWallMs: number;
  readonly reachable: boolean;
  readonly country: string | null;
  readonly kind: AccountKind;
  /** Who bears the losses of its balance. */
  readonly losses: Losses;
  /** Who collects its requirements: `application` may use account links of kind `account_update`. */
  readonly requirementCollection: 'application' | 'stripe' | 'unknown';
  readonly dashboard: 'full' | 'express' | 'none' | 'unknown';
  readonly defaultCurrency: Currency | null;
  /** Those that its balance or an external account has. */
  readonly currencies: readonly Currency[];
  /** By Stripe's name of the capability. */
  readonly capabilities: Readonly<Record<string, CapabilityStanding>>;
  readonly requirements: RequirementBuckets;
  readonly futureRequirements: RequirementBuckets;
  readonly disabledReason: string | null;
  readonly chargesEnabled: boolean;
  readonly payoutsEnabled: boolean;
  /** Stripe's word for how often it pays out, or null where it does not say. */
  readonly payoutInterval: string | null;
  readonly debitNegativeBalances: boolean | null;
  readonly externalAccounts: readonly ExternalAccountStanding[];
  /** Clock time at which Stripe says that the account was made, or null. */
  readonly sellerSinceMs: number | null;
}
