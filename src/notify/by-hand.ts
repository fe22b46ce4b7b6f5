import { sql } from 'kysely';
import type { Moment } from '../domain/clock';
import { settleAttention } from '../store/attention';
import type { Database, Tx } from '../store/database';
import { appendDecision } from '../store/decisions';
import { noticeFailedKey, withdrawNotice } from '../store/notices';
import type { DueNotice } from './outbox-rows';

/** Who says so, and why; both are kept with the decision. */
export interface Said {
  readonly by: string;
  readonly reason: string;
}

type Row = Omit<DueNotice, 'kind' | 'country'>;

/**
 * Has a notice that was given up sent once more, to those who do not have it, as soon as an outbox runs.
 * @throws Error where there is no such notice, or it was not given up.
 */
export async function retryNotice(tx: Tx, noticeId: number, said: Said, at: Moment): Promise<void> {
  const row = await lockNotice(tx, noticeId);
  if (row.state !== 'failed')
    throw new Error(`notice ${noticeId} ${stateInWords(row)}; only one that was given up is sent again`);
  await tx
    .updateTable('notices')
    .set({
      state: 'queued',
      attempts: 0,
      error: null,
      next_attempt_at: null,
      rendered: sql<string>`rendered || '{"refused": {}}'::jsonb`,
    })
    .where('notice_id', '=', noticeId)
    .execute();
  await settle(tx, row, 'notice_retried', said, at);
}

/**
 * Nobody is told any more.
 * @throws Error where there is no such notice, or it is sent or withdrawn already.
 */
export async function withdrawByHand(tx: Tx, noticeId: number, said: Said, at: Moment): Promise<void> {
  const row = await lockNotice(tx, noticeId);
  if (!(await withdrawNotice(tx, noticeId, `withdrawn by ${said.by}: ${said.reason}`))) {
    throw new Error(`notice ${noticeId} ${stateInWords(row)}; it cannot be withdrawn`);
  }
  await settle(tx, row, 'notice_withdrawn', said, at);
}

async function lockNotice(tx: Tx, noticeId: number): Promise<Row> {
  const row = await tx
    .selectFrom('notices')
    .selectAll()
    .where('notice_id', '=', noticeId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new Error(`there is no notice ${noticeId}: see "bin/recoup notices list"`);
  return row;
}

function stateInWords({ state, sent_at, error, send_at }: Row): string {
  const day = (ms: number | null): string => (ms === null ? 'some time' : new Date(ms).toISOString());
  switch (state) {
    case 'sent':
      return `was sent on ${day(sent_at)}`;
    case 'withdrawn':
      return `is withdrawn (${error ?? 'no reason kept'})`;
    case 'queued':
      return `waits to be sent (its hour: ${day(send_at)})`;
    case 'failed':
      return 'was given up';
  }
}

async function settle(tx: Tx, row: Row, kind: string, said: Said, at: Moment): Promise<void> {
  await settleAttention(tx, noticeFailedKey(row.notice_id), said.by, at);
  await appendDecision(
    tx,
    {
      kind,
      subject: row.subject,
      actor: said.by,
      reason: said.reason,
      inputs: { notice: row.notice_id, rung: row.rung, role: row.audience },
      policyHash: '',
      action: { [kind]: row.notice_id },
      verdict: 'recorded',
    },
    at,
  );
}

/** Those given up, then those that wait, in the order of their hours; with `all` the last ones that ended too. */
export async function listNotices(db: Database, all: boolean, limit: number): Promise<readonly Row[]> {
  const states = all ? (['failed', 'queued', 'sent', 'withdrawn'] as const) : (['failed', 'queued'] as const);
  return db
    .selectFrom('notices')
    .selectAll()
    .where('state', 'in', states)
    .orderBy((eb) =>
      eb.case().when('state', '=', 'failed').then(0).when('state', '=', 'queued').then(1).else(2).end(),
    )
    .orderBy('send_at', all ? 'desc' : 'asc')
    .limit(limit)
    .execute();
}
