import {
  causeKind,
  disputeId,
  disputeWorkflowId,
  refundSubject,
  refundWorkflowId,
  type AccountId,
  type CauseId,
  type WorkflowId,
} from '../domain/ids';
import { caseWorkflowId } from '../domain/ids';
import type { Currency } from '../domain/money';
import type { Tx } from './database';
import type { RaiseWake } from './ports';
import { flowOfRefund, refundCausesOf } from './refunds';
import type { WakeSubject } from './schema';

/** What changed, and which flow changed it: that one looks by itself. */
export interface Changed {
  readonly account: AccountId;
  readonly currency: Currency;
  readonly cause: CauseId;
  readonly by: WorkflowId | null;
}

/**
 * Wakes who follows the account and the cause, and the disputes and refunds of the same charge, for what one cause
 * bears another does not, and takes once it went back (R5). Where no case is open the account is looked at, which opens
 * one if something is owed.
 */
export async function wakeConcerned(tx: Tx, raiseWake: RaiseWake, changed: Changed): Promise<void> {
  const { account, currency, cause, by } = changed;
  if (by !== caseWorkflowId(account, currency)) {
    const openCase = await tx
      .selectFrom('cases')
      .select('number')
      .where('account', '=', account)
      .where('currency', '=', currency)
      .where('closed_clock', 'is', null)
      .executeTakeFirst();
    const subject: WakeSubject =
      openCase === undefined ? { kind: 'account', account } : { kind: 'case', account, currency };
    await raiseWake(tx, subject, 'now');
  }
  for (const one of await refundsOfSameCharge(tx, cause)) await wakeRefundFlow(tx, raiseWake, one, by);
  for (const dispute of await disputesOfSameCharge(tx, cause)) {
    if (by === disputeWorkflowId(disputeId(dispute.dispute_id))) continue;
    await raiseWake(tx, { kind: 'dispute', dispute: dispute.dispute_id, account: dispute.account }, 'now');
  }
}

/** The dispute that the cause is, and every other one that the store knows of its charge. */
async function disputesOfSameCharge(
  tx: Tx,
  cause: CauseId,
): Promise<readonly { readonly dispute_id: string; readonly account: string | null }[]> {
  if (causeKind(cause) === 'other') return [];
  const charge = await chargeOf(tx, cause);
  return tx
    .selectFrom('disputes')
    .select(['dispute_id', 'account'])
    .where((where) =>
      where.or([
        where('dispute_id', '=', cause),
        ...(charge === null ? [] : [where('charge_id', '=', charge)]),
      ]),
    )
    .orderBy('dispute_id')
    .execute();
}

/** The refund or failed payment that the cause is, and every other one that the store knows of its charge. */
async function refundsOfSameCharge(tx: Tx, cause: CauseId): Promise<readonly CauseId[]> {
  if (causeKind(cause) === 'other') return [];
  const charge = await chargeOf(tx, cause);
  return [...new Set([cause, ...(charge === null ? [] : await refundCausesOf(tx, charge))])];
}

async function chargeOf(tx: Tx, cause: CauseId): Promise<string | null> {
  if (causeKind(cause) === 'payment') return cause;
  const row = await tx
    .selectFrom('refunds')
    .select('charge_id')
    .where('refund_id', '=', cause)
    .unionAll(tx.selectFrom('disputes').select('charge_id').where('dispute_id', '=', cause))
    .limit(1)
    .executeTakeFirst();
  return row?.charge_id ?? null;
}

/** A refund or failed payment whose books somebody else has changed, as by collecting a claim of it. */
async function wakeRefundFlow(
  tx: Tx,
  raiseWake: RaiseWake,
  cause: CauseId,
  by: WorkflowId | null,
): Promise<void> {
  const flow = await flowOfRefund(tx, cause);
  if (flow === null || by === refundWorkflowId(refundSubject(flow.subject))) return;
  await raiseWake(tx, { kind: 'refund', refund: flow.subject, account: flow.account }, 'now');
}

