import { type BooksStep, moveName, type MoveStep } from '../dispute/steps';
import type { AccountId, CauseId, ChargeId } from '../ids';
import type { Move, MoveOutcome, RefundMove } from '../moves';
import type { Currency } from '../money';
import { assertNever } from '../never';
import type { RefundFacts } from './facts';
import type { CloseReason } from './state';

/** What is said to a seller: unique in the store by rung. Ids and amounts; personal data comes at sending. */
export interface RefundNotice {
  readonly rung: string;
  readonly template: 'refundTaken' | 'refundGivenBack';
  readonly account: AccountId;
  /** What the seller bears after it: the next notice tells the difference to this. */
  readonly bears: { readonly principalMinor: number; readonly feeMinor: number };
  readonly params: {
    readonly refund: CauseId;
    readonly what: 'refund' | 'failed_payment';
    readonly charge: ChargeId | null;
    readonly currency: Currency;
    /** Taken or given back, minor units of `currency`. */
    readonly amountMinor: number;
    /** Still owed as a claim, of what they bear. */
    readonly owedMinor: number;
  };
}

/** Something only a person can settle. The key is unique while it is open. */
export interface RefundAttention {
  readonly key: string;
  readonly kind: RefundAttentionKind;
  /** What happened, the likely cause, the next step. */
  readonly message: string;
  /** The exact command that answers it, if there is one. */
  readonly command: string | null;
}

export type RefundAttentionKind =
  | 'refund_not_made'
  | 'refund_missing'
  | 'refund_locked'
  | 'refund_not_reversed'
  | 'unknown_status'
  | 'whose_share'
  | 'above_cap'
  | 'transfer_elsewhere'
  | 'stripe_bears_losses'
  | 'give_back_late'
  | 'held_for_a_person'
  | 'outcome_unknown'
  | 'unavailable';

export type RefundMoneyStep =
  | { readonly kind: 'refund'; readonly move: RefundMove }
  | Extract<MoveStep, { kind: 'reverse' | 'giveBack' | 'settleMove' }>
  | BooksStep;

export type RefundStep =
  | { readonly kind: 'look' }
  | RefundMoneyStep
  | { readonly kind: 'tell'; readonly notices: readonly RefundNotice[] }
  | {
      readonly kind: 'attend';
      readonly raise: readonly RefundAttention[];
      readonly settle: readonly string[];
    }
  | { readonly kind: 'close'; readonly reason: CloseReason }
  | { readonly kind: 'wait'; readonly untilMs: number | null; readonly why: string };

export type RefundAction = Exclude<RefundStep, { kind: 'wait' }>;

export type RefundEvent =
  /** `upTo` null: sent by hand, always counts. */
  | { readonly kind: 'hinted'; readonly upTo: number | null }
  /** `answers` and `changes` are the counts before the look began: what came meanwhile is not answered by it. */
  | {
      readonly kind: 'looked';
      readonly facts: RefundFacts;
      readonly answers: number;
      readonly changes: number;
      readonly endedMs: number;
    }
  | {
      readonly kind: 'moveAnswered';
      readonly move: Move;
      readonly settling: boolean;
      readonly outcome: MoveOutcome;
      readonly atMs: number;
    }
  /** `stale`: the books were not as the step had seen them, and nothing was booked. */
  | {
      readonly kind: 'booked';
      readonly step: BooksStep;
      readonly answer: 'done' | 'stale';
      readonly atMs: number;
    }
  | { readonly kind: 'told'; readonly rungs: readonly string[]; readonly atMs: number }
  | {
      readonly kind: 'attended';
      readonly raised: readonly string[];
      readonly settled: readonly string[];
      readonly atMs: number;
    }
  | { readonly kind: 'closed'; readonly reason: CloseReason; readonly atMs: number }
  | { readonly kind: 'unavailable'; readonly step: string; readonly atMs: number };

/** Names a step for its attempts: one-off steps for different sellers are counted apart. */
export function stepName(step: RefundAction): string {
  switch (step.kind) {
    case 'refund':
    case 'reverse':
    case 'giveBack':
      return moveName(step.move);
    case 'openClaim':
    case 'releaseClaims':
    case 'setOff':
      return `${step.kind}:${step.account}:${step.part}`;
    case 'settleMove':
    case 'look':
    case 'tell':
    case 'attend':
    case 'close':
      return step.kind;
    default:
      return assertNever(step);
  }
}
