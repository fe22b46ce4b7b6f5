import { sql, type Selectable } from 'kysely';
import type { Moment } from '../domain/clock';
import { accountId, type AccountId } from '../domain/ids';
import type { Json } from '../domain/json';
import type { Database, Tx } from './database';
import type { Schema } from './schema';

export type Account = Selectable<Schema['accounts']>;

const NOTHING_KNOWN = { country: null, kind: null, default_currency: null, disabled_reason: null };

/** Keeps the figures that a look has read: amounts, nothing personal. A successful read proves that it can be reached. */
export async function recordFigures(
  tx: Database | Tx,
  account: AccountId,
  facts: Json,
  at: Moment,
): Promise<void> {
  const found = { facts: JSON.stringify(facts), reachable: true, looked_at: new Date(at.wallMs) };
  await tx
    .insertInto('accounts')
    .values({ account, ...NOTHING_KNOWN, ...found, first_seen_clock: new Date(at.clockMs) })
    .onConflict((conflict) => conflict.column('account').doUpdateSet(found))
    .execute();
}

export async function readAccount(db: Database | Tx, account: AccountId): Promise<Account | null> {
  const row = await db.selectFrom('accounts').selectAll().where('account', '=', account).executeTakeFirst();
  return row ?? null;
}

/** A row for an account that nobody has looked at yet. Answers whether it was not there. */
export async function ensureAccount(tx: Tx, account: AccountId, at: Moment): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('accounts')
    .values({ account, ...NOTHING_KNOWN, first_seen_clock: new Date(at.clockMs) })
    .onConflict((conflict) => conflict.column('account').doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Remembers who switched the bank debit on, so that the seller can be told and it can be explained. */
export async function recordDebitEnabled(tx: Tx, account: AccountId, at: Moment): Promise<void> {
  await ensureAccount(tx, account, at);
  await tx
    .updateTable('accounts')
    .set({ debit_enabled_by_us: true })
    .where('account', '=', account)
    .execute();
}

/** Accounts on which a switch of Recoup's stands. */
export async function accountsSwitched(db: Database): Promise<
  readonly {
    readonly account: AccountId;
    readonly holdReasons: readonly string[];
    readonly debitEnabledByUs: boolean;
  }[]
> {
  const rows = await db
    .selectFrom('accounts')
    .select(['account', 'hold_reasons', 'debit_enabled_by_us'])
    .where(sql<boolean>`hold_reasons <> '[]' or debit_enabled_by_us`)
    .orderBy('account')
    .execute();
  return rows.map((row) => ({
    account: accountId(row.account),
    holdReasons: row.hold_reasons,
    debitEnabledByUs: row.debit_enabled_by_us,
  }));
}

/** The bank debit stands as it was before Recoup. */
export async function recordDebitRestored(tx: Tx, account: AccountId): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({ debit_enabled_by_us: false })
    .where('account', '=', account)
    .execute();
}
