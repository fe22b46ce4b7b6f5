import type { AccountId, CauseId, ClaimId, DisputeId, TransferId, WorkflowId } from '../domain/ids';
import type { Json } from '../domain/json';
import type { BalanceBook, Claim, ClaimForm, Part, PartBook } from '../domain/ledger/books';
import type { Movement } from '../domain/ledger/movement';
import type { Move } from '../domain/moves';
import type { Currency } from '../domain/money';
import type { Tx } from './database';
import type { WakeSubject } from './schema';

/** *now*: at the next relay turn. *soon*: at most once per look gap and target (wall time). */
export type WakeClass = 'now' | 'soon';

/** Raises the target's number by one under its row lock and answers it; idle relays are told by NOTIFY on commit. */
export type RaiseWake = (tx: Tx, subject: WakeSubject, wakeClass: WakeClass) => Promise<number>;

export type { Movement, MovementMeaning } from '../domain/ledger/movement';

/** The store's ledger. Every function is idempotent by the keys it is given. */
export interface Ledger {
  /**
   * Books movements in order. The first one of an account and currency opens the book with `openingMinor`, the
   * balance before it. Answers the ids of movements that were new.
   */
  bookMovements(
    tx: Tx,
    account: AccountId,
    code: Currency,
    openingMinor: number,
    movements: readonly Movement[],
  ): Promise<readonly string[]>;
  balanceBook(tx: Tx, account: AccountId, code: Currency): Promise<BalanceBook>;
  openClaims(tx: Tx, account: AccountId, code: Currency): Promise<readonly Claim[]>;
  /** Per seller and part, for one cause; nobody else changes them until the transaction ends. */
  causeBooks(tx: Tx, cause: CauseId): Promise<readonly PartBook[]>;
  /** A reversal made elsewhere counts as taken (R7). `reversalId` makes it idempotent. */
  bookReversalElsewhere(
    tx: Tx,
    reversal: {
      reversalId: string;
      cause: CauseId;
      part: Part;
      account: AccountId;
      amountMinor: number;
      currency: Currency;
      effectiveMs: number;
    },
  ): Promise<void>;
  /**
   * Opens a claim once: form, object, cause (or account) and part are its identity, so a second opening for the same
   * cause needs an object of its own, such as the refused move's number behind the dispute's id.
   */
  openClaim(
    tx: Tx,
    claim: {
      form: ClaimForm;
      object: string;
      account: AccountId;
      currency: Currency;
      cause: CauseId;
      part: Part;
      amountMinor: number;
      transfer: TransferId | null;
      owner: WorkflowId;
      sinceMs: number;
      effectiveMs: number;
      causeCurrency: Currency;
      pairCauseMinor: number;
      pairClaimMinor: number;
    },
  ): Promise<ClaimId>;
  /**
   * R15: closes claims without money. `key` names the release (cause, seller, part, n). Never more than is open and
   * not reserved, here and in the next two: the look that follows sees what is left.
   */
  releaseClaim(
    tx: Tx,
    key: string,
    claimId: ClaimId,
    amountMinor: number,
    effectiveMs: number,
  ): Promise<void>;
  /** R15: what is owed back pays the dispute's fee claim; taken moves from the one part to the other. */
  setOff(
    tx: Tx,
    key: string,
    from: { cause: CauseId; part: Part; account: AccountId; currency: Currency },
    claimId: ClaimId,
    amountMinor: number,
    effectiveMs: number,
  ): Promise<void>;
  writeOff(tx: Tx, key: string, claimId: ClaimId, amountMinor: number, effectiveMs: number): Promise<void>;
  /** R13: the seller paid outside Stripe; the claim is paid without a move, and taken rises. */
  payOutside(tx: Tx, key: string, claimId: ClaimId, amountMinor: number, effectiveMs: number): Promise<void>;
  /**
   * R16: earnings that a payout line keeps back pay the claim; `line` names it. Answers what was booked: never more than
   * is open and not reserved, so a move that reserved the claim has its outcome written first, and nothing a second
   * time.
   */
  bookOffset(
    tx: Tx,
    line: string,
    claimId: ClaimId,
    amountMinor: number,
    effectiveMs: number,
  ): Promise<number>;
  /** Called by the door in its outcome transaction: taken rises or falls, the claim is paid, transit opens. */
  bookMove(tx: Tx, move: Move, stripeId: string, effectiveMs: number): Promise<void>;
}

/** What a decision row is made from; the hash chain and the action's hash are the store's affair. */
export interface DecisionInput {
  readonly kind: string;
  /** The workflow, account or setting it concerns. */
  readonly subject: string;
  /** `recoup`, or the person. */
  readonly actor: string;
  /** The facts it was made from: ids, amounts, ages, hashes. Nothing personal, nothing secret. */
  readonly inputs: Json;
  readonly reason: string;
  readonly policyHash: string;
}

export interface AttentionInput {
  /** Raised once while open: `<subject>:<kind>[:<object>]`. */
  readonly key: string;
  readonly subject: string;
  readonly kind: string;
  /** What happened, the likely cause, the next step. */
  readonly message: string;
  /** The exact command that answers it, if there is one. */
  readonly command: string | null;
}

export interface NoticeInput {
  readonly subject: string;
  readonly rung: string;
  readonly audience: 'seller' | 'team' | 'finance' | 'risk' | 'decider';
  readonly template: string;
  /** Ids and amounts; personal data is fetched when it is sent. */
  readonly params: { readonly [key: string]: Json };
  readonly account: AccountId | null;
  /** How loud it has become: 0, or absent, tells the first recipient of the role, 1 the second as well, and so on. */
  readonly level?: number;
}

export interface DisputeRef {
  readonly dispute: DisputeId;
  /** Set for direct charges: reads need the account's header. */
  readonly account: AccountId | null;
}
