import { claimRest, type Loss, release, seenOf, takePrincipal } from '../dispute/seller-steps';
import { refundWorkflowId } from '../ids';
import type { RefundFacts, RefundSeller } from './facts';
import { planRefund } from './plan';
import type { RefundPolicy } from './policy';
import type { RefundState } from './state';
import type { RefundMoneyStep } from './steps';
import { howTaken, refundTargets } from './target';

/**
 * What is to be moved or booked now, in order of preference: a move without a known outcome first and alone, then the
 * refund that was asked for, then what sellers bear of it, then what goes back to them. Later ones are for when
 * earlier ones are held.
 */
export function moneySteps(state: RefundState): readonly RefundMoneyStep[] {
  const { look, policy, subject } = state;
  if (look === null || policy === null) return [];
  const { facts } = look;
  const [unsettled] = facts.unsettled;
  if (unsettled !== undefined) return [{ kind: 'settleMove', move: unsettled }];
  const plan = planRefund(subject, facts, policy);
  if (plan?.kind === 'make') return isDeclined(state) ? [] : [{ kind: 'refund', move: plan.move }];
  const loss = lossOf(state, facts, policy);
  const lines = refundTargets(facts, policy)?.lines ?? [];
  if (loss === null) return [];
  const steps: RefundMoneyStep[] = [];
  for (const line of lines) {
    const seller = facts.sellers.find((one) => one.account === line.account);
    if (seller === undefined) continue;
    if (line.takeMinor > 0) {
      const byClaim = howTaken(facts, policy) === 'claim';
      steps.push(byClaim ? claimRest(loss, seller, line) : takePrincipal(loss, seller, line));
    }
    const back = line.releaseMinor > 0 ? release(loss, seller, line) : null;
    if (back !== null) steps.push(back);
  }
  return steps;
}

/** A person said no to the refund that was asked for: it is not asked again. */
export const isDeclined = (state: RefundState): boolean => state.held['refund']?.why === 'declined';

function lossOf({ subject }: RefundState, { made }: RefundFacts, policy: RefundPolicy): Loss | null {
  if (made === null) return null;
  return {
    cause: made.cause,
    workflowId: refundWorkflowId(subject),
    dispute: null,
    returnsApplicationFee: policy.applicationFee === 'return',
    sinceMs: made.createdMs,
  };
}

/** R14: what a refused reversal would have taken is owed as a claim from then on. */
export function claimForRefused(state: RefundState): RefundMoneyStep | null {
  const { refused, look, policy } = state;
  if (refused === null || look === null || policy === null || look.facts.made === null) return null;
  const line = refundTargets(look.facts, policy)?.lines.find((one) => one.account === refused.account);
  if (line === undefined) return null;
  return {
    kind: 'openClaim',
    form: 'reversal',
    account: refused.account,
    part: 'principal',
    amountMinor: refused.takenMinor,
    currency: line.currency,
    transfer: refused.transfer,
    seen: seenOf(line),
    sinceMs: look.facts.made.createdMs,
  };
}

/** Sellers whose account a look must read and book first, because something is to go back to it (R17). */
export function goesBack(facts: RefundFacts, policy: RefundPolicy): readonly RefundSeller[] {
  const lines = refundTargets(facts, policy)?.lines ?? [];
  return facts.sellers.filter((seller) =>
    lines.some((line) => line.account === seller.account && line.releaseMinor > 0),
  );
}
