import type { ActName, BankFailureCode } from './acts-port';
import type { JsonValue } from './port';

/** What happens by itself, at an instant of the clock. */
export type Due =
  | {
      readonly kind: 'act';
      readonly act: ActName;
      readonly args: readonly JsonValue[];
      readonly narration: { readonly seller: string | null; readonly what: string } | null;
    }
  /** Funds of a balance transaction become available. */
  | { readonly kind: 'lot'; readonly transaction: string }
  /** Once a day: ordinary payouts by their schedules. */
  | { readonly kind: 'day' }
  | { readonly kind: 'payout_arrives'; readonly payout: string }
  /** A bank sends a payout back that had been paid. */
  | { readonly kind: 'payout_returns'; readonly payout: string; readonly code: BankFailureCode }
  /** Stripe looks whether to debit this account's bank. */
  | { readonly kind: 'debit'; readonly account: string; readonly currency: string }
  | { readonly kind: 'debit_posts'; readonly payout: string }
  | { readonly kind: 'debit_returns'; readonly payout: string }
  /** A reserve that was kept after a debit had posted is given up. */
  | {
      readonly kind: 'reserve_release';
      readonly account: string;
      readonly currency: string;
      readonly payout: string;
    }
  /** What became of a refund is known. */
  | { readonly kind: 'refund_ends'; readonly refund: string; readonly succeeds: boolean }
  /** The day by which Stripe wants something of an account. */
  | {
      readonly kind: 'requirements_due';
      readonly account: string;
      readonly list: 'requirements' | 'future_requirements';
      readonly deadlineSeconds: number;
    }
  | { readonly kind: 'evidence_due'; readonly dispute: string }
  | { readonly kind: 'collection'; readonly account: string; readonly currency: string };
