import { type Clock, wallSpan } from '../clock';
import type { Policy } from '../policy/policy';
import { type TryingPolicy, tryingPolicy } from '../trying';

/** The policy as one dispute needs it: spans in clock milliseconds, no tables. */
export interface DisputePolicy extends TryingPolicy {
  readonly hash: string;
  readonly lookGapMs: number;
  readonly applicationFee: 'keep' | 'return';
  readonly contestedBy: 'platform' | 'seller';
  readonly evidenceReminderDays: readonly number[];
  /** From more sellers than this nothing is taken before a person said so. */
  readonly sellersPerDispute: number;
}

export function disputePolicy(policy: Policy, clock: Clock): DisputePolicy {
  return {
    hash: policy.hash,
    lookGapMs: wallSpan(clock, policy.lookGapWallMs),
    applicationFee: policy.dispute.applicationFee,
    contestedBy: policy.dispute.contestedBy,
    evidenceReminderDays: policy.dispute.evidenceReminderDays,
    sellersPerDispute: policy.caps.sellersPerDispute,
    ...tryingPolicy(policy, clock),
  };
}
