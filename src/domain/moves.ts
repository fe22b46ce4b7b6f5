import type {
  AccountId,
  CauseId,
  ChargeId,
  ClaimId,
  DisputeId,
  MoveKey,
  TransferId,
  WorkflowId,
} from './ids';
import type { Currency } from './money';
import type { Part } from './ledger/books';
import type { PayoutDate } from './payout/run-id';

/** What moves money, in Recoup's words. Each kind is one call to Stripe. */
export type MoveKind =
  | 'reversal'
  | 'account_debit'
  | 'give_back'
  | 'credit'
  | 'credit_reversal'
  | 'refund'
  | 'earnings'
  | 'payout';

interface MoveBase {
  readonly cause: CauseId;
  readonly part: Part;
  /** The connected account whose money it is. */
  readonly account: AccountId;
  readonly amountMinor: number;
  readonly currency: Currency;
  /**
   * How many moves of this kind, cause and object had a definite outcome (moved or refused) when the look behind
   * this move read the books. The same step again, from stale facts or a reset, meets the stored outcome.
   */
  readonly n: number;
  readonly workflowId: WorkflowId;
  /** The claim that this move collects; it is reserved until the outcome is known. */
  readonly claimId: ClaimId | null;
}

/** Platform takes back (part of) a transfer. May push the account below zero. */
export interface ReversalMove extends MoveBase {
  readonly kind: 'reversal';
  readonly transfer: TransferId;
  /** Worked rule R6, policy `return`: the application fee goes back to the account with the same call. */
  readonly refundApplicationFee: boolean;
  /** What the same call returns to the account of the application fee: taken counts net of it (R6). */
  readonly applicationFeeMinor: number;
}

/** The account sends money to the platform under its own authority. Cannot make its balance negative. */
export interface AccountDebitMove extends MoveBase {
  readonly kind: 'account_debit';
}

/** Returns to a seller what a dispute or failed refund took (worked rules R15 to R17). */
export interface GiveBackMove extends MoveBase {
  readonly kind: 'give_back';
  readonly dispute: DisputeId | null;
}

/** A transfer that reduces a shortfall (worked rules R13 and R18). */
export interface CreditMove extends MoveBase {
  readonly kind: 'credit';
  readonly purpose: 'forgive' | 'advance' | 'paidOutside';
}

/** Takes back at once what a credit left above zero, because something else had paid meanwhile (worked rule R18). */
export interface CreditReversalMove extends MoveBase {
  readonly kind: 'credit_reversal';
  /** The credit: Stripe's transfer, and the key under which the books know what it covered. */
  readonly transfer: TransferId;
  readonly credit: MoveKey;
}

/** Stripe's words for why a refund is made. */
export const REFUND_REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;
export type RefundReason = (typeof REFUND_REASONS)[number];

/** Whose money a refund of the platform's own charges is; what its sellers bear of it is booked by itself. */
export const PLATFORM = 'platform' as AccountId;

/**
 * A customer gets money back, because somebody asked for it: the cause is the request. `account` is the direct
 * charge's, else `PLATFORM`.
 */
export interface RefundMove extends MoveBase {
  readonly kind: 'refund';
  readonly charge: ChargeId;
  /** Destination charges: Stripe takes the seller's part back with the same call. */
  readonly reverseTransfer: boolean;
  readonly refundApplicationFee: boolean;
  readonly reason: RefundReason | null;
}

/** A part of a claim that is paid out of what is kept back of a seller's earnings (worked rule R16). */
export interface Offset {
  readonly claimId: ClaimId;
  readonly amountMinor: number;
}

/** What is kept back of a line for a time: in the platform's balance, or in the account's. */
export interface LineReserve {
  readonly amountMinor: number;
  readonly basisPoints: number;
  /** Clock time. */
  readonly releasesAtMs: number;
}

interface LineMove extends MoveBase {
  /** The line of a payout run; `n` is its version: which payment of this account, day and currency it is. */
  readonly line: number;
  readonly date: PayoutDate;
  /** What could have been paid, and what of it waits for a later line. */
  readonly grossMinor: number;
  readonly withheldMinor: number;
  readonly reserve: LineReserve | null;
}

/** Earnings that the platform holds go to their account; the claims that they pay are booked with the move. */
export interface EarningsMove extends LineMove {
  readonly kind: 'earnings';
  readonly offsets: readonly Offset[];
}

/** What lies on an account goes to its bank. */
export interface PayoutMove extends LineMove {
  readonly kind: 'payout';
}

export type Move =
  | ReversalMove
  | AccountDebitMove
  | GiveBackMove
  | CreditMove
  | CreditReversalMove
  | RefundMove
  | EarningsMove
  | PayoutMove;

/** Moves that a payout run makes for its lines. */
export const isOfLine = (move: Move): move is EarningsMove | PayoutMove =>
  move.kind === 'earnings' || move.kind === 'payout';

/** What the key calls the object: the transfer or charge, else the claim, else account and part; day and currency of a line. */
export function moveObject(move: Move): string {
  switch (move.kind) {
    case 'reversal':
    case 'credit_reversal':
      return move.transfer;
    case 'account_debit':
      return (move.claimId ?? `${move.account}.${move.part}`).replaceAll(':', '.');
    case 'give_back':
    case 'credit':
      return `${move.account}.${move.part}`;
    case 'refund':
      return move.charge;
    case 'earnings':
    case 'payout':
      return `${move.date}:${move.currency}`;
  }
}

/** The key of the move that pays a line, in either mode. */
export const lineKey = (line: {
  readonly account: AccountId;
  readonly date: PayoutDate;
  readonly currency: Currency;
  readonly version: number;
}): MoveKey => `recoup:v1:payout:${line.account}:${line.date}:${line.currency}:${line.version}` as MoveKey;

/** `recoup:v1:<kind>:<cause>:<object>:<n>`; of a line `recoup:v1:payout:<account>:<date>:<currency>:<version>`. */
export function moveKey(move: Move): MoveKey {
  if (isOfLine(move)) return lineKey({ ...move, version: move.n });
  return `recoup:v1:${move.kind}:${move.cause}:${moveObject(move)}:${move.n}` as MoveKey;
}

/** Why the door held a move back. Nothing recorded is ever replayed: it is decided afresh when the reason goes. */
export type HeldReason =
  | { readonly why: 'observe' }
  | { readonly why: 'frozen' }
  | { readonly why: 'cap'; readonly cap: 'day' | 'account' }
  | { readonly why: 'approval'; readonly decisionId: string }
  | { readonly why: 'declined'; readonly decisionId: string }
  | {
      readonly why: 'preflight';
      readonly failed: readonly string[];
      /** Checks of the account failed: asked again when what stands against it changes, and not before. */
      readonly halted?: true;
    };

/** The door's answers. Each is a state that the cores handle; none is an exception. */
export type MoveOutcome =
  | { readonly kind: 'moved'; readonly key: MoveKey; readonly stripeId: string; readonly amountMinor: number }
  | { readonly kind: 'refused'; readonly key: MoveKey; readonly code: string }
  | { readonly kind: 'held'; readonly reason: HeldReason }
  /** Stripe could not be reached or asked for patience; the same move may be sent again. */
  | { readonly kind: 'unavailable' }
  /** Sent, and what became of it cannot be told yet. No other move opens for this kind, cause and object. */
  | { readonly kind: 'unknown'; readonly key: MoveKey };
