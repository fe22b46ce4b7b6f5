import { sql, type Selectable } from 'kysely';
import type { Moment } from '../domain/clock';
import type { SweepResult } from '../domain/sweep/parts';
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
  return db.selectFrom('sweeps').selectAll().orderBy('number', 'desc').limit(limit).execute();
}

/** The latest that came to its end, if any did. */
export async function lastEndedSweep(db: Database | Tx): Promise<SweepRow | null> {
  const row = await db
    .selectFrom('sweeps')
    .selectAll()
    .where(sql<boolean>`ended_at is not null`)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
