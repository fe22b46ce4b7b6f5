import type { SwitchOutcome } from '../../domain/case/step';
import { reviewWorkflowId } from '../../domain/ids';
import type { ReviewActivities, ReviewGrounds } from '../../domain/review/perform';
import type { ReviewRef } from '../../domain/review/facts';
import type { DecisionInput } from '../../store/ports';
import type { ActivityDeps } from '../deps';
import { lookAtReview } from './look-at-review';
import { attendToReview, closeReview, tellOfReview } from './review-records';

/** The review's port, bound to what a process has. */
export function reviewActivities(deps: ActivityDeps): ReviewActivities {
  return {
    lookAtReview: (...args) => lookAtReview(deps, ...args),
    holdForReview: (ref, grounds) => hold(deps, ref, grounds),
    releaseForReview: (ref, why, grounds) => release(deps, ref, why, grounds),
    actOnAccount: (_ref, act) => deps.switches.actOnAccount(act),
    tellOfReview: (...args) => tellOfReview(deps, ...args),
    attendToReview: (...args) => attendToReview(deps, ...args),
    closeReview: (...args) => closeReview(deps, ...args),
  };
}

function hold(deps: ActivityDeps, { account }: ReviewRef, grounds: ReviewGrounds): Promise<SwitchOutcome> {
  const why = grounds.findings.map(({ saw }) => saw).join('; ');
  const decision = decisionOf(deps, account, 'hold', grounds, why);
  return deps.switches.addHoldReason(account, reviewWorkflowId(account), decision);
}

function release(
  deps: ActivityDeps,
  { account }: ReviewRef,
  why: 'findings_gone' | 'judged' | 'limit',
  grounds: ReviewGrounds,
): Promise<SwitchOutcome> {
  const words = {
    findings_gone: 'what was found is gone',
    judged: grounds.note ?? 'a person settled it',
    limit: "Stripe's limit on holding payouts is reached",
  }[why];
  const decision = decisionOf(deps, account, 'release_hold', grounds, words);
  return deps.switches.dropHoldReason(account, reviewWorkflowId(account), decision);
}

function decisionOf(
  { policy }: ActivityDeps,
  account: ReviewRef['account'],
  kind: string,
  { findings, lookedAtMs, resolvedBy }: ReviewGrounds,
  reason: string,
): DecisionInput {
  return {
    kind,
    subject: reviewWorkflowId(account),
    actor: resolvedBy ?? 'recoup',
    inputs: { findings: findings.map((one) => ({ ...one })), lookedAtMs },
    reason,
    policyHash: policy.hash,
  };
}
