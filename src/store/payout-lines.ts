import { type Selectable, sql } from 'kysely';
import type { Moment } from '../domain/clock';
import { accountId, type AccountId } from '../domain/ids';
import { currency, type Currency } from '../domain/money';
import type { LineStatus, PlannedLine } from '../domain/payout/line';
import { payoutDate, readRunId, type PayoutMode } from '../domain/payout/run-id';
import type { WorkingLine } from '../domain/payout/target-payout';
import { type Database, instant, type Tx } from './database';
import type { RunRow } from './payout-runs';
import type { Schema } from './schema';

export type LineRow = Selectable<Schema['payout_lines']>;

/** What a line of a new run is made of. Amounts in minor units. */
export interface NewLine {
  readonly account: AccountId;
  readonly earnedMinor: number;
  readonly carriedMinor: number;
  readonly releasedMinor: number;
}

/** PostgreSQL takes at most 65,535 parameters in one statement. */
const ROWS_AT_ONCE = 2_000;

/**
 * Writes the lines of a run in their order. Each takes the next version of its account, day and currency, whatever
 * the mode, so that no two lines ever share the key of a move. Answers the ids by account.
 */
export async function insertLines(
  tx: Tx,
  run: RunRow,
  lines: readonly NewLine[],
  at: Moment,
): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>();
  for (let from = 0; from < lines.length; from += ROWS_AT_ONCE) {
    const page = lines.slice(from, from + ROWS_AT_ONCE);
    const before = await versionsBefore(tx, run, page);
    const rows = await tx
      .insertInto('payout_lines')
      .values(
        page.map((line, index) => ({
          run: run.run,
          number: from + index + 1,
          account: line.account,
          currency: run.currency,
          date: run.date,
          version: (before.get(line.account) ?? 0) + 1,
          earned_minor: line.earnedMinor,
          carried_minor: line.carriedMinor,
          released_minor: line.releasedMinor,
          status: 'planned' as const,
          reason: null,
          gross_minor: null,
          target_minor: null,
          offset_minor: null,
          reserved_minor: null,
          withheld_minor: null,
          carried_to: null,
          reissued_as: null,
          move_key: null,
          stripe_id: null,
          updated_at: new Date(at.wallMs),
        })),
      )
      .returning(['line_id', 'account'])
      .execute();
    for (const row of rows) ids.set(row.account, row.line_id);
  }
  return ids;
}

