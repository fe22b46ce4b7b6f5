import type { AccountId } from '../../domain/ids';
import type { Currency } from '../../domain/money';

/** The card that Stripe disputes by itself: at once on the simulator, after some minutes in a sandbox. */
export const DISPUTED_CARD = { number: '4000 0000 0000 0259', method: 'pm_card_createDispute' } as const;
/** The card whose funds are available at once. */
export const FUNDING_CARD = { number: '4000 0000 0000 0077', method: 'pm_card_bypassPending' } as const;

/** Who takes part in the synthetic chargeback. */
export interface Cast {
  readonly account: AccountId;
  /** Somebody else who is to be paid that day; null where nobody was named. */
  readonly bystander: AccountId | null;
  readonly currency: Currency;
  readonly amountMinor: number;
}

/** What was set up at Stripe: the ids by which Recoup's rows are found. */
export interface Scene extends Cast {
  readonly charge: string;
  readonly transfer: string;
  /** Wall time at which the disputed card was charged. */
  readonly chargedWallMs: number;
  /** A day lasts seconds: what waits for a working hour is waited for. */
  readonly isScaled: boolean;
}

/** A step of the setting, as it is told. */
export interface StageLine {
  readonly atWallMs: number;
  readonly what: string;
}
