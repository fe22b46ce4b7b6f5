import { sql } from 'kysely';
import type { Moment } from '../domain/clock';
import type { AccountId } from '../domain/ids';
import { ensureAccount } from './accounts';
import type { Database, Tx } from './database';

/** How often Stripe pays out, as far as a hold has to bring it back. */
export interface PayoutSchedule {
  readonly interval: string;
  readonly weeklyPayoutDays: readonly string[];
  readonly monthlyPayoutDays: readonly number[];
}

/** One hold an account: the reasons that keep it, and the schedule that was found before the first of them. */
export interface Hold {
  readonly reasons: readonly string[];
  readonly found: PayoutSchedule | null;
  /** Payouts were seen to be manual since: what they are now otherwise, somebody else made them. */
  readonly stands: boolean;
}

/** The hold under the account row's lock, which is created where it is missing. */
export async function lockHold(tx: Tx, account: AccountId, at: Moment): Promise<Hold> {
  await ensureAccount(tx, account, at);
  const row = await tx
    .selectFrom('accounts')
    .select(['hold_reasons', 'hold_found_schedule', 'hold_stands'])
    .where('account', '=', account)
    .forUpdate()
    .executeTakeFirstOrThrow();
  // The column is written by `writeHold` alone.
  const found = row.hold_found_schedule as unknown as PayoutSchedule | null;
  return { reasons: row.hold_reasons, found, stands: row.hold_stands };
}

/** Without a reason there is no hold, and nothing to remember of it. */
export async function writeHold(tx: Tx, account: AccountId, hold: Hold, at: Moment): Promise<void> {
  const stands = hold.reasons.length > 0;
  await tx
    .updateTable('accounts')
    .set({
      hold_reasons: JSON.stringify(hold.reasons),
      hold_found_schedule: stands && hold.found !== null ? JSON.stringify(hold.found) : null,
      // Stripe's limit counts from the first reason.
      hold_set_at: stands ? sql<Date>`coalesce(hold_set_at, ${new Date(at.wallMs)})` : null,
      hold_stands: stands && hold.stands,
    })
    .where('account', '=', account)
    .execute();
}

/** Payouts are manual now, by Recoup's doing or because they were. */
export async function markHoldStands(tx: Database | Tx, account: AccountId): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({ hold_stands: true })
    .where('account', '=', account)
    .where('hold_set_at', 'is not', null)
    .execute();
}
