import type { Moment } from '../domain/clock';
import { instant, type Tx } from './database';
import type { NoticeInput } from './ports';

/**
 * Queues a notice once for each subject, rung and audience, however often it is asked for. `sendAtMs` is a wall
 * instant, worked out when the rung fell due. Answers whether it is new.
 */
export async function queueNotice(
  tx: Tx,
  notice: NoticeInput,
  sendAtMs: number,
  at: Moment,
): Promise<boolean> {
  const row = await tx
    .insertInto('notices')
    .values({
      subject: notice.subject,
      rung: notice.rung,
      audience: notice.audience,
      template: notice.template,
      params: JSON.stringify(notice.params),
      account: notice.account,
      level: notice.level ?? 0,
      send_at: new Date(sendAtMs),
      error: null,
      created_at: new Date(at.wallMs),
      created_clock: new Date(at.clockMs),
    })
    .onConflict((conflict) => conflict.columns(['subject', 'rung', 'audience']).doNothing())
    .returning('notice_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Nobody is told any more; `reason` says why. Answers whether it was still to be sent, or had failed. */
export async function withdrawNotice(tx: Tx, noticeId: number, reason: string): Promise<boolean> {
  const row = await tx
    .updateTable('notices')
    .set({ state: 'withdrawn', error: reason, next_attempt_at: null })
    .where('notice_id', '=', noticeId)
    .where('state', 'in', ['queued', 'failed'])
    .returning('notice_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** What was to be said to a seller about a subject is not said: its hour has not come, or nobody took it yet. */
export async function silenceSeller(tx: Tx, subject: string, reason: string): Promise<void> {
  await tx
    .updateTable('notices')
    .set({ state: 'withdrawn', error: reason, next_attempt_at: null })
    .where('subject', '=', subject)
    .where('audience', '=', 'seller')
    .where('state', '=', 'queued')
    .execute();
}

/** The key under which a person is asked to tell somebody by other means. */
export const noticeFailedKey = (noticeId: number): string => `notice:${noticeId}:failed`;

/** How many of a kind were queued about a subject since a wall instant. */
export async function noticesSince(
  tx: Tx,
  { subject, template }: { readonly subject: string; readonly template: string },
  sinceMs: number,
): Promise<number> {
  const row = await tx
    .selectFrom('notices')
    .select((notice) => notice.fn.countAll<number>().as('count'))
    .where('subject', '=', subject)
    .where('template', '=', template)
    .where('created_at', '>=', instant(sinceMs))
    .executeTakeFirstOrThrow();
  return row.count;
}
