import type { Selectable } from 'kysely';
import type { Moment } from '../domain/clock';
import { type AccountId, type DisputeId, disputeWorkflowId } from '../domain/ids';
import type { Json } from '../domain/json';
import type { Database, Tx } from './database';
import type { Schema } from './schema';

export type DisputeRow = Selectable<Schema['disputes']>;

/** A dispute as its last look found it; minor units, clock instants. `facts`: ids and amounts, nothing personal. */
export interface DisputeFigures {
  readonly account: AccountId | null;
  readonly charge: string | null;
  readonly currency: string;
  readonly amountMinor: number;
  readonly status: string;
  readonly reason: string | null;
  readonly isFinal: boolean;
  readonly openedMs: number;
  readonly evidenceDueMs: number | null;
  readonly facts: Json;
}

/** Keeps the row current. A dispute that is looked at is open again, whatever it was before. */
export async function recordDispute(
  tx: Tx,
  dispute: DisputeId,
  figures: DisputeFigures,
  at: Moment,
): Promise<void> {
  const found = {
    account: figures.account,
    charge_id: figures.charge,
    currency: figures.currency,
    amount_minor: figures.amountMinor,
    status: figures.status,
    reason: figures.reason,
    is_final: figures.isFinal,
    opened_clock: new Date(figures.openedMs),
    evidence_due_clock: figures.evidenceDueMs === null ? null : new Date(figures.evidenceDueMs),
    facts: JSON.stringify(figures.facts),
    state: 'open',
    closed_clock: null,
    updated_at: new Date(at.wallMs),
  };
  await tx
    .insertInto('disputes')
    .values({ dispute_id: dispute, workflow_id: disputeWorkflowId(dispute), ...found })
    .onConflict((conflict) => conflict.column('dispute_id').doUpdateSet(found))
    .execute();
}

export async function readDispute(db: Database | Tx, dispute: DisputeId): Promise<DisputeRow | null> {
  const row = await db
    .selectFrom('disputes')
    .selectAll()
    .where('dispute_id', '=', dispute)
    .executeTakeFirst();
  return row ?? null;
}

/** Its flow has ended, with this reason; a later hint opens it again. */
export async function closeDisputeRow(tx: Tx, dispute: DisputeId, reason: string, at: Moment): Promise<void> {
  await tx
    .updateTable('disputes')
    .set({ state: reason, closed_clock: new Date(at.clockMs), updated_at: new Date(at.wallMs) })
    .where('dispute_id', '=', dispute)
    .execute();
}

export async function setDisputeNeedsHuman(tx: Tx, dispute: DisputeId, needsHuman: boolean): Promise<void> {
  await tx
    .updateTable('disputes')
    .set({ needs_human: needsHuman })
    .where('dispute_id', '=', dispute)
    .execute();
}
