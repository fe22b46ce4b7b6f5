import { type AccountId, accountId, type ClaimId, type TransferId, transferId } from '../../src/domain/ids';
import type { ClaimForm } from '../../src/domain/ledger/books';
import { openInCause } from '../../src/domain/ledger/pairs';
import type { SeenPart } from '../../src/domain/dispute/steps';
import type { Currency } from '../../src/domain/money';
import type { Move, MoveOutcome } from '../../src/domain/moves';

export interface WorldClaim {
  readonly claimId: ClaimId;
  readonly form: ClaimForm;
  readonly currency: Currency;
  readonly causeCurrency: Currency;
  readonly transfer: TransferId | null;
  readonly pairCauseMinor: number;
  readonly pairClaimMinor: number;
  openMinor: number;
  reservedMinor: number;
}

export interface WorldPart {
  takenMinor: number;
  writtenOffMinor: number;
  /** Oldest first. */
  claims: WorldClaim[];
}

export interface WorldTransfer {
  readonly transfer: TransferId;
  readonly amountMinor: number;
  readonly applicationFeeMinor: number;
  reversedMinor: number;
}

export interface WorldSeller {
  readonly account: AccountId;
  readonly currency: Currency;
  readonly defaultCurrency: Currency;
  losses: 'platform' | 'stripe' | 'unknown';
  readonly transfers: WorldTransfer[];
  readonly giveBacks: WorldTransfer[];
  /** Available at Stripe, by currency; may be below zero. */
  readonly balances: { [code: string]: number };
  otherCausesMinor: number;
  transfersElsewhere: TransferId[];
  readonly principal: WorldPart;
  readonly fee: WorldPart;
}

/** What the flow did that changed Stripe or the books, in order, with the balances right after it. */
export interface Effect {
  readonly kind:
    Move['kind'] | 'application_fee_refund' | 'claim_opened' | 'claim_released' | 'claim_set_off';
  readonly account: AccountId;
  readonly amountMinor: number;
  readonly currency: Currency;
  readonly refused: boolean;
  /** The transfer that is reversed, the claim, or the part. */
  readonly object: string;
  readonly balances: { readonly [code: string]: number };
  readonly platform: { readonly [code: string]: number };
}

export interface MadeMove {
  readonly move: Move;
  readonly outcome: MoveOutcome;
}

/** What the next call meets instead of an honest answer. */
export type Fault =
  | { readonly kind: 'answer'; readonly outcome: MoveOutcome }
  | { readonly kind: 'refuse'; readonly code: string }
  /** `effect`: the money moved, and the answer was lost. */
  | { readonly kind: 'lost'; readonly effect: boolean }
  | { readonly kind: 'down' };

export const NO_PART = (): WorldPart => ({ takenMinor: 0, writtenOffMinor: 0, claims: [] });

export function worldSeller(
  name: string,
  currency: Currency,
  transfers: readonly {
    readonly id: string;
    readonly amountMinor: number;
    readonly applicationFeeMinor?: number;
  }[],
  balances: { [code: string]: number },
  defaultCurrency = currency,
): WorldSeller {
  return {
    account: accountId(name),
    currency,
    defaultCurrency,
    losses: 'platform',
    transfers: transfers.map((one) => ({
      transfer: transferId(one.id),
      amountMinor: one.amountMinor,
      applicationFeeMinor: one.applicationFeeMinor ?? 0,
      reversedMinor: 0,
    })),
    giveBacks: [],
    balances: { ...balances },
    otherCausesMinor: 0,
    transfersElsewhere: [],
    principal: NO_PART(),
    fee: NO_PART(),
  };
}

/** The activity used up its retries: Stripe or the store could not be reached. */
export class WorldIsDown extends Error {}

export function openClaims(part: WorldPart): number {
  return part.claims.reduce((sum, claim) => sum + openInCause(claim, claim.openMinor), 0);
}

export function sameAs(seen: SeenPart, part: WorldPart): boolean {
  return (
    seen.takenMinor === part.takenMinor &&
    seen.openClaimsMinor === openClaims(part) &&
    seen.writtenOffMinor === part.writtenOffMinor
  );
}
