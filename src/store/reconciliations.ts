import { type Selectable, sql } from 'kysely';
import type { Moment } from '../domain/clock';
import type { Json } from '../domain/json';
import type { ReserveComparison } from '../domain/reconciliation/compare';
import type {
  AccountDifference,
  ReconciliationKind,
  ReconciliationResult,
} from '../domain/reconciliation/outcome';
import type { Database, Tx } from './database';
import type { Schema } from './schema';

export type ReconciliationRow = Selectable<Schema['reconciliations']>;

/** A reconciliation begins; its number names it. */
export async function openReconciliation(tx: Tx, kind: ReconciliationKind, at: Moment): Promise<number> {
  const row = await tx
    .insertInto('reconciliations')
    .values({
      kind,
      started_at: new Date(at.wallMs),
      started_clock: new Date(at.clockMs),
      events_seq: sql<number>`(select coalesce(max(seq), 0) from events)`,
    })
    .returning('number')
    .executeTakeFirstOrThrow();
  return row.number;
}

export async function readReconciliation(db: Database | Tx, number: number): Promise<ReconciliationRow> {
  return db.selectFrom('reconciliations').selectAll().where('number', '=', number).executeTakeFirstOrThrow();
}

/** What a piece of a reconciliation did, and where its search stands. */
export interface Progress {
  readonly read: number;
  readonly calls: number;
  /** Null: there is nothing more to search. */
  readonly search: Json | null;
  /** The sums, where they were compared. */
  readonly comparisons: readonly ReserveComparison[] | null;
}

export async function keepProgress(db: Database | Tx, number: number, done: Progress): Promise<void> {
  await db
    .updateTable('reconciliations')
    .set((row) => ({
      read: sql<number>`${row.ref('read')} + ${done.read}`,
      calls: sql<number>`${row.ref('calls')} + ${done.calls}`,
      search: done.search === null ? null : JSON.stringify(done.search),
      ...(done.comparisons === null ? {} : { comparisons: JSON.stringify(done.comparisons) }),
    }))
    .where('number', '=', number)
    .execute();
}

export async function closeReconciliation(
  tx: Tx,
  number: number,
  result: ReconciliationResult,
  at: Moment,
): Promise<void> {
  await tx
    .updateTable('reconciliations')
    .set({ ended_at: new Date(at.wallMs), result: JSON.stringify(result), search: null })
    .where('number', '=', number)
    .execute();
}

/** The latest first. */
export async function readReconciliations(
  db: Database | Tx,
  limit: number,
): Promise<readonly ReconciliationRow[]> {
  return db.selectFrom('reconciliations').selectAll().orderBy('number', 'desc').limit(limit).execute();
}

/** The latest of a kind that came to its end, or of any; null where none did. */
export async function lastReconciliation(
  db: Database | Tx,
  kind?: ReconciliationKind,
): Promise<ReconciliationRow | null> {
  let rows = db.selectFrom('reconciliations').selectAll().where('result', 'is not', null);
  if (kind !== undefined) rows = rows.where('kind', '=', kind);
  return (await rows.orderBy('number', 'desc').limit(1).executeTakeFirst()) ?? null;
}

/**
 * Events up to here were stored when the sums last agreed with nothing found: what lowered a balance unseen came
 * since. Zero where they never did.
 */
export async function eventsWhenAgreed(db: Database | Tx, before: number): Promise<number> {
  const row = await db
    .selectFrom('reconciliations')
    .select('events_seq')
    .where('number', '<', before)
    .where(sql<string>`result->>'outcome'`, '=', 'agrees')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.events_seq ?? 0;
}

/** An account that was otherwise than known; read again in the same search, the later reading counts. */
export async function recordDifference(
  tx: Tx,
  number: number | null,
  { account, currency, knownMinor, foundMinor }: AccountDifference,
  at: Moment,
): Promise<void> {
  await sql`
    insert into reconciliation_lines (number, account, currency, known_minor, found_minor, found_at, found_clock)
    values (${number}, ${account}, ${currency}, ${knownMinor}, ${foundMinor}, ${new Date(at.wallMs)}, ${new Date(at.clockMs)})
    on conflict (number, account, currency) where number is not null do update
      set found_minor = excluded.found_minor, found_at = excluded.found_at, found_clock = excluded.found_clock`.execute(
    tx,
  );
}

/**
 * What the search of a reconciliation found, account by account; with no number what the sweep's scan has found,
 * since the wall instant `sinceMs`. The latest first.
 */
export async function differencesOf(
  db: Database | Tx,
  number: number | null,
  limit: number,
  sinceMs = 0,
): Promise<readonly AccountDifference[]> {
  return db
    .selectFrom('reconciliation_lines')
    .select(['account', 'currency', 'known_minor as knownMinor', 'found_minor as foundMinor'])
    .where('number', 'is not distinct from', number)
    .where(sql<boolean>`found_at >= ${new Date(sinceMs)}`)
    .orderBy('line', 'desc')
    .limit(limit)
    .execute();
}
