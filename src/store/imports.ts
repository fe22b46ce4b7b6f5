import { sql, type Selectable } from 'kysely';
import type { Moment } from '../domain/clock';
import type { Json } from '../domain/json';
import type { Database, Tx } from './database';
import type { Schema } from './schema';

export type ImportRow = Selectable<Schema['imports']>;

/** What an import takes up. Days are clock days. */
export interface ImportOptions {
  /** Disputes that were opened longer ago are left alone. */
  readonly backDays: number;
  /** Disputes that were lost, and opened within so many days, are followed too. */
  readonly lostWithinDays: number;
}

export type ImportPhase = ImportRow['phase'];

export interface ImportItem {
  readonly kind: 'dispute' | 'negative' | 'manual_schedule' | 'unreadable';
  readonly subject: string;
  readonly account: string | null;
  readonly currency: string | null;
  readonly amountMinor: number | null;
  readonly facts: Json;
}

/** The import that has not come to its end, else a new one. */
export async function openImport(tx: Tx, options: ImportOptions, at: Moment): Promise<ImportRow> {
  const open = await tx.selectFrom('imports').selectAll().where('ended_at', 'is', null).executeTakeFirst();
  if (open !== undefined) return open;
  return tx
    .insertInto('imports')
    .values({
      started_at: new Date(at.wallMs),
      started_clock: new Date(at.clockMs),
      options: JSON.stringify(options),
      phase: 'disputes',
      after: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The latest, or the one with this number; null where there is none. */
export async function readImport(db: Database | Tx, number: number | null): Promise<ImportRow | null> {
  const query = db.selectFrom('imports').selectAll().orderBy('number', 'desc').limit(1);
  const row = await (number === null ? query : query.where('number', '=', number)).executeTakeFirst();
  return row ?? null;
}

/** Where an import stands after a page: the phase, and the last object that was read in it. */
export interface ImportPage {
  readonly phase: ImportPhase;
  readonly after: string | null;
  readonly accountsRead: number;
  readonly disputesRead: number;
}

/**
 * Moves the import on from where `row` says it stands, together with what was found.
 * @throws Error where it does not stand there any more: somebody else runs it at the same time.
 */
export async function moveOn(
  tx: Tx,
  row: ImportRow,
  page: ImportPage,
  items: readonly ImportItem[],
): Promise<ImportRow> {
  const next = await tx
    .updateTable('imports')
    .set((was) => ({
      phase: page.phase,
      after: page.after,
      accounts_read: sql<number>`${was.ref('accounts_read')} + ${page.accountsRead}`,
      disputes_read: sql<number>`${was.ref('disputes_read')} + ${page.disputesRead}`,
    }))
    .where('number', '=', row.number)
    .where('phase', '=', row.phase)
    .where(sql<boolean>`after is not distinct from ${row.after}`)
    .returningAll()
    .executeTakeFirst();
  if (next === undefined) {
    throw new Error(
      `Import ${row.number} has moved on without this command: another "bin/recoup import" is at work on it. Let that one go on; this one has lost nothing.`,
    );
  }
  await keepItems(tx, row.number, items);
  return next;
}

async function keepItems(tx: Tx, number: number, items: readonly ImportItem[]): Promise<void> {
  if (items.length === 0) return;
  await tx
    .insertInto('import_items')
    .values(
      items.map(({ amountMinor, facts, ...item }) => ({
        import: number,
        ...item,
        amount_minor: amountMinor,
        facts: JSON.stringify(facts),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['import', 'kind', 'subject']).doUpdateSet((row) => ({
        amount_minor: row.ref('excluded.amount_minor'),
        facts: row.ref('excluded.facts'),
      })),
    )
    .execute();
}

export async function endImport(tx: Tx, number: number, at: Moment): Promise<void> {
  await tx
    .updateTable('imports')
    .set({ phase: 'done', after: null, ended_at: new Date(at.wallMs) })
    .where('number', '=', number)
    .execute();
}

/** How long a workflow that was told may take until its row shows what it saw. Wall time. */
const LOOKS_WITHIN = sql`interval '30 seconds'`;

/**
 * What was found and is not followed yet: disputes that no flow has looked at, and balances below zero without a case,
 * unless the flow was told and found nothing owed.
 */
export async function notAdopted(db: Database | Tx, number: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from import_items i
    left join wakes w on w.target = case i.kind when 'dispute' then 'dispute:' || i.subject
      else 'case:' || i.subject end
    where i.import = ${number} and (
      (i.kind = 'dispute' and not exists (
        select from disputes d where d.dispute_id = i.subject and d.facts ? 'mark'))
      or (i.kind = 'negative' and not exists (
        select from cases c where c.account = i.account and c.currency = i.currency)
        and (w.target is null or w.sent < w.number or w.last_sent_at > now() - ${LOOKS_WITHIN})))`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}
