import type { Selectable } from 'kysely';
import type { FindingsByFlow } from '../../domain/account/findings-of';
import type { AccountRecord } from '../../domain/account/record';
import type { Database } from '../../store/database';
import { recordOf } from '../../store/account-records';
import type { Schema } from '../../store/schema';

const CHANGES = 200;

export type ChangeRow = Selectable<Schema['account_changes']>;

export interface AccountView {
  readonly record: AccountRecord;
  /** What stood against each flow at the last read. */
  readonly findings: Partial<FindingsByFlow>;
  readonly holdReasons: readonly string[];
  /** The latest first. */
  readonly changes: readonly ChangeRow[];
  /** Of open cases. */
  readonly cases: readonly { readonly number: number; readonly currency: string }[];
}

export async function readAccountView(db: Database, account: string): Promise<AccountView | null> {
  const row = await db.selectFrom('accounts').selectAll().where('account', '=', account).executeTakeFirst();
  if (row === undefined) return null;
  return {
    record: recordOf(row),
    findings: row.findings,
    holdReasons: row.hold_reasons,
    changes: await db
      .selectFrom('account_changes')
      .selectAll()
      .where('account', '=', account)
      .orderBy('change_id', 'desc')
      .limit(CHANGES)
      .execute(),
    cases: await db
      .selectFrom('cases')
      .select(['number', 'currency'])
      .where('account', '=', account)
      .where('closed_clock', 'is', null)
      .orderBy('number')
      .execute(),
  };
}
