import { sql, type Selectable } from 'kysely';
import type { Moment } from '../domain/clock';
import type { AccountId, CauseId, MoveKey } from '../domain/ids';
import type { Json } from '../domain/json';
import { moveKey, moveObject, type Move, type MoveKind } from '../domain/moves';
import type { Currency } from '../domain/money';
import { instant, type Database, type Tx } from './database';
import type { Schema } from './schema';

export type MoveRow = Selectable<Schema['money_moves']>;

/** What is stored of a move before anything is sent, and never changed: the move, and the call made of it. */
export interface StoredRequest {
  readonly move: Move;
  readonly call: Json;
}

export const storedRequest = (row: Pick<MoveRow, 'request'>): StoredRequest =>
  // The column is written by `insertMove` alone, and no statement changes it.
  row.request as unknown as StoredRequest;

export async function insertMove(
  tx: Tx,
  request: StoredRequest,
  idempotencyKey: string,
  decisionId: string,
  at: Moment,
): Promise<MoveRow> {
  const { move } = request;
  const row = await tx
    .insertInto('money_moves')
    .values({
      key: moveKey(move),
      idempotency_key: idempotencyKey,
      kind: move.kind,
      cause: move.cause,
      part: move.part,
      object: moveObject(move),
      n: move.n,
      account: move.account,
      currency: move.currency,
      amount_minor: move.amountMinor,
      claim_id: move.claimId,
      request: JSON.stringify(request),
      decision_id: decisionId,
      workflow_id: move.workflowId,
      state: 'pending',
      stripe_id: null,
      counterpart_id: null,
      failure_code: null,
      failure_message: null,
      created_at: new Date(at.wallMs),
      created_clock: new Date(at.clockMs),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  if (move.kind === 'earnings' && move.offsets.length > 0) {
    const offsets = move.offsets.map(({ claimId, amountMinor }) => ({
      key: row.key,
      claim_id: claimId,
      amount_minor: amountMinor,
    }));
    await tx.insertInto('move_offsets').values(offsets).execute();
  }
  return row;
}

export async function findMove(db: Database | Tx, key: MoveKey): Promise<MoveRow | null> {
  const row = await db.selectFrom('money_moves').selectAll().where('key', '=', key).executeTakeFirst();
  return row ?? null;
}

/** The move under its row's lock, so that its outcome is written once. */
export async function lockMove(tx: Tx, key: string): Promise<MoveRow | null> {
  const row = await tx
    .selectFrom('money_moves')
    .selectAll()
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

interface Numbered {
  readonly kind: MoveKind;
  readonly cause: CauseId;
  readonly object: string;
}

/** How many moves of this kind, cause and object had a definite outcome: the number of the next. */
export async function nextMoveNumber(db: Database | Tx, { kind, cause, object }: Numbered): Promise<number> {
  const row = await db
    .selectFrom('money_moves')
    .select((count) => count.fn.countAll<number>().as('count'))
    .where('kind', '=', kind)
    .where('cause', '=', cause)
    .where('object', '=', object)
    .where('state', 'in', ['moved', 'refused'])
    .executeTakeFirst();
  return row?.count ?? 0;
}

/** The move of this kind, cause and object whose outcome is not known; while there is one, no other opens. */
export async function unsettledLike(
  db: Database | Tx,
  { kind, cause, object }: Numbered,
): Promise<MoveRow | null> {
  const row = await db
    .selectFrom('money_moves')
    .selectAll()
    .where('kind', '=', kind)
    .where('cause', '=', cause)
    .where('object', '=', object)
    .where('state', 'in', ['pending', 'unknown'])
    .orderBy('n')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Everything whose outcome is not known, oldest first. */
export async function unsettledMoves(db: Database | Tx, limit: number): Promise<readonly MoveRow[]> {
  return db
    .selectFrom('money_moves')
    .selectAll()
    .where('state', 'in', ['pending', 'unknown'])
    .orderBy('created_at')
    .limit(limit)
    .execute();
}

/** What was sent for an account and has no known outcome. */
export async function unsettledSentFor(db: Database | Tx, account: AccountId): Promise<readonly MoveRow[]> {
  return db
    .selectFrom('money_moves')
    .selectAll()
    .where('account', '=', account)
    .where('state', 'in', ['pending', 'unknown'])
    .where('first_sent_at', 'is not', null)
    .orderBy('created_at')
    .execute();
}

/** Moves of a cause without a known outcome, as they were asked for, oldest first. */
export async function unsettledOfCause(db: Database | Tx, cause: CauseId): Promise<readonly Move[]> {
  const rows = await db
    .selectFrom('money_moves')
    .selectAll()
    .where('cause', '=', cause)
    .where('state', 'in', ['pending', 'unknown'])
    .orderBy('created_at')
    .execute();
  return rows.map((row) => storedRequest(row).move);
}

/**
 * Takes a move whose outcome is not known for oneself until a wall instant, so that one at a time looks for it and
 * sends it. Null: it is settled, or somebody else is at it.
 */
export async function leaseMove(
  db: Database,
  key: string,
  wallMs: number,
  untilMs: number,
): Promise<MoveRow | null> {
  const row = await db
    .updateTable('money_moves')
    .set({ leased_until: new Date(untilMs) })
    .where('key', '=', key)
    .where('state', 'in', ['pending', 'unknown'])
    .where((where) =>
      where.or([where('leased_until', 'is', null), where('leased_until', '<=', instant(wallMs))]),
    )
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Gives back a lease that is still one's own. */
export async function endLease(db: Database, key: string, untilMs: number): Promise<void> {
  await db
    .updateTable('money_moves')
    .set({ leased_until: null })
    .where('key', '=', key)
    .where('leased_until', '=', instant(untilMs))
    .execute();
}

/** Before each call: when the key was first sent decides how long it may be sent again. Null: settled meanwhile. */
export async function markSent(db: Database, key: string, wallMs: number): Promise<MoveRow | null> {
  const row = await db
    .updateTable('money_moves')
    .set((column) => ({
      attempts: sql<number>`${column.ref('attempts')} + 1`,
      first_sent_at: sql<Date>`coalesce(first_sent_at, ${new Date(wallMs)})`,
    }))
    .where('key', '=', key)
    .where('state', 'in', ['pending', 'unknown'])
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** The call was made and what became of it cannot be told. A settled move stays as it is. */
export async function markUnknown(db: Database, key: string): Promise<void> {
  await db
    .updateTable('money_moves')
    .set({ state: 'unknown' })
    .where('key', '=', key)
    .where('state', '=', 'pending')
    .execute();
}

export async function markMoved(
  tx: Tx,
  key: string,
  made: { readonly stripeId: string; readonly counterpartId: string | null },
  wallMs: number,
): Promise<void> {
  await tx
    .updateTable('money_moves')
    .set({
      state: 'moved',
      stripe_id: made.stripeId,
      counterpart_id: made.counterpartId,
      settled_at: new Date(wallMs),
    })
    .where('key', '=', key)
    .execute();
}

export async function markRefused(
  tx: Tx,
  key: string,
  code: string,
  message: string,
  wallMs: number,
): Promise<void> {
  await tx
    .updateTable('money_moves')
    .set({
      state: 'refused',
      failure_code: code,
      failure_message: message,
      settled_at: new Date(wallMs),
    })
    .where('key', '=', key)
    .execute();
}

/** Whether an object at Stripe was made by a move of ours. */
export async function isMoved(db: Database | Tx, stripeId: string): Promise<boolean> {
  const row = await db
    .selectFrom('money_moves')
    .select('key')
    .where('stripe_id', '=', stripeId)
    .executeTakeFirst();
  return row !== undefined;
}

/** What was moved, or may have been, since a clock instant, in one currency and minor units. */
export async function movedSince(
  tx: Tx,
  kinds: readonly MoveKind[],
  code: Currency,
  sinceClockMs: number,
  account: AccountId | null,
): Promise<number> {
  const row = await tx
    .selectFrom('money_moves')
    .select((sum) => sum.fn.coalesce(sum.fn.sum<number>('amount_minor'), sql<number>`0`).as('sum'))
    .where('kind', 'in', kinds)
    .where('currency', '=', code)
    .where('state', '<>', 'refused')
    .where('created_clock', '>=', instant(sinceClockMs))
    .$if(account !== null, (query) => query.where('account', '=', account))
    .executeTakeFirst();
  return row?.sum ?? 0;
}

/** Accounts from which something was taken for a cause, or may have been. */
export async function accountsTakenFrom(tx: Tx, cause: CauseId): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('money_moves')
    .select('account')
    .distinct()
    .where('cause', '=', cause)
    .where('kind', 'in', ['reversal', 'account_debit'])
    .where('state', '<>', 'refused')
    .execute();
  return rows.map((row) => row.account);
}
