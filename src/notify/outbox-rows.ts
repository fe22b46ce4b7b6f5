import { sql, type Selectable } from 'kysely';
import { z } from 'zod';
import type { Moment } from '../domain/clock';
import { instant, type Database, type Tx } from '../store/database';
import type { Schema } from '../store/schema';
import type { Progress } from './deliver';

export interface DueNotice extends Selectable<Schema['notices']> {
  readonly kind: string | null;
  readonly country: string | null;
}

/** What is kept of a notice's words, without what is personal in them, and who has it. */
export interface Kept extends Progress {
  readonly subject: string;
  readonly text: string;
}

const PROGRESS = z.object({
  delivered: z.record(z.string(), z.string()).default({}),
  refused: z.record(z.string(), z.string()).default({}),
});

export function progressOf({ rendered }: Pick<DueNotice, 'rendered'>): Progress {
  const read = PROGRESS.safeParse(rendered);
  return read.success ? read.data : { delivered: {}, refused: {} };
}

/**
 * The notice that has been due longest; until `leaseEndsMs` (wall) other outboxes pass it by, and then take it if this
 * one did not say how it ended.
 */
export async function leaseDueNotice(
  db: Database,
  nowMs: number,
  leaseEndsMs: number,
): Promise<DueNotice | null> {
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('notices')
      .leftJoin('accounts', 'accounts.account', 'notices.account')
      .selectAll('notices')
      .select(['accounts.kind', 'accounts.country'])
      .where('notices.state', '=', 'queued')
      .where('notices.send_at', '<=', instant(nowMs))
      .where((eb) =>
        eb.or([
          eb('notices.next_attempt_at', 'is', null),
          eb('notices.next_attempt_at', '<=', instant(nowMs)),
        ]),
      )
      .orderBy('notices.send_at')
      .orderBy('notices.notice_id')
      .limit(1)
      .forUpdate('notices')
      .skipLocked()
      .executeTakeFirst();
    if (row === undefined) return null;
    await tx
      .updateTable('notices')
      .set({ next_attempt_at: new Date(leaseEndsMs) })
      .where('notice_id', '=', row.notice_id)
      .execute();
    return row;
  });
}

/** When the next one is due, wall ms; null where nothing is queued. */
export async function nextDueMs(db: Database): Promise<number | null> {
  const row = await db
    .selectFrom('notices')
    .select(sql<number | null>`min(greatest(send_at, next_attempt_at))`.as('due'))
    .where('state', '=', 'queued')
    .executeTakeFirst();
  return row?.due ?? null;
}

/** Whether the case that a subject `case:<number>` names has closed. */
export async function hasClosed(tx: Tx, subject: string): Promise<boolean> {
  const number = /^case:(\d+)$/.exec(subject)?.[1];
  if (number === undefined) return false;
  const row = await tx
    .selectFrom('cases')
    .select('closed_clock')
    .where('number', '=', Number(number))
    .executeTakeFirst();
  return row !== undefined && row.closed_clock !== null;
}

export type Ending =
  | { readonly state: 'sent'; readonly at: Moment }
  | { readonly state: 'failed'; readonly error: string }
  /** Another attempt at `nextAttemptMs`, wall. */
  | { readonly state: 'queued'; readonly error: string; readonly nextAttemptMs: number };

/** How an attempt ended. A notice that a person withdrew meanwhile stays withdrawn; answers whether it was queued. */
export async function recordAttempt(
  tx: Tx,
  noticeId: number,
  kept: Kept | null,
  ending: Ending,
): Promise<boolean> {
  const row = await tx
    .updateTable('notices')
    .set({
      state: ending.state,
      ...(kept === null ? {} : { rendered: JSON.stringify(kept) }),
      attempts: sql`attempts + 1`,
      error: ending.state === 'sent' ? null : ending.error,
      next_attempt_at: ending.state === 'queued' ? new Date(ending.nextAttemptMs) : null,
      sent_at: ending.state === 'sent' ? new Date(ending.at.wallMs) : null,
    })
    .where('notice_id', '=', noticeId)
    .where('state', '=', 'queued')
    .returning('notice_id')
    .executeTakeFirst();
  return row !== undefined;
}
