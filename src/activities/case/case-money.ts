import type { ClaimFact } from '../../domain/case/facts';
import type { CaseFigures, CaseRef } from '../../domain/case/perform';
import type { SwitchOutcome } from '../../domain/case/step';
import { caseWorkflowId } from '../../domain/ids';
import type { Json } from '../../domain/json';
import { formatMoney } from '../../domain/money';
import type { Move, MoveOutcome } from '../../domain/moves';
import type { DecisionInput } from '../../store/ports';
import type { ActivityDeps } from '../deps';

/** A refused reversal is collected by that reversal; every other claim by account debit (R14). */
export async function collectClaim(
  deps: ActivityDeps,
  ref: CaseRef,
  { claim, amountMinor }: { readonly claim: ClaimFact; readonly amountMinor: number },
  figures: CaseFigures,
): Promise<MoveOutcome> {
  const base = {
    cause: claim.cause,
    part: claim.part,
    account: ref.account,
    currency: ref.currency,
    amountMinor,
    n: claim.moves,
    workflowId: caseWorkflowId(ref.account, ref.currency),
    claimId: claim.claimId,
  };
  const move: Move =
    claim.form === 'reversal' && claim.transfer !== null
      ? {
          ...base,
          kind: 'reversal',
          transfer: claim.transfer,
          // The claim is net of the application fee already (R6): nothing of it goes back with this part.
          refundApplicationFee: false,
          applicationFeeMinor: 0,
        }
      : { ...base, kind: 'account_debit' };
  const money = (minor: number): string => formatMoney(minor, ref.currency);
  const why = `${money(claim.openMinor)} of ${claim.claimId} is open and ${money(figures.availableMinor)} is available above zero`;
  return deps.moveMoney(move, decision(deps, ref, 'collect_claim', figures, why, { claim: claim.claimId }));
}

export async function holdPayouts(
  deps: ActivityDeps,
  ref: CaseRef,
  reasons: readonly string[],
  figures: CaseFigures,
): Promise<SwitchOutcome> {
  const why = `payouts are held for ${reasons.join(', ')}`;
  return deps.switches.addHoldReason(
    ref.account,
    caseWorkflowId(ref.account, ref.currency),
    decision(deps, ref, 'hold', figures, why, { reasons: [...reasons] }),
  );
}

/** Gives this case's part of the hold up: Stripe lets payouts be held no longer. */
export async function releaseHold(
  deps: ActivityDeps,
  ref: CaseRef,
  figures: CaseFigures,
): Promise<SwitchOutcome> {
  return deps.switches.dropHoldReason(
    ref.account,
    caseWorkflowId(ref.account, ref.currency),
    decision(deps, ref, 'release_hold', figures, "Stripe's limit on holding payouts has come", {}),
  );
}

export async function enableBankDebit(
  deps: ActivityDeps,
  ref: CaseRef,
  figures: CaseFigures,
): Promise<SwitchOutcome> {
  const owed = formatMoney(figures.shortfallMinor, ref.currency);
  const why = `${owed} is below zero, the bank can be debited and the debit is off`;
  return deps.switches.enableBankDebit(
    ref.account,
    decision(deps, ref, 'enable_bank_debit', figures, why, {}),
  );
}

/** A decision of the flow itself, with the figures that it saw. */
export function decision(
  deps: Pick<ActivityDeps, 'policy'>,
  ref: CaseRef,
  kind: string,
  figures: CaseFigures,
  reason: string,
  more: { readonly [key: string]: Json },
): DecisionInput {
  return {
    kind,
    subject: caseWorkflowId(ref.account, ref.currency),
    actor: 'recoup',
    inputs: { case: ref.number, ...figures, ...more },
    reason,
    policyHash: deps.policy.hash,
  };
}
