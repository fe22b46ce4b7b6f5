import { sql, type Selectable } from 'kysely';
import type { Moment } from '../domain/clock';
import type { Database, Tx } from './database';
import type { AttentionInput } from './ports';
import type { Schema } from './schema';

export type Attention = Selectable<Schema['attention']>;

/** Raises it once while its key is open; later wording replaces the message. Answers whether it is new. */
export async function raiseAttention(
  tx: Database | Tx,
  attention: AttentionInput,
  at: Moment,
): Promise<boolean> {
  const row = await tx
    .insertInto('attention')
    .values({
      key: attention.key,
      subject: attention.subject,
      kind: attention.kind,
      message: attention.message,
      command: attention.command,
      raised_at: new Date(at.wallMs),
      raised_clock: new Date(at.clockMs),
      settled_by: null,
    })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .where('settled_at', 'is', null)
        .doUpdateSet({ message: attention.message, command: attention.command }),
    )
    .returning(sql<boolean>`xmax = 0`.as('is_new'))
    .executeTakeFirst();
  return row?.is_new ?? false;
}

/** Settles what is open under the key; settling what is not open does nothing. Answers whether something was. */
export async function settleAttention(
  tx: Database | Tx,
  key: string,
  by: string,
  at: Moment,
): Promise<boolean> {
  const settled = await tx
    .updateTable('attention')
    .set({ settled_at: new Date(at.wallMs), settled_by: by })
    .where('key', '=', key)
    .where('settled_at', 'is', null)
    .executeTakeFirst();
  return settled.numUpdatedRows > 0n;
}

/** Settles everything open about a subject, as when its flow has ended. Answers how many there were. */
export async function settleAttentionOf(
  tx: Database | Tx,
  subject: string,
  by: string,
  at: Moment,
): Promise<number> {
  const settled = await tx
    .updateTable('attention')
    .set({ settled_at: new Date(at.wallMs), settled_by: by })
    .where('subject', '=', subject)
    .where('settled_at', 'is', null)
    .executeTakeFirst();
  return Number(settled.numUpdatedRows);
}

/** Oldest first. */
export async function openAttention(db: Database | Tx): Promise<readonly Attention[]> {
  return db
    .selectFrom('attention')
    .selectAll()
    .where('settled_at', 'is', null)
    .orderBy('attention_id')
    .execute();
}

/** What attention of a kind is open about. */
export async function openSubjects(db: Database | Tx, kind: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('attention')
    .select('subject')
    .where('kind', '=', kind)
    .where('settled_at', 'is', null)
    .orderBy('attention_id')
    .execute();
  return rows.map(({ subject }) => subject);
}
