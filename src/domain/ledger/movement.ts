import type { CauseId, WorkflowId } from '../ids';
import type { Currency } from '../money';
import type { Part } from './books';

/** A balance transaction of a connected account, with what it means already worked out. */
export interface Movement {
  readonly balanceTransaction: string;
  /** Stripe's type, for the note; an unknown one is booked as income or `other` by its sign, with attention. */
  readonly type: string;
  readonly effectiveMs: number;
  /** Net effect on the account's balance, signed minor units. */
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly meaning: MovementMeaning;
}

export type MovementMeaning =
  /** The other half of a move or of a reversal made elsewhere: closes `transit`. */
  | {
      readonly kind: 'transit';
      readonly cause: CauseId;
      readonly part: Part;
      readonly sinceMs: number;
      /** The same amount in the currency of the transfer, where they differ (R20). */
      readonly transferAmountMinor: number;
      readonly transferCurrency: Currency;
      /** More of the application fee came back with it than was booked: taken is less by this (R6). */
      readonly unforeseenFeeMinor?: number;
    }
  /** Stripe took or returned it on the account itself: taken follows by itself (R19). */
  | { readonly kind: 'direct'; readonly cause: CauseId; readonly part: Part; readonly sinceMs: number }
  | { readonly kind: 'income' }
  /** A payout, an automatic debit, its return (`returns` names the debit's balance transaction), a topup. */
  | { readonly kind: 'bank'; readonly returns: string | null }
  /** Stripe's clearing on day 180: worked rule R12. `owner` is the case that follows the claims. */
  | {
      readonly kind: 'collection';
      readonly collectionTransfer: string;
      readonly owner: WorkflowId;
      /** Up to this much is written off instead of claimed (policy; minor units). */
      readonly writeOffUpToMinor: number;
    };
