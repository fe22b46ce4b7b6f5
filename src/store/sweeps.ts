import type { Selectable } from 'kysely';
import type { Moment } from '../domain/clock';
import { NOTHING_SWEPT, SWEEP_PARTS, type SweepResult } from '../domain/sweep/parts';
import type { Database, Tx } from './database';
import type { Schema } from './schema';

export type SweepRow = Selectable<Schema['sweeps']>;

/** A sweep begins; its number names it. */
export async function openSweep(db: Database | Tx, at: Moment): Promise<number> {
  const row = await db
    .insertInto('sweeps')
    .values({ started_at: new Date(at.wallMs), started_clock: new Date(at.clockMs) })
    .returning('number')
    .executeTakeFirstOrThrow();
  return row.number;
}

export async function closeSweep(tx: Tx, number: number, result: SweepResult, at: Moment): Promise<void> {
  await tx
    .updateTable('sweeps')
    .set({ ended_at: new Date(at.wallMs), result: JSON.stringify(result) })
    .where('number', '=', number)
    .execute();
}

/** The latest first. */
export async function readSweeps(db: Database | Tx, limit: number): Promise<readonly SweepRow[]> {
  const rows = await db.selectFrom('sweeps').selectAll().orderBy('number', 'desc').limit(limit).execute();
  return rows.map(withEveryPart);
}

/** The latest that came to its end, if any did. */
export async function lastEndedSweep(db: Database | Tx): Promise<SweepRow | null> {
  const row = await db
    .selectFrom('sweeps')
    .selectAll()
    .where('ended_at', 'is not', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : withEveryPart(row);
}

/** A sweep of an earlier version lacks the parts that it did not know. */
function withEveryPart(row: SweepRow): SweepRow {
  if (row.result === null) return row;
  const unknown = SWEEP_PARTS.map((part) => [part, { ...NOTHING_SWEPT, failed: null }]);
  return { ...row, result: { ...Object.fromEntries(unknown), ...row.result } };
}
