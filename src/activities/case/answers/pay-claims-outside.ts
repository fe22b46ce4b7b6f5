import { type Ask, askCause } from '../../../domain/case/asks';
import type { CaseRef } from '../../../domain/case/perform';
import { claimsSettledBy } from '../../../store/credits';
import { appendDecision } from '../../../store/decisions';
import { lockDoor } from '../../../store/locks';
import type { DecisionInput } from '../../../store/ports';
import { type ActivityDeps, momentOf } from '../../deps';

/**
 * R13: what of a payment outside the shortfall did not need pays claims without a move, oldest cause first. Once for
 * each ask and claim. Answers what it has paid in all, minor units.
 */
export async function payClaimsOutside(
  deps: ActivityDeps,
  ref: CaseRef,
  ask: Ask,
  amountMinor: number,
  said: DecisionInput,
): Promise<number> {
  const key = askCause(ask, ref.currency);
  return deps.db.transaction().execute(async (tx) => {
    await lockDoor(tx, ref.currency);
    const paidMinor = await claimsSettledBy(tx, 'paid_outside', key);
    let leftMinor = amountMinor - paidMinor;
    const claims = paidMinor > 0 ? [] : await deps.ledger.openClaims(tx, ref.account, ref.currency);
    const at = momentOf(deps);
    const paid: { claim: string; amountMinor: number }[] = [];
    for (const claim of claims) {
      const partMinor = Math.min(leftMinor, claim.openMinor - claim.reservedMinor);
      if (claim.handled || partMinor <= 0) continue;
      await deps.ledger.payOutside(tx, key, claim.claimId, partMinor, at.clockMs);
      paid.push({ claim: claim.claimId, amountMinor: partMinor });
      leftMinor -= partMinor;
    }
    if (paid.length > 0) {
      await appendDecision(tx, { ...said, action: { paidOutside: key, paid }, verdict: 'recorded' }, at);
    }
    return amountMinor - leftMinor;
  });
}
