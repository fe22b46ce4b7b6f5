import type { Audience } from '../policy/policy';
import type { SwitchOutcome } from '../case/step';
import type { ReviewFacts } from './facts';
import type { ReviewFinding } from './findings';
import type { Resolved } from './people';
import type { CloseReason } from './state';

/** What is said: unique in the store by review, rung and audience. */
export interface ReviewNotice {
  readonly rung: string;
  readonly what: 'opened' | 'reminder';
  readonly audiences: readonly Audience[];
  readonly findings: readonly ReviewFinding[];
  /** Whole days since the review was opened. */
  readonly day: number;
}

/** Something only a person can settle. The key is unique while it is open. */
export interface ReviewAttention {
  readonly key: string;
  readonly kind: ReviewAttentionKind;
  /** What happened, the likely cause, the next step. */
  readonly message: string;
  /** The exact command that answers it, if there is one. */
  readonly command: string | null;
}

export type ReviewAttentionKind =
  | 'account_rejected'
  | 'review_unanswered'
  | 'review_hold_limit'
  | 'review_schedule_changed'
  | 'paid_out_by_hand'
  | 'review_step_held'
  | 'review_step_refused'
  | 'unknown_status'
  | 'unavailable'
  | 'cancelled';

export type ReviewStep =
  | { readonly kind: 'look' }
  | { readonly kind: 'hold' }
  | { readonly kind: 'release'; readonly why: 'findings_gone' | 'judged' | 'limit' }
  | { readonly kind: 'act'; readonly act: string; readonly what: 'reject' | 'unreject' }
  | { readonly kind: 'tell'; readonly notice: ReviewNotice }
  | {
      readonly kind: 'attend';
      readonly raise: readonly ReviewAttention[];
      readonly settle: readonly string[];
    }
  | { readonly kind: 'close'; readonly reason: CloseReason }
  | { readonly kind: 'wait'; readonly untilMs: number | null; readonly why: string };

export type ReviewAction = Exclude<ReviewStep, { kind: 'wait' }>;

/** What became of a decision to reject the account or to take that back. */
export type ActOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'held'; readonly why: 'observe' | 'frozen' }
  | { readonly kind: 'refused'; readonly code: string }
  /** It is not, or no longer, approved. */
  | { readonly kind: 'stale' };

export type ReviewEvent =
  /** `upTo` null: sent by hand, always counts. */
  | { readonly kind: 'hinted'; readonly upTo: number | null }
  /** `answers` and `changes` are the counts before the look began. */
  | {
      readonly kind: 'looked';
      readonly facts: ReviewFacts;
      readonly answers: number;
      readonly changes: number;
      readonly endedMs: number;
    }
  | {
      readonly kind: 'switched';
      readonly step: 'hold' | 'release';
      readonly why: string;
      readonly outcome: SwitchOutcome;
      readonly atMs: number;
    }
  | {
      readonly kind: 'acted';
      readonly act: string;
      readonly what: 'reject' | 'unreject';
      readonly outcome: ActOutcome;
      readonly atMs: number;
    }
  | { readonly kind: 'told'; readonly rung: string; readonly atMs: number }
  | {
      readonly kind: 'attended';
      readonly raised: readonly string[];
      readonly settled: readonly string[];
      readonly atMs: number;
    }
  | { readonly kind: 'resolved'; readonly said: Resolved; readonly updateId: string | null }
  | { readonly kind: 'closed'; readonly reason: CloseReason; readonly atMs: number }
  | { readonly kind: 'unavailable'; readonly step: string; readonly atMs: number };

/** Names a step for its attempts. */
export const stepName = (step: ReviewAction): string => (step.kind === 'act' ? `act:${step.act}` : step.kind);
