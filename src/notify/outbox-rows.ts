import { sql, type Selectable } from 'kysely';
import type { Moment } from '../domain/clock';
import type { Json } from '../domain/json';
import type { Database, Tx } from '../store/database';
import type { Schema } from '../store/schema';

export type NoticeRow = Selectable<Schema['notices']>;

export interface DueNotice extends NoticeRow {
  readonly kind: string | null;
  readonly country: string | null;
}

/** The notice that has been due longest, under a lock that other outboxes pass by. */
export async function takeDueNotice(tx: Tx, nowMs: number): Promise<DueNotice | null> {
  const row = await tx
    .selectFrom('notices')
    .leftJoin('accounts', 'accounts.account', 'notices.account')
    .selectAll('notices')
    .select(['accounts.kind', 'accounts.country'])
    .where('notices.state', '=', 'queued')
    .where('notices.send_at', '<=', sql<number>`${new Date(nowMs)}`)
    .where((eb) =>
      eb.or([
        eb('notices.next_attempt_at', 'is', null),
        eb('notices.next_attempt_at', '<=', sql<number>`${new Date(nowMs)}`),
      ]),
    )
    .orderBy('notices.send_at')
    .orderBy('notices.notice_id')
    .limit(1)
    .forUpdate('notices')
    .skipLocked()
    .executeTakeFirst();
  return row ?? null;
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

export async function recordSent(tx: Tx, noticeId: number, rendered: Json, at: Moment): Promise<void> {
  await tx
    .updateTable('notices')
    .set({
      state: 'sent',
      rendered: JSON.stringify(rendered),
      attempts: sql`attempts + 1`,
      error: null,
      sent_at: new Date(at.wallMs),
    })
    .where('notice_id', '=', noticeId)
    .execute();
}

export async function recordWithdrawn(tx: Tx, noticeId: number, reason: string): Promise<void> {
  await tx
    .updateTable('notices')
    .set({ state: 'withdrawn', error: reason })
    .where('notice_id', '=', noticeId)
    .execute();
}

/** One attempt failed; it is made again at `nextAttemptMs` (wall), or never where that is null. */
export async function recordFailure(
  tx: Tx,
  noticeId: number,
  failure: { readonly error: string; readonly rendered: Json | null; readonly nextAttemptMs: number | null },
): Promise<void> {
  const { error, rendered, nextAttemptMs } = failure;
  await tx
    .updateTable('notices')
    .set({
      state: nextAttemptMs === null ? 'failed' : 'queued',
      rendered: rendered === null ? null : JSON.stringify(rendered),
      attempts: sql`attempts + 1`,
      error,
      next_attempt_at: nextAttemptMs === null ? null : new Date(nextAttemptMs),
    })
    .where('notice_id', '=', noticeId)
    .execute();
}
