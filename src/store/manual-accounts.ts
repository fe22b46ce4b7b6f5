import { sql } from 'kysely';
import { accountId, type AccountId } from '../domain/ids';
import type { Currency } from '../domain/money';
import type { Database, Tx } from './database';

/**
 * Accounts that the platform pays out by hand and that hold the currency, in the order of their ids. One that is
 * manual because Recoup holds its payouts is the platform's to pay only if it was manual before.
 */
export async function manualAccounts(db: Database | Tx, code: Currency): Promise<readonly AccountId[]> {
  const { rows } = await sql<{ account: string }>`
    select account from accounts
    where standing ->> 'payoutInterval' = 'manual'
      and coalesce(hold_found_schedule ->> 'interval', 'manual') = 'manual'
      and facts -> 'availableMinor' ? ${code}
    order by account`.execute(db);
  return rows.map((row) => accountId(row.account));
}
