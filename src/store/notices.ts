import type { Moment } from '../domain/clock';
import type { Tx } from './database';
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
