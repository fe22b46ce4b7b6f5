import type { Attempts } from '../attempts';
import type { Clock } from '../clock';
import { type Hints, NO_HINTS } from '../hints';
import type { AccountId } from '../ids';
import type { TimelineLine } from '../trying';
import type { ReviewFacts } from './facts';
import type { Resolved } from './people';
import type { ReviewPolicy } from './policy';

export const SCHEMA_VERSION = 1;

/** `nothing_found`: a hint without a reason. `judged`: a person says that it is settled, whatever still stands. */
export type CloseReason = 'nothing_found' | 'findings_gone' | 'judged';

/** All that one review knows. Plain JSON: it travels through continue-as-new. Instants are clock time. */
export interface ReviewState {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly account: AccountId;
  readonly clock: Clock;
  readonly hints: Hints;
  /** What has made the last look stale. */
  readonly changes: number;
  readonly look: {
    readonly facts: ReviewFacts;
    readonly answers: number;
    readonly changes: number;
    /** When its answer was learnt. */
    readonly endedMs: number;
  } | null;
  readonly policy: ReviewPolicy | null;
  readonly attempts: Attempts;
  /** Steps that did not succeed: since when and why, in words for people. */
  readonly troubles: { readonly [step: string]: Trouble };
  /** The hold was given up at Stripe's limit: this review sets none again. */
  readonly holdGivenUp: boolean;
  /** A person says that it is settled: it closes. */
  readonly resolved: Resolved | null;
  /** Updates that were heard: one that is sent again does nothing. */
  readonly handledUpdates: readonly string[];
  readonly closed: { readonly reason: CloseReason; readonly atMs: number } | null;
  readonly timeline: readonly TimelineLine[];
}

export interface Trouble {
  readonly kind: 'held' | 'refused' | 'unavailable';
  readonly sinceMs: number;
  /** `observe`, `frozen`, or Stripe's code. */
  readonly detail: string;
}

export function openReviewState(account: AccountId, clock: Clock): ReviewState {
  return {
    schemaVersion: SCHEMA_VERSION,
    account,
    clock,
    hints: NO_HINTS,
    changes: 0,
    look: null,
    policy: null,
    attempts: {},
    troubles: {},
    holdGivenUp: false,
    resolved: null,
    handledUpdates: [],
    closed: null,
    timeline: [],
  };
}

/** A hint came after the close: a new review, which keeps the hint count, the heard updates and the timeline. */
export function reopenReview(state: ReviewState): ReviewState {
  const { account, clock, hints, handledUpdates, timeline } = state;
  return { ...openReviewState(account, clock), hints, handledUpdates, timeline };
}

/** @throws Error for a state of a version that this code does not know. */
export function migrateReview(state: ReviewState): ReviewState {
  if (state.schemaVersion !== SCHEMA_VERSION) {
    throw new Error(
      `review state of schema version ${String(state.schemaVersion)} was written by a newer Recoup: deploy that version again`,
    );
  }
  return state;
}

export const hasUnansweredHints = (state: ReviewState): boolean =>
  state.look === null || state.hints.counted > state.look.answers;

/** The look began after the review's last change of anything. */
export const isFresh = (state: ReviewState): boolean =>
  state.look !== null && state.look.changes === state.changes;
