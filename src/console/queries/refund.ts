import { type Selectable, sql } from 'kysely';
import type { Database } from '../../store/database';
import type { Schema } from '../../store/schema';
import { needsOf, type PartRow, partsOfCause, type Times } from './one';
import type { Need } from './needs';
import { readTimeline, type TimelineLine } from './timeline';

/** What is shown of a refund; who asked is kept with its decision, and what was asked is in the figures. */
export type RefundRow = Omit<Selectable<Schema['refunds']>, 'idempotency_key' | 'request' | 'facts'>;

const SHOWN = [
  'subject',
  'workflow_id',
  'account',
  'charge_id',
  'refund_id',
  'requested_by',
  'currency',
  'amount_minor',
  'status',
  'is_final',
  'opened_clock',
  'state',
  'sellers_answer',
  'give_back_answer',
  'needs_human',
  'closed_clock',
  'updated_at',
] as const;

export interface RefundView {
  readonly row: RefundRow;
  readonly needs: readonly Need[];
  readonly parts: readonly PartRow[];
  readonly timeline: readonly TimelineLine[];
}

const TIMELINE_LINES = 400;

/** By the name of its flow's subject, or by Stripe's id of the refund. */
export async function readRefund(db: Database, name: string, times: Times): Promise<RefundView | null> {
  const row = await db
    .selectFrom('refunds')
    .select(SHOWN)
    .where((where) => where.or([where('subject', '=', name), where('refund_id', '=', name)]))
    .orderBy(sql`idempotency_key is null`)
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const cause = row.refund_id ?? row.subject;
  const scope = {
    subjects: [],
    workflowId: row.workflow_id,
    account: null,
    currency: null,
    cause,
    fromMs: 0,
    toMs: null,
  };
  return {
    row,
    needs: await needsOf(db, [row.workflow_id], times.wallMs),
    parts: await partsOfCause(db, cause),
    timeline: await readTimeline(db, scope, times.toClock, TIMELINE_LINES),
  };
}

/** What needs a person first, then what is open, then the newest. */
export async function readRefunds(
  db: Database,
  limit: number,
): Promise<{ readonly rows: readonly RefundRow[]; readonly total: number }> {
  const rows = await db
    .selectFrom('refunds')
    .select(SHOWN)
    .orderBy('needs_human', 'desc')
    .orderBy(sql`closed_clock is null`, 'desc')
    .orderBy('opened_clock', 'desc')
    .orderBy('subject')
    .limit(limit)
    .execute();
  const { total } = await db
    .selectFrom('refunds')
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { rows, total };
}
