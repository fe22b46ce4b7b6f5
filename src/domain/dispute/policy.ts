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
}

export function disputePolicy(policy: Policy, clock: Clock): DisputePolicy {
  return {
    hash: policy.hash,
    lookGapMs: wallSpan(clock, policy.lookGapWallMs),
    applicationFee: policy.dispute.applicationFee,
    contestedBy: policy.dispute.contestedBy,
    evidenceReminderDays: policy.dispute.evidenceReminderDays,
    ...tryingPolicy(policy, clock),
  };
}
