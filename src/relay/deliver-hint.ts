import { NamespaceNotFoundError, WorkflowNotFoundError } from '@temporalio/common';
import { ServiceError, isGrpcServiceError, type Client } from '@temporalio/client';
import { accountId, disputeId, refundSubject } from '../domain/ids';
import type { Clock } from '../domain/clock';
import { COLLECTION_TRANSFER } from '../domain/routing';
import { currency } from '../domain/money';
import { readRunId } from '../domain/payout/run-id';
import type { Database } from '../store/database';
import type { WakeSubject } from '../store/schema';
import type { TakenWake } from '../store/wakes';
import {
  ACCOUNT_REVIEW,
  DISPUTE_FLOW,
  NEGATIVE_BALANCE_CASE,
  PAYOUT_RUN,
  REFUND_FLOW,
  TASK_QUEUE,
  hintSignal,
} from '../workflows/messages';
import { assertNever } from '../domain/never';
import { caseOwes } from './case-owes';

const CALL_DEADLINE_MS = 5_000;

export interface DeliveryDeps {
  readonly db: Database;
  readonly temporal: Client;
  readonly clock: Clock;
  readonly taskQueue?: string;
  /** Wall ms that one call to Temporal may take; stopping waits for those under way. Default 5 s. */
  readonly callDeadlineMs?: number;
}

export type FlowSubject = Exclude<WakeSubject, { readonly kind: 'account' | 'warning' | 'payout_line' }>;

/**
 * Tells a workflow to look again, and starts it where none runs. A case is started only where one is open or
 * something is owed; otherwise a run that is there is told, and none is the usual thing.
 */
export async function deliverHint(deps: DeliveryDeps, wake: TakenWake, subject: FlowSubject): Promise<void> {
  const { temporal, clock, taskQueue = TASK_QUEUE, callDeadlineMs = CALL_DEADLINE_MS } = deps;
  const hint = { upTo: wake.number };
  const starts = subject.kind !== 'case' || (await mayStartCase(deps, wake, subject));
  await temporal.withDeadline(Date.now() + callDeadlineMs, async () => {
    if (!starts) return signalIfThere(temporal, wake.target, hint);
    const start = startOf(subject, clock);
    await temporal.workflow.signalWithStart(start.type, {
      workflowId: wake.target,
      taskQueue,
      args: [start.input],
      signal: hintSignal,
      signalArgs: [hint],
    });
  });
}

async function signalIfThere(temporal: Client, workflowId: string, hint: { upTo: number }): Promise<void> {
  try {
    await temporal.workflow.getHandle(workflowId).signal(hintSignal, hint);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** A clearing is booked by the case even where nothing seems to be owed any more: what is cleared becomes a claim. */
async function mayStartCase(
  { db, clock }: DeliveryDeps,
  wake: TakenWake,
  subject: Extract<WakeSubject, { readonly kind: 'case' }>,
): Promise<boolean> {
  if (await caseOwes(db, accountId(subject.account), currency(subject.currency), clock)) return true;
  const cleared = await db
    .selectFrom('event_wakes')
    .innerJoin('events', 'events.seq', 'event_wakes.event_seq')
    .select('events.seq')
    .where('event_wakes.target', '=', wake.target)
    .where('event_wakes.handled_at', 'is', null)
    .where('events.type', '=', COLLECTION_TRANSFER)
    .limit(1)
    .executeTakeFirst();
  return cleared !== undefined;
}

function startOf(subject: FlowSubject, clock: Clock): { readonly type: string; readonly input: object } {
  switch (subject.kind) {
    case 'case':
      return { type: NEGATIVE_BALANCE_CASE, input: caseInput(subject, clock) };
    case 'dispute':
      return { type: DISPUTE_FLOW, input: disputeInput(subject, clock) };
    case 'refund':
      return { type: REFUND_FLOW, input: refundInput(subject, clock) };
    case 'review':
      return { type: ACCOUNT_REVIEW, input: { account: accountId(subject.account), clock } };
    case 'payout_run':
      return { type: PAYOUT_RUN, input: { run: readRunId(subject.run), clock } };
    default:
      return assertNever(subject);
  }
}

function caseInput(subject: Extract<WakeSubject, { readonly kind: 'case' }>, clock: Clock) {
  return { account: accountId(subject.account), currency: currency(subject.currency), clock };
}

function disputeInput(subject: Extract<WakeSubject, { readonly kind: 'dispute' }>, clock: Clock) {
  const account = subject.account === null ? null : accountId(subject.account);
  return { dispute: disputeId(subject.dispute), account, clock };
}

function refundInput(subject: Extract<WakeSubject, { readonly kind: 'refund' }>, clock: Clock) {
  const account = subject.account === null ? null : accountId(subject.account);
  return { subject: refundSubject(subject.refund), account, clock };
}

/** Codes by which the server refuses this call for what it is: invalid argument, failed precondition, out of range. */
const ABOUT_THIS_ONE: ReadonlySet<number> = new Set([3, 9, 11]);

/**
 * Whether Temporal was not there, rather than having something against this hint. The network, an overload, a wrong
 * key or a missing namespace are mended by time or by a person, and until then everything waits.
 */
export function isTemporalAway(error: unknown): boolean {
  if (error instanceof NamespaceNotFoundError) return true;
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && !ABOUT_THIS_ONE.has(cause.code);
}
