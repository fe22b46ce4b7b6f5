import { toClock } from '../../domain/clock';
import type { DisputeAbsent, DisputeFacts } from '../../domain/dispute/facts';
import { goesBack } from '../../domain/dispute/money-steps';
import type { DisputeRef } from '../../domain/dispute/perform';
import { disputePolicy } from '../../domain/dispute/policy';
import { readStatus } from '../../domain/dispute/status';
import { netWithdrawn } from '../../domain/dispute/withdrawn';
import { type ChargeId, type DisputeId, disputeCause, disputeWorkflowId } from '../../domain/ids';
import { currency } from '../../domain/money';
import { lockCause } from '../../store/locks';
import { refundCausesOf } from '../../store/refunds';
import type { ActivityDeps } from '../deps';
import { type DisputeAtStripe, disputeAtStripe } from './at-stripe';
import { readBeforeGiveBack } from './before-give-back';
import { giveBacksOf, readDisputeBooks } from './books';
import { type Charged, readCharge } from './charged';
import { keepRow } from './keep-row';
import { disputeMark } from './mark';
import { borneByOthers, followedCauses } from './other-causes';
import { readSaid, sellersAnswerIn } from './said';
import { directSeller, sellersOf, type SellersInBooks } from './seller-facts';

/**
 * Reads Stripe and the books for one dispute: the dispute with its balance transactions, its charge, the transfers
 * and their reversals. Books reversals that were made elsewhere for it (R7), and reads and books each account to which
 * something goes back (R17). Throws only what a retry can mend.
 */
export async function lookAtDispute(
  deps: ActivityDeps,
  ref: DisputeRef,
  known: { readonly policyHash: string | null },
): Promise<DisputeFacts | DisputeAbsent> {
  const startedMs = toClock(deps.clock, deps.wallNow());
  const atStripe = await disputeAtStripe(deps.stripe, ref.dispute, ref.account);
  if ('absent' in atStripe) return atStripe;
  const charged = await readCharge(deps, ref, atStripe);
  const policy = disputePolicy(deps.policy, deps.clock);
  const read = (): Promise<DisputeFacts> => factsOf(deps, ref, atStripe, charged, startedMs);
  const found = await read();
  const facts = await withAccountsRead(deps, ref, found, goesBack(found, policy), atStripe, read);
  const chargedMs = atStripe.charge === null ? null : atStripe.charge.created * 1000;
  await keepRow(deps, ref, facts, disputeMark(atStripe.dispute), chargedMs);
  return { ...facts, policy: known.policyHash === policy.hash ? null : policy };
}

/** R17: what is booked here (a clearing, say) may change what goes back, so the facts are read again. */
async function withAccountsRead(
  deps: ActivityDeps,
  ref: DisputeRef,
  facts: DisputeFacts,
  returning: DisputeFacts['sellers'],
  { lastReturnMs }: DisputeAtStripe,
  read: () => Promise<DisputeFacts>,
): Promise<DisputeFacts> {
  if (returning.length === 0) return facts;
  const subject = disputeWorkflowId(ref.dispute);
  const before = new Map(
    await Promise.all(
      returning.map(
        async (seller) =>
          [
            seller.account,
            await readBeforeGiveBack(deps, subject, seller, lastReturnMs, facts.startedMs),
          ] as const,
      ),
    ),
  );
  const again = await read();
  return {
    ...again,
    sellers: again.sellers.map((seller) => {
      const found = before.get(seller.account);
      return found === undefined ? seller : { ...seller, losses: found.losses, beforeGiveBack: found.before };
    }),
  };
}

async function factsOf(
  deps: ActivityDeps,
  ref: DisputeRef,
  atStripe: DisputeAtStripe,
  charged: Charged,
  startedMs: number,
): Promise<DisputeFacts> {
  const { dispute, charge, chargeId, movements } = atStripe;
  const disputedCurrency = currency(dispute.currency);
  const code = currency(charge?.currency ?? dispute.currency);
  const withdrawn = netWithdrawn(movements, code, {
    amountMinor: dispute.amount,
    currency: disputedCurrency,
  });
  const evidence = dispute.evidence_details;
  const due = evidence?.due_by ?? null;
  const contestedBy = dispute.metadata?.recoup_contested_by;
  const inBooks = await readStore(deps, ref.dispute, chargeId, charged);
  const feeCurrency = typeof withdrawn === 'string' ? code : withdrawn.feeCurrency;
  const netMinor = typeof withdrawn === 'string' ? 0 : withdrawn.principalMinor;
  const sellers =
    ref.account === null
      ? await sellersOf(deps.stripe, charge, charged.attributed, feeCurrency, inBooks)
      : [directSeller(ref.account, code, feeCurrency, netMinor, inBooks)];
  return {
    startedMs,
    status: readStatus(dispute.status),
    statusWord: dispute.status,
    reason: dispute.reason,
    openedMs: dispute.created * 1000,
    // Stripe writes null or 0 where nothing is due.
    evidenceDueMs: due === null || due === 0 ? null : due * 1000,
    evidenceStaged: evidence?.has_evidence === true && evidence.submission_count === 0,
    rapid: dispute.payment_method_details?.card?.case_type === 'resolution',
    charge: chargeId,
    direct: ref.account,
    currency: code,
    capturedMinor: charge?.amount_captured ?? dispute.amount,
    refundedMinor: charge?.amount_refunded ?? 0,
    isChargeRefundable: dispute.is_charge_refundable,
    disputedMinor: dispute.amount,
    disputedCurrency,
    withdrawn,
    contestedBy: contestedBy === 'seller' || contestedBy === 'platform' ? contestedBy : null,
    attribution: charged.attributed.by,
    sellers,
    unsettled: inBooks.books.unsettled,
    unclearReversals: charged.reversals.filter(({ cause }) => cause === null).map(({ id }) => id),
    sellersAnswer: sellersAnswerIn(inBooks.said),
    raised: inBooks.said.raised,
    judged: inBooks.said.judged,
    policy: null,
  };
}

async function readStore(
  deps: ActivityDeps,
  dispute: DisputeId,
  charge: ChargeId | null,
  { reversals, otherDisputes }: Charged,
): Promise<SellersInBooks> {
  const own = disputeCause(dispute);
  return deps.db.transaction().execute(async (tx) => {
    const refunds = charge === null ? [] : await refundCausesOf(tx, charge);
    const followed = followedCauses(own, [...otherDisputes.map(disputeCause), ...refunds], reversals);
    // In one order everywhere, so that two disputes of a charge wait for each other instead of deadlocking.
    for (const cause of [own, ...followed].toSorted()) await lockCause(tx, cause);
    return {
      books: await readDisputeBooks(tx, deps.ledger, dispute),
      given: await giveBacksOf(tx, [own, ...followed]),
      borneByOthers: await borneByOthers(tx, deps.ledger, followed, reversals),
      said: await readSaid(tx, dispute),
    };
  });
}
