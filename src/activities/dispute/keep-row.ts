import type { DisputeFacts } from '../../domain/dispute/facts';
import type { DisputeRef } from '../../domain/dispute/perform';
import { disputePolicy } from '../../domain/dispute/policy';
import { isFinal } from '../../domain/dispute/status';
import { disputeCause, disputeWorkflowId } from '../../domain/ids';
import type { Json } from '../../domain/json';
import { exposureOf } from '../../domain/payout/dispute-exposure';
import { readDispute, recordDispute } from '../../store/disputes';
import { wakeLockedRefunds } from '../../store/refunds';
import { settleWarning } from '../../store/fraud-warnings';
import { wakeConcerned } from '../../store/flow-wakes';
import { type ActivityDeps, momentOf } from '../deps';

/**
 * Keeps what a look found, the mark by which a sweep tells news, and when the charge was made (clock time); has the account of a direct charge looked at
 * where its balance has moved by it.
 */
export async function keepRow(
  deps: ActivityDeps,
  ref: DisputeRef,
  facts: DisputeFacts,
  mark: string,
  chargedMs: number | null,
): Promise<void> {
  const { withdrawn } = facts;
  const figures = {
    mark,
    chargedMs,
    attribution: facts.attribution,
    disputedMinor: facts.disputedMinor,
    principalMinor: typeof withdrawn === 'string' ? null : withdrawn.principalMinor,
    feeMinor: typeof withdrawn === 'string' ? null : withdrawn.feeMinor,
    feeCurrency: typeof withdrawn === 'string' ? null : withdrawn.feeCurrency,
    sellers: facts.sellers.map(({ account, currency: code, principal, fee }) => ({
      account,
      currency: code,
      taken: principal.takenMinor,
      openClaims: principal.openClaimsMinor,
      feeTaken: fee.takenMinor,
      feeOpenClaims: fee.openClaimsMinor,
    })),
    exposed: exposureOf(
      facts,
      disputePolicy(deps.policy, deps.clock),
      deps.policy.reserve.expectedDisputeFee,
    ).map((one) => ({ ...one })),
  };
  await deps.db.transaction().execute(async (tx) => {
    if (facts.charge !== null) await wakeLockedRefunds(tx, deps.raiseWake, facts.charge);
    if (facts.charge !== null) await settleWarning(tx, facts.charge, momentOf(deps));
    const before = await readDispute(tx, ref.dispute);
    await recordDispute(
      tx,
      ref.dispute,
      {
        account: ref.account,
        charge: facts.charge,
        currency: facts.disputedCurrency,
        amountMinor: facts.disputedMinor,
        status: facts.statusWord,
        reason: facts.reason,
        isFinal: isFinal(facts.status),
        openedMs: facts.openedMs,
        evidenceDueMs: facts.evidenceDueMs,
        facts: figures,
      },
      momentOf(deps),
    );
    // R19: Stripe takes and returns the principal on the account itself, and only the dispute's own events say so.
    if (ref.account !== null && principalOf(before?.facts ?? null) !== figures.principalMinor) {
      const by = disputeWorkflowId(ref.dispute);
      const cause = disputeCause(ref.dispute);
      await wakeConcerned(tx, deps.raiseWake, { account: ref.account, currency: facts.currency, cause, by });
    }
  });
}

/** What the last look found; nothing was withdrawn before the first. */
function principalOf(facts: Json): Json {
  return typeof facts === 'object' && facts !== null && 'principalMinor' in facts ? facts.principalMinor : 0;
}
