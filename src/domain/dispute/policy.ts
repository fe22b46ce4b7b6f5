import { type Clock, DAY_MS, wallSpan } from '../clock';
import type { Policy } from '../policy/policy';

/** The policy as one dispute needs it: spans in clock milliseconds, no tables. */
export interface DisputePolicy {
  readonly hash: string;
  readonly lookGapMs: number;
  /** First distance between tries while Stripe or the store cannot be reached. */
  readonly retryMs: number;
  /** A move may be without its outcome this long before a person hears of it. */
  readonly unknownAttentionMs: number;
  readonly applicationFee: 'keep' | 'return';
  readonly contestedBy: 'platform' | 'seller';
  readonly evidenceReminderDays: readonly number[];
  /** A move that was held, and a give-back that was refused, is tried again after this. */
  readonly heldRetryMs: number;
  readonly giveBackTries: number;
  readonly giveBackAttentionMs: number;
}

const RETRY_WALL_MS = 60_000;
const UNKNOWN_ATTENTION_WALL_MS = 3_600_000;

export function disputePolicy(policy: Policy, clock: Clock): DisputePolicy {
  return {
    hash: policy.hash,
    lookGapMs: wallSpan(clock, policy.lookGapWallMs),
    retryMs: wallSpan(clock, RETRY_WALL_MS),
    unknownAttentionMs: wallSpan(clock, UNKNOWN_ATTENTION_WALL_MS),
    applicationFee: policy.dispute.applicationFee,
    contestedBy: policy.dispute.contestedBy,
    evidenceReminderDays: policy.dispute.evidenceReminderDays,
    heldRetryMs: DAY_MS,
    giveBackTries: policy.dispute.giveBackRetryDays,
    giveBackAttentionMs: policy.dispute.giveBackAttentionDay * DAY_MS,
  };
}
