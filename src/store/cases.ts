import type { Selectable } from 'kysely';
import { caseWorkflowId, type AccountId } from '../domain/ids';
import type { Json } from '../domain/json';
import type { Currency } from '../domain/money';
import type { Database, Tx } from './database';
import type { Schema } from './schema';

export type CaseRow = Selectable<Schema['cases']>;

/** A case's figures as its last look found them; minor units, clock instants. */
export interface CaseRowFigures {
  readonly state: string;
  readonly shortfallMinor: number;
  readonly claimsMinor: number;
  readonly negativeSinceMs: number;
  readonly clearsAtMs: number;
  readonly summary: Json;
}

/** Opens the one case of account and currency, or answers the number of the one that is open. */
export async function openCase(
  tx: Tx,
  account: AccountId,
  code: Currency,
  openedMs: number,
  figures: CaseRowFigures,
): Promise<number> {
  const inserted = await tx
    .insertInto('cases')
    .values({
      account,
      currency: code,
      workflow_id: caseWorkflowId(account, code),
      state: figures.state,
      opened_clock: new Date(openedMs),
      negative_since_clock: new Date(figures.negativeSinceMs),
      clears_clock: new Date(figures.clearsAtMs),
      close_reason: null,
      shortfall_minor: figures.shortfallMinor,
      claims_minor: figures.claimsMinor,
      peak_owed_minor: figures.shortfallMinor + figures.claimsMinor,
      summary: JSON.stringify(figures.summary),
      assignee: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['account', 'currency']).where('closed_clock', 'is', null).doNothing(),
    )
    .returning('number')
    .executeTakeFirst();
  if (inserted !== undefined) return inserted.number;
  const open = await readOpenCase(tx, account, code);
  if (open === null)
    throw new Error(`the case of ${account} in ${code} was closed while it was opened: look again`);
  return open.number;
}

export async function updateCase(tx: Tx, number: number, figures: CaseRowFigures): Promise<void> {
  await tx
    .updateTable('cases')
    .set((row) => ({
      state: figures.state,
      shortfall_minor: figures.shortfallMinor,
      claims_minor: figures.claimsMinor,
      negative_since_clock: new Date(figures.negativeSinceMs),
      clears_clock: new Date(figures.clearsAtMs),
      peak_owed_minor: row.fn<number>('greatest', [
        'peak_owed_minor',
        row.val(figures.shortfallMinor + figures.claimsMinor),
      ]),
      summary: JSON.stringify(figures.summary),
      updated_at: new Date(),
    }))
    .where('number', '=', number)
    .execute();
}

const casesOf = (db: Database | Tx, account: AccountId, code: Currency) =>
  db.selectFrom('cases').selectAll().where('account', '=', account).where('currency', '=', code);

export async function readOpenCase(
  db: Database | Tx,
  account: AccountId,
  code: Currency,
): Promise<CaseRow | null> {
  const row = await casesOf(db, account, code).where('closed_clock', 'is', null).executeTakeFirst();
  return row ?? null;
}

export async function readLastClosedCase(
  db: Database | Tx,
  account: AccountId,
  code: Currency,
): Promise<CaseRow | null> {
  const row = await casesOf(db, account, code)
    .where('closed_clock', 'is not', null)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Closing twice keeps the first. `handledRemainderMinor`: what a person took over, in minor units. */
export async function closeCaseRow(
  tx: Tx,
  number: number,
  end: {
    readonly reason: string;
    readonly atMs: number;
    readonly handledRemainderMinor: number;
    readonly summary: Json;
  },
): Promise<boolean> {
  const closed = await tx
    .updateTable('cases')
    .set({
      state: 'closed',
      closed_clock: new Date(end.atMs),
      close_reason: end.reason,
      handled_remainder_minor: end.handledRemainderMinor,
      summary: JSON.stringify(end.summary),
      needs_human: false,
      updated_at: new Date(),
    })
    .where('number', '=', number)
    .where('closed_clock', 'is', null)
    .executeTakeFirst();
  return closed.numUpdatedRows > 0n;
}

/** The remainder that a person took over only shrinks. */
export async function shrinkHandledRemainder(tx: Tx, number: number, toMinor: number): Promise<void> {
  await tx
    .updateTable('cases')
    .set({ handled_remainder_minor: toMinor })
    .where('number', '=', number)
    .where('handled_remainder_minor', '>', toMinor)
    .execute();
}

/** Of a case that is open: what people said while it closed is on the record and changes nothing of its end. */
export async function setCasePeople(
  tx: Tx,
  number: number,
  people: { readonly assignee?: string | null; readonly needsHuman?: boolean },
): Promise<void> {
  const set = {
    ...(people.assignee === undefined ? {} : { assignee: people.assignee }),
    ...(people.needsHuman === undefined ? {} : { needs_human: people.needsHuman }),
    updated_at: new Date(),
  };
  await tx
    .updateTable('cases')
    .set(set)
    .where('number', '=', number)
    .where('closed_clock', 'is', null)
    .execute();
}
