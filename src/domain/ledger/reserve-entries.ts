import type { AccountId } from '../ids';
import type { Currency } from '../money';
import type { Entry } from './books';
import type { EntryHead } from './claim-entries';
import { posting } from './postings';

interface Held {
  readonly account: AccountId;
  readonly currency: Currency;
  readonly amountMinor: number;
}

/** Earned, and kept by the platform for a time: what the account has at Stripe is untouched. */
export const reserveHeld = (head: EntryHead, held: Held): Entry => between(head, 'reserve_held', held, 1);

/** The time is over, and a payout line sends it: it is income of that line again, and booked with it. */
export const reserveReleased = (head: EntryHead, held: Held): Entry =>
  between(head, 'reserve_released', held, -1);

function between(head: EntryHead, kind: string, held: Held, sign: 1 | -1): Entry {
  const { account, currency, amountMinor } = held;
  return {
    key: head.key,
    kind,
    account,
    effectiveMs: head.effectiveMs,
    balanceTransaction: null,
    moveKey: null,
    note: null,
    postings: [
      posting('reserved', account, currency, sign * amountMinor),
      posting('income', account, currency, -sign * amountMinor),
    ],
  };
}
