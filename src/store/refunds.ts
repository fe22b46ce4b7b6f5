import type { Selectable } from 'kysely';
import type { Moment } from '../domain/clock';
import {
  type AccountId,
  type CauseId,
  objectCause,
  refundSubject,
  type RefundSubject,
  refundWorkflowId,
} from '../domain/ids';
import type { Json } from '../domain/json';
import type { Database, Tx } from './database';
import type { RaiseWake } from './ports';
import type { Schema } from './schema';

export type RefundRow = Selectable<Schema['refunds']>;

/** A refund as its last look found it; minor units, clock instants. `facts`: ids and amounts, nothing personal. */
export interface RefundFigures {
  readonly account: AccountId | null;
  readonly charge: string | null;
  /** Null while it is only asked for, and for failed payments. */
  readonly refund: string | null;
  readonly currency: string | null;
  readonly amountMinor: number | null;
  readonly status: string;
  readonly isFinal: boolean;
  readonly openedMs: number;
  readonly facts: Json;
}

/** Keeps the row current. A refund that is looked at is open again, but for a request that was given up. */
export async function recordRefund(
  tx: Tx,
  subject: RefundSubject,
  figures: RefundFigures,
  at: Moment,
): Promise<void> {
  const found = {
    account: figures.account,
    charge_id: figures.charge,
    refund_id: figures.refund,
    currency: figures.currency,
    amount_minor: figures.amountMinor,
    status: figures.status,
    is_final: figures.isFinal,
    facts: JSON.stringify(figures.facts),
    state: 'open',
    closed_clock: null,
    updated_at: new Date(at.wallMs),
  };
  await tx
    .insertInto('refunds')
    .values({
      subject,
      workflow_id: refundWorkflowId(subject),
      idempotency_key: null,
      requested_by: null,
      opened_clock: new Date(figures.openedMs),
      sellers_answer: null,
      give_back_answer: null,
      ...found,
    })
    .onConflict((conflict) => conflict.column('subject').doUpdateSet(found))
    .execute();
}

export async function readRefund(db: Database | Tx, subject: RefundSubject): Promise<RefundRow | null> {
  const row = await db.selectFrom('refunds').selectAll().where('subject', '=', subject).executeTakeFirst();
  return row ?? null;
}

/** Its flow has ended, with this reason; a later hint opens it again. */
export async function closeRefundRow(
  tx: Tx,
  subject: RefundSubject,
  reason: string,
  at: Moment,
): Promise<void> {
  await tx
    .updateTable('refunds')
    .set({ state: reason, closed_clock: new Date(at.clockMs), updated_at: new Date(at.wallMs) })
    .where('subject', '=', subject)
    .execute();
}

export async function setRefundNeedsHuman(
  tx: Tx,
  subject: RefundSubject,
  needsHuman: boolean,
): Promise<void> {
  await tx.updateTable('refunds').set({ needs_human: needsHuman }).where('subject', '=', subject).execute();
}

/** The causes by which the books know refunds and the failed payment of a charge: each as far as it is known here. */
export async function refundCausesOf(tx: Database | Tx, charge: string): Promise<readonly CauseId[]> {
  const rows = await tx
    .selectFrom('refunds')
    .select(['subject', 'refund_id'])
    .where('charge_id', '=', charge)
    .where((where) => where.or([where('refund_id', 'is not', null), where('subject', '=', charge)]))
    .execute();
  return [...new Set(rows.map((row) => objectCause(row.refund_id ?? row.subject)))].sort();
}

/** The flow that follows a cause: the request that made the refund, else the refund or failed payment itself. */
export async function flowOfRefund(
  tx: Database | Tx,
  cause: string,
): Promise<Pick<RefundRow, 'subject' | 'account'> | null> {
  const row = await tx
    .selectFrom('refunds')
    .select(['subject', 'account'])
    .where((where) => where.or([where('refund_id', '=', cause), where('subject', '=', cause)]))
    .orderBy('idempotency_key', (order) => order.asc().nullsLast())
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** A dispute of the charge has changed: requests that it forbade may be made now. */
export async function wakeLockedRefunds(tx: Tx, raiseWake: RaiseWake, charge: string): Promise<void> {
  const rows = await tx
    .selectFrom('refunds')
    .select(['subject', 'account'])
    .where('charge_id', '=', charge)
    .where('refund_id', 'is', null)
    .where('idempotency_key', 'is not', null)
    .where('closed_clock', 'is', null)
    .orderBy('subject')
    .execute();
  for (const { subject, account } of rows) {
    await raiseWake(tx, { kind: 'refund', refund: refundSubject(subject), account }, 'now');
  }
}
