import { type Selectable, sql } from 'kysely';
import type { Moment } from '../domain/clock';
import type { Currency } from '../domain/money';
import type { LineStatus, RunStatus } from '../domain/payout/line';
import { payoutDate, type PayoutDate, type PayoutMode, type RunId, runId } from '../domain/payout/run-id';
import { startOfDay } from '../domain/payout/run-id';
import type { Database, Tx } from './database';
import type { Schema } from './schema';

export type RunRow = Selectable<Schema['payout_runs']>;

export interface NewRun {
  readonly date: PayoutDate;
  readonly currency: Currency;
  readonly mode: PayoutMode;
  readonly version: number;
  readonly dryRun: boolean;
  readonly idempotencyKey: string | null;
  readonly askedHash: string;
  readonly askedBy: string;
}

export async function insertRun(tx: Tx, run: NewRun, at: Moment): Promise<RunRow> {
  return tx
    .insertInto('payout_runs')
    .values({
      run: runId(run),
      date: run.date,
      currency: run.currency,
      mode: run.mode,
      version: run.version,
      dry_run: run.dryRun,
      status: 'waiting',
      reason: null,
      idempotency_key: run.idempotencyKey,
      asked_hash: run.askedHash,
      asked_by: run.askedBy,
      created_clock: new Date(at.clockMs),
      starts_clock: new Date(startOfDay(run.date)),
      updated_at: new Date(at.wallMs),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function readRun(db: Database | Tx, run: string): Promise<RunRow | null> {
  const row = await db.selectFrom('payout_runs').selectAll().where('run', '=', run).executeTakeFirst();
  return row ?? null;
}

/** The run under its row's lock: its status is changed by one at a time. */
export async function lockRun(tx: Tx, run: RunId): Promise<RunRow | null> {
  const row = await tx
    .selectFrom('payout_runs')
    .selectAll()
    .where('run', '=', run)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

/** Runs that were asked for with a key: one for each currency. */
export async function runsByKey(db: Database | Tx, idempotencyKey: string): Promise<readonly RunRow[]> {
  return db
    .selectFrom('payout_runs')
    .selectAll()
    .where('idempotency_key', '=', idempotencyKey)
    .orderBy('run')
    .execute();
}

/** All versions of one day, currency and mode, the first first. */
export async function runsOf(
  db: Database | Tx,
  of: { date: PayoutDate; currency: Currency; mode: PayoutMode; dryRun: boolean },
): Promise<readonly RunRow[]> {
  return db
    .selectFrom('payout_runs')
    .selectAll()
    .where('date', '=', of.date)
    .where('currency', '=', of.currency)
    .where('mode', '=', of.mode)
    .where('dry_run', '=', of.dryRun)
    .orderBy('version')
    .execute();
}

export async function setRunStatus(
  tx: Database | Tx,
  run: RunId,
  status: RunStatus,
  reason: string | null,
  at: Moment,
): Promise<void> {
  await tx
    .updateTable('payout_runs')
    .set({
      status,
      reason,
      updated_at: new Date(at.wallMs),
      ...(status === 'done' ? { ended_clock: new Date(at.clockMs) } : {}),
    })
    .where('run', '=', run)
    .execute();
}

/** How many lines stand where, and for how much: minor units of the run's currency. */
export interface RunTally {
  readonly status: LineStatus;
  readonly lines: number;
  readonly grossMinor: number;
  readonly targetMinor: number;
  readonly offsetMinor: number;
  readonly reservedMinor: number;
}

export async function tallyOf(db: Database | Tx, run: string): Promise<readonly RunTally[]> {
  return db
    .selectFrom('payout_lines')
    .select((row) => [
      'status',
      row.fn.countAll<number>().as('lines'),
      sumOf('gross_minor').as('grossMinor'),
      sumOf('target_minor').as('targetMinor'),
      sumOf('offset_minor').as('offsetMinor'),
      sumOf('reserved_minor').as('reservedMinor'),
    ])
    .where('run', '=', run)
    .groupBy('status')
    .orderBy('status')
    .execute();
}

const sumOf = (column: string) => sql<number>`coalesce(sum(${sql.ref(column)}), 0)`;

/** The newest first. */
export async function readRuns(db: Database | Tx, limit: number): Promise<readonly RunRow[]> {
  return db
    .selectFrom('payout_runs')
    .selectAll()
    .orderBy('created_clock', 'desc')
    .orderBy('run')
    .limit(limit)
    .execute();
}

export const dateOf = (row: Pick<RunRow, 'date'>): PayoutDate => payoutDate(row.date);
