import { borneMinor } from '../dispute/facts';
import { netOfApplicationFee, principalShare } from '../dispute/shares';
import { earningParts, type Line, type Targets } from '../dispute/target';
import type { MadeFact, RefundFacts, RefundSeller } from './facts';
import type { NotReversed, RefundPolicy } from './policy';
import { hasComeBack } from './status';

/** What the customer has of it, in the charge's currency; null: Stripe's word for it is not known. */
export function standingMinor(made: MadeFact): number | null {
  if (made.status === 'unknown') return null;
  return hasComeBack(made.status) ? 0 : made.amountMinor;
}

/** How the sellers' part is taken. What was asked for here takes it; else a person's answer, else the policy says. */
export function howTaken(facts: RefundFacts, policy: RefundPolicy): NotReversed | 'ask' {
  if (facts.asked !== null) return 'reverse';
  return facts.answer ?? policy.notReversed;
}

/**
 * What each seller should bear: what Stripe took with the refund, else their share of it (R2, R3), at most what other
 * causes of the same charge leave (R5). Null: nothing is to be taken or given back for now.
 */
export function refundTargets(facts: RefundFacts, policy: RefundPolicy): Targets | null {
  const { made, charge, sellers } = facts;
  const standing = made === null ? null : standingMinor(made);
  if (standing === null || charge === null) return null;
  if (facts.direct !== null) return { lines: [], above: [] };
  const targets = sellers.map((seller) => ({
    seller,
    ...targetOf(seller, facts, policy, standing, charge.capturedMinor),
  }));
  return {
    lines: targets.map(({ seller, targetMinor }) => lineOf(seller, targetMinor)),
    above: targets
      .filter(({ aboveMinor }) => aboveMinor > 0)
      .map(({ seller: { account, currency }, aboveMinor: amountMinor }) => ({
        account,
        currency,
        amountMinor,
      })),
  };
}

function targetOf(
  seller: RefundSeller,
  facts: RefundFacts,
  policy: RefundPolicy,
  standing: number,
  capturedMinor: number,
): { targetMinor: number; aboveMinor: number } {
  if (standing === 0) return { targetMinor: 0, aboveMinor: 0 };
  if (facts.sellers.some((one) => one.withRefundMinor !== null)) {
    return { targetMinor: seller.withRefundMinor ?? 0, aboveMinor: 0 };
  }
  const how = howTaken(facts, policy);
  if (how === 'keep') return { targetMinor: 0, aboveMinor: 0 };
  const { shareMinor, mostMinor } = share(seller, policy, standing, capturedMinor);
  const targetMinor = Math.max(0, Math.min(shareMinor, mostMinor));
  // Until a person has said so nothing is taken; what was taken already stays.
  if (how === 'ask') {
    const { principal } = seller;
    const borne = borneMinor(principal) + principal.writtenOffMinor;
    return { targetMinor: Math.min(targetMinor, Math.max(0, borne)), aboveMinor: 0 };
  }
  return { targetMinor, aboveMinor: shareMinor - targetMinor };
}

/** The seller's part of an amount of the charge, and the most they can bear of it besides other causes (R5, R6). */
export function share(
  seller: RefundSeller,
  policy: RefundPolicy,
  amountMinor: number,
  capturedMinor: number,
): { readonly shareMinor: number; readonly mostMinor: number } {
  let shareMinor = 0;
  let mostMinor = -seller.otherCausesMinor;
  for (const transfer of earningParts(seller)) {
    const feeBack = policy.applicationFee === 'return' ? transfer.applicationFeeMinor : 0;
    const gross = principalShare(transfer.amountMinor, amountMinor, capturedMinor);
    shareMinor += netOfApplicationFee(gross, transfer.amountMinor, feeBack);
    mostMinor += transfer.amountMinor - feeBack;
  }
  return { shareMinor, mostMinor };
}

/** True where a person has to say whether the sellers' part is taken. */
export function waitsForAnswer(facts: RefundFacts, policy: RefundPolicy): boolean {
  const { made, charge } = facts;
  if (made === null || charge === null || howTaken(facts, policy) !== 'ask') return false;
  const taken = refundTargets(facts, policy);
  const wanted = refundTargets({ ...facts, answer: 'reverse' }, policy);
  return (
    wanted?.lines.some((line, index) => line.targetMinor > (taken?.lines[index]?.targetMinor ?? 0)) ?? false
  );
}

function lineOf(seller: RefundSeller, targetMinor: number): Line {
  const { account, currency, principal } = seller;
  const borne = borneMinor(principal);
  return {
    account,
    part: 'principal',
    currency,
    targetMinor,
    takenMinor: principal.takenMinor,
    openClaimsMinor: principal.openClaimsMinor,
    writtenOffMinor: principal.writtenOffMinor,
    takeMinor: Math.max(0, targetMinor - borne - principal.writtenOffMinor),
    // A person left it with the platform, where it cannot be seen whether Stripe covered a part.
    releaseMinor: seller.answers.giveBack === 'keep' ? 0 : Math.max(0, borne - targetMinor),
  };
}