/** Everything that is followed now: what may have waited for the door looks again. */
export async function wakeOpenFlows(tx: Tx, raiseWake: RaiseWake): Promise<void> {
  const cases = await tx
    .selectFrom('cases')
    .select(['account', 'currency'])
    .where('closed_clock', 'is', null)
    .orderBy('account')
    .orderBy('currency')
    .execute();
  for (const row of cases) await raiseWake(tx, { kind: 'case', ...row }, 'now');
  const disputes = await tx
    .selectFrom('disputes')
    .select(['dispute_id', 'account'])
    .where('closed_clock', 'is', null)
    .orderBy('dispute_id')
    .execute();
  for (const row of disputes) {
    await raiseWake(tx, { kind: 'dispute', dispute: row.dispute_id, account: row.account }, 'now');
  }
  await wakeOpenRefunds(tx, raiseWake);
  await wakeOpenReviews(tx, raiseWake);
  await wakeOpenRuns(tx, raiseWake, null);
}

/** Payout runs that are not done; of one currency, or of all. */
export async function wakeOpenRuns(tx: Tx, raiseWake: RaiseWake, code: Currency | null): Promise<void> {
  const runs = await tx
    .selectFrom('payout_runs')
    .select('run')
    .where('status', '<>', 'done')
    .$if(code !== null, (query) => query.where('currency', '=', code))
    .orderBy('run')
    .execute();
  for (const { run } of runs) await raiseWake(tx, { kind: 'payout_run', run }, 'now');
}

async function wakeOpenReviews(tx: Tx, raiseWake: RaiseWake): Promise<void> {
  const reviews = await tx
    .selectFrom('reviews')
    .select('account')
    .where('closed_clock', 'is', null)
    .orderBy('account')
    .execute();
  for (const { account } of reviews) await raiseWake(tx, { kind: 'review', account }, 'now');
}

async function wakeOpenRefunds(tx: Tx, raiseWake: RaiseWake): Promise<void> {
  const refunds = await tx
    .selectFrom('refunds')
    .select(['subject', 'account'])
    .where('closed_clock', 'is', null)
    .orderBy('subject')
    .execute();
  for (const { subject, account } of refunds) {
    await raiseWake(tx, { kind: 'refund', refund: subject, account }, 'now');
  }
}

/** Wakes one flow by the id of its workflow; one that the store does not know has nothing to look at. */
export async function wakeFlow(tx: Tx, raiseWake: RaiseWake, workflowId: string): Promise<void> {
  const subject = await subjectOf(tx, workflowId);
  if (subject !== null) await raiseWake(tx, subject, 'now');
}

async function subjectOf(tx: Tx, workflowId: string): Promise<WakeSubject | null> {
  const found = await tx
    .selectFrom('cases')
    .select(['account', 'currency'])
    .where('workflow_id', '=', workflowId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (found !== undefined) return { kind: 'case', ...found };
  const dispute = await tx
    .selectFrom('disputes')
    .select(['dispute_id', 'account'])
    .where('workflow_id', '=', workflowId)
    .executeTakeFirst();
  if (dispute !== undefined) {
    return { kind: 'dispute', dispute: dispute.dispute_id, account: dispute.account };
  }
  const refund = await tx
    .selectFrom('refunds')
    .select(['subject', 'account'])
    .where('workflow_id', '=', workflowId)
    .executeTakeFirst();
  if (refund !== undefined) return { kind: 'refund', refund: refund.subject, account: refund.account };
  const review = await tx
    .selectFrom('reviews')
    .select('account')
    .where('workflow_id', '=', workflowId)
    .limit(1)
    .executeTakeFirst();
  if (review !== undefined) return { kind: 'review', account: review.account };
  const run = await tx
    .selectFrom('payout_runs')
    .select('run')
    .where('run', '=', workflowId)
    .executeTakeFirst();
  return run === undefined ? null : { kind: 'payout_run', run: run.run };
}
