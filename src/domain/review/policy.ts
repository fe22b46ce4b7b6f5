import { type Clock, DAY_MS, MINUTE_MS, wallSpan } from '../clock';
import type { Policy } from '../policy/policy';

/** The policy as a review needs it: spans in clock milliseconds. */
export interface ReviewPolicy {
  readonly hash: string;
  readonly lookGapMs: number;
  /** First distance between tries while Stripe or the store cannot be reached. */
  readonly retryMs: number;
  /** What was held or refused is tried again after this. */
  readonly heldRetryMs: number;
  /** Days since the review was opened on which it is said again. */
  readonly reminderDays: readonly number[];
}

export function reviewPolicy(policy: Policy, clock: Clock): ReviewPolicy {
  return {
    hash: policy.hash,
    lookGapMs: wallSpan(clock, policy.lookGapWallMs),
    retryMs: wallSpan(clock, MINUTE_MS),
    heldRetryMs: DAY_MS,
    reminderDays: policy.review.reminderDays.toSorted((a, b) => a - b),
  };
}
