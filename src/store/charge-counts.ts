import type { AccountId } from '../domain/ids';
import type { Database, Tx } from './database';

/** How many charges of an account Stripe listed since `fromMs`, when it was asked. Clock instants. */
export interface ChargeCount {
  readonly fromMs: number;
  readonly countedMs: number;
  readonly charges: number;
}

export async function readChargeCount(db: Database | Tx, account: AccountId): Promise<ChargeCount | null> {
  const row = await db
    .selectFrom('charge_counts')
    .selectAll()
    .where('account', '=', account)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { fromMs: row.from_clock, countedMs: row.counted_clock, charges: row.charges };
}

/** The latest count stands. */
export async function keepChargeCount(
  db: Database | Tx,
  account: AccountId,
  count: ChargeCount,
): Promise<void> {
  const found = {
    from_clock: new Date(count.fromMs),
    counted_clock: new Date(count.countedMs),
    charges: count.charges,
  };
  await db
    .insertInto('charge_counts')
    .values({ account, ...found })
    .onConflict((conflict) => conflict.column('account').doUpdateSet(found))
    .execute();
}
