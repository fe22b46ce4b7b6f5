import { disputeCause, disputeWorkflowId } from '../ids';
import type { DisputeFacts, SellerFacts } from './facts';
import { waitsForSellersAnswer } from './answers';
import type { DisputePolicy } from './policy';
import { type Loss, moveBase, release, seenOf, takePrincipal } from './seller-steps';
import type { DisputeState, RefusedMove } from './state';
import { type DisputeAction, type SellerStep, stepName } from './steps';
import { type Line, targets } from './target';

/**
 * What is to be moved or booked now, in order of preference (R9, R15): a move without a known outcome first and
 * alone, then fees, then principals, then what goes back. Later ones are for when earlier ones are held.
 */
export function moneySteps(state: DisputeState): readonly DisputeAction[] {
  const { look, policy } = state;
  if (look === null || policy === null) return [];
  const { facts } = look;
  const [unsettled] = facts.unsettled;
  if (unsettled !== undefined) return [{ kind: 'settleMove', move: unsettled }];
  const loss = lossOf(state, facts, policy);
  const steps: DisputeAction[] = [];
  const feeInTheWay = new Set<string>();
  const { lines } = targets(facts, policy);
  const mayTake = !waitsForSellersAnswer(facts, policy);
  for (const line of lines) {
    const seller = facts.sellers.find((one) => one.account === line.account);
    if (seller === undefined || line.takeMinor === 0 || !mayTake) continue;
    if (line.part === 'principal' && feeInTheWay.has(line.account)) continue;
    const step = line.part === 'fee' ? takeFee(loss, seller, line) : takePrincipal(loss, seller, line);
    // A reversal may empty the account before the fee is debited, so it waits; observing moves nothing either way.
    if (line.part === 'fee' && state.held[stepName(step)]?.why !== 'observe') feeInTheWay.add(line.account);
    steps.push(step);
  }
  for (const line of lines) {
    const seller = facts.sellers.find((one) => one.account === line.account);
    if (seller === undefined || line.releaseMinor === 0) continue;
    const step = release(loss, seller, line);
    if (step !== null) steps.push(step);
  }
  return steps;
}

function lossOf({ dispute }: DisputeState, facts: DisputeFacts, policy: DisputePolicy): Loss {
  return {
    cause: disputeCause(dispute),
    workflowId: disputeWorkflowId(dispute),
    dispute,
    returnsApplicationFee: policy.applicationFee === 'return',
    sinceMs: facts.openedMs,
  };
}

/** A fee debit is all or nothing: it cannot make the account's balance negative. */
function takeFee(loss: Loss, seller: SellerFacts, line: Line): SellerStep {
  const base = moveBase(loss, line);
  return {
    kind: 'takeFee',
    line,
    move: { ...base, kind: 'account_debit', amountMinor: line.takeMinor, n: seller.fee.debits },
  };
}

/** R14: what refused moves would have taken is owed as claims from then on. */
export function claimsForRefused(state: DisputeState): readonly SellerStep[] {
  return state.refused.flatMap((refused) => claimForRefused(state, refused) ?? []);
}

function claimForRefused({ look, policy }: DisputeState, refused: RefusedMove): SellerStep | null {
  if (look === null || policy === null) return null;
  const line = targets(look.facts, policy).lines.find(
    (one) => one.account === refused.account && one.part === refused.part,
  );
  if (line === undefined) return null;
  return {
    kind: 'openClaim',
    form: refused.part === 'fee' ? 'fee' : 'reversal',
    account: refused.account,
    part: refused.part,
    amountMinor: refused.takenMinor,
    currency: line.currency,
    transfer: refused.transfer,
    seen: seenOf(line),
    sinceMs: look.facts.openedMs,
  };
}

/** True where a look must read and book the account first, because something is to go back to it (R17). */
export function goesBack(facts: DisputeFacts, policy: DisputePolicy): readonly SellerFacts[] {
  const { lines } = targets(facts, policy);
  return facts.sellers.filter((seller) =>
    lines.some((line) => line.account === seller.account && line.releaseMinor > 0),
  );
}
