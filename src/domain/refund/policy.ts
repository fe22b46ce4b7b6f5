import { type Clock, wallSpan } from '../clock';
import type { Policy } from '../policy/policy';
import { type TryingPolicy, tryingPolicy } from '../trying';

/** What becomes of the sellers' part of a refund that did not take it: `keep` leaves it with the platform. */
export type NotReversed = 'reverse' | 'claim' | 'keep';

/** The policy as one refund needs it: spans in clock milliseconds, no tables. */
export interface RefundPolicy extends TryingPolicy {
  readonly hash: string;
  readonly lookGapMs: number;
  readonly applicationFee: 'keep' | 'return';
  /** For refunds made elsewhere and failed payments; `ask` waits for a person. */
  readonly notReversed: NotReversed | 'ask';
}

export function refundPolicy(policy: Policy, clock: Clock): RefundPolicy {
  return {
    ...tryingPolicy(policy, clock),
    hash: policy.hash,
    lookGapMs: wallSpan(clock, policy.lookGapWallMs),
    applicationFee: policy.refund.applicationFee,
    notReversed: policy.refund.notReversed,
  };
}
