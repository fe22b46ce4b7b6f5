import type { AccountId } from '../ids';
import type { Currency } from '../money';
import type { AmountTable } from '../policy/policy';
import type { AccountRecord } from './record';

/** How the money of an account's charges reaches it. */
export type ChargeModel = 'direct' | 'destination' | 'separate';

/** What the checks look at. Amounts are in minor units of the currency beside them. */
export interface PreflightFacts {
  readonly account: AccountId;
  /** Null where nobody has looked at the account yet: then nothing goes to it. */
  readonly record: AccountRecord | null;
  /** Of the move; null where an account is judged without one. */
  readonly currency: Currency | null;
  /**
   * Of the charges that a transfer pays, or of an account whose balance a payout empties; null where it is not known
   * or differs from charge to charge.
   */
  readonly chargeModel: ChargeModel | null;
  readonly holdReasons: readonly string[];
  /** What each open case of the account owes in its balance. */
  readonly openCases: readonly { readonly currency: Currency; readonly shortfallMinor: number }[];
  /** Open disputes with what the account may still owe for each. */
  readonly openDisputes: readonly {
    readonly dispute: string;
    readonly currency: Currency;
    readonly atRiskMinor: number;
  }[];
  /** What a payout leaves in the account's balance in its currency; null where no payout is asked about. */
  readonly leavesMinor: number | null;
}

/** The part of the policy that the checks read; a whole `Policy` is one. */
export interface GuardPolicy {
  readonly guard: {
    /** A deadline of Stripe's this near is a soft finding. */
    readonly deadlineWindowDays: number;
    /** What becomes of a move with soft findings alone. */
    readonly softHalt: 'pass' | 'hold';
  };
  readonly factsMaxAgeWallMs: number;
  /** A case below it halts nothing; a currency without a row always does. */
  readonly tooSmall: AmountTable;
}