/** A rehearsal moves nothing, and takes no version. */
async function versionsBefore(
  tx: Tx,
  run: RunRow,
  lines: readonly NewLine[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .selectFrom('payout_lines as line')
    .innerJoin('payout_runs as r', 'r.run', 'line.run')
    .select((row) => ['line.account', row.fn.max('line.version').as('version')])
    .where('line.date', '=', run.date)
    .where('line.currency', '=', run.currency)
    .where('r.dry_run', '=', run.dry_run)
    .where(
      'line.account',
      'in',
      lines.map(({ account }) => account),
    )
    .groupBy('line.account')
    .execute();
  return new Map(rows.map((row) => [row.account, row.version]));
}

/** Those of a status that come next, in the order of the run. */
export async function linesOf(
  db: Database | Tx,
  run: RunRow,
  status: LineStatus,
  limit: number,
): Promise<readonly PlannedLine[]> {
  const rows = await db
    .selectFrom('payout_lines')
    .selectAll()
    .where('run', '=', run.run)
    .where('status', '=', status)
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map((row) => plannedLine(row, run.mode));
}

export const plannedLine = (row: LineRow, mode: PayoutMode): PlannedLine => ({
  lineId: row.line_id,
  run: readRunId(row.run),
  mode,
  account: accountId(row.account),
  currency: currency(row.currency),
  date: payoutDate(row.date),
  version: row.version,
  earnedMinor: row.earned_minor,
  carriedMinor: row.carried_minor,
  releasedMinor: row.released_minor,
});

/** What has become of a line. What is left out stays as it is. */
export interface LineChange {
  readonly status: LineStatus;
  readonly reason: string | null;
  readonly grossMinor?: number;
  readonly targetMinor?: number;
  readonly offsetMinor?: number;
  readonly reservedMinor?: number;
  readonly withheldMinor?: number;
  readonly working?: readonly WorkingLine[];
  readonly moveKey?: string;
  readonly stripeId?: string;
  /** Clock time: what was decided stands from here on. */
  readonly settledMs?: number;
}

export async function changeLine(
  tx: Database | Tx,
  lineId: number,
  change: LineChange,
  at: Moment,
): Promise<void> {
  await tx
    .updateTable('payout_lines')
    .set({
      status: change.status,
      reason: change.reason,
      updated_at: new Date(at.wallMs),
      ...(change.grossMinor === undefined ? {} : { gross_minor: change.grossMinor }),
      ...(change.targetMinor === undefined ? {} : { target_minor: change.targetMinor }),
      ...(change.offsetMinor === undefined ? {} : { offset_minor: change.offsetMinor }),
      ...(change.reservedMinor === undefined ? {} : { reserved_minor: change.reservedMinor }),
      ...(change.withheldMinor === undefined ? {} : { withheld_minor: change.withheldMinor }),
      ...(change.working === undefined ? {} : { working: JSON.stringify(change.working) }),
      ...(change.moveKey === undefined ? {} : { move_key: change.moveKey }),
      ...(change.stripeId === undefined ? {} : { stripe_id: change.stripeId }),
      ...(change.settledMs === undefined ? {} : { settled_clock: new Date(change.settledMs) }),
    })
    .where('line_id', '=', lineId)
    .execute();
}

export async function lockLine(tx: Tx, lineId: number): Promise<LineRow | null> {
  const row = await tx
    .selectFrom('payout_lines')
    .selectAll()
    .where('line_id', '=', lineId)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

/** In the order of the run. */
export async function readLines(db: Database | Tx, run: string, limit?: number): Promise<readonly LineRow[]> {
  return db
    .selectFrom('payout_lines')
    .selectAll()
    .where('run', '=', run)
    .orderBy('number')
    .$if(limit !== undefined, (query) => query.limit(limit ?? 0))
    .execute();
}

/** Lines by the objects that pay them at Stripe. */
export async function linesPaidBy(
  db: Database | Tx,
  stripeIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (stripeIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('payout_lines')
    .select(['stripe_id', 'line_id'])
    .where('stripe_id', 'in', stripeIds)
    .execute();
  return new Map(rows.map((row) => [row.stripe_id ?? '', row.line_id]));
}

/** What earlier lines of a mode withheld and no later line has taken, by account. Minor units. */
export async function withheldSoFar(
  tx: Tx,
  code: Currency,
  mode: PayoutMode,
): Promise<ReadonlyMap<string, { readonly amountMinor: number; readonly lines: readonly number[] }>> {
  const { rows } = await sql<{ account: string; amount_minor: number; lines: number[] }>`
    select l.account, sum(l.withheld_minor)::bigint as amount_minor, array_agg(l.line_id) as lines
    from payout_lines l join payout_runs r on r.run = l.run
    where l.currency = ${code} and l.withheld_minor > 0 and l.settled_clock is not null and l.carried_to is null
      and r.mode = ${mode}
    group by l.account`.execute(tx);
  return new Map(
    rows.map((row) => [row.account, { amountMinor: row.amount_minor, lines: row.lines.map(Number) }]),
  );
}

export async function markCarried(tx: Tx, lines: readonly number[], to: number): Promise<void> {
  if (lines.length === 0) return;
  await tx
    .updateTable('payout_lines')
    .set({ carried_to: to })
    .where('line_id', 'in', lines)
    .where('carried_to', 'is', null)
    .execute();
}

/** What each line has taken of released reserve, by line. */
export async function setReleased(tx: Tx, taken: ReadonlyMap<number, number>): Promise<void> {
  for (const [lineId, amountMinor] of taken) {
    await tx
      .updateTable('payout_lines')
      .set({ released_minor: amountMinor })
      .where('line_id', '=', lineId)
      .execute();
  }
}

export async function markReissued(tx: Tx, lineId: number, as: number): Promise<void> {
  await tx.updateTable('payout_lines').set({ reissued_as: as }).where('line_id', '=', lineId).execute();
}

/** How many lines of a run stand where. */
export async function countLines(db: Database | Tx, run: string): Promise<ReadonlyMap<LineStatus, number>> {
  const rows = await db
    .selectFrom('payout_lines')
    .select((row) => ['status', row.fn.countAll<number>().as('lines')])
    .where('run', '=', run)
    .groupBy('status')
    .execute();
  return new Map(rows.map(({ status, lines }) => [status, lines]));
}

const LATE_AT_ONCE = 1_000;

/** Lines that have been on their way to a bank since before a wall instant, oldest first. */
export async function sentBefore(db: Database | Tx, run: string, wallMs: number): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('payout_lines')
    .select('line_id')
    .where('run', '=', run)
    .where('status', '=', 'sent')
    .where('updated_at', '<', instant(wallMs))
    .orderBy('updated_at')
    .limit(LATE_AT_ONCE)
    .execute();
  return rows.map(({ line_id }) => line_id);
}
