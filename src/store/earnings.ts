import { sql } from 'kysely';
import type { AccountId, ChargeId } from '../domain/ids';
import type { Currency } from '../domain/money';
import type { Moment } from '../domain/clock';
import type { Database, Tx } from './database';

/** What a seller has of one charge, as the platform said it. Minor units. */
export interface EarnedCharge {
  readonly charge: ChargeId;
  readonly account: AccountId;
  readonly currency: Currency;
  readonly amountMinor: number;
}

const ROWS_AT_ONCE = 5_000;

/** Of these charges, those that a line pays already, to the same account. */
export async function paidAlready(
  tx: Tx,
  earned: readonly Pick<EarnedCharge, 'charge' | 'account'>[],
): Promise<readonly { readonly charge: string; readonly account: string; readonly run: string }[]> {
  const found: { charge: string; account: string; run: string }[] = [];
  for (let from = 0; from < earned.length; from += ROWS_AT_ONCE) {
    const page = earned.slice(from, from + ROWS_AT_ONCE);
    const { rows } = await sql<{ charge: string; account: string; run: string }>`
      select e.charge_id as charge, e.account, l.run from earnings_charges e
      join payout_lines l on l.line_id = e.line_id
      join unnest(${page.map(({ charge }) => charge)}::text[], ${page.map(({ account }) => account)}::text[])
        as asked (charge_id, account) on asked.charge_id = e.charge_id and asked.account = e.account
      order by e.charge_id, e.account`.execute(tx);
    found.push(...rows);
  }
  return found;
}

export async function insertEarnings(
  tx: Tx,
  earned: readonly (EarnedCharge & { readonly lineId: number })[],
  at: Moment,
): Promise<void> {
  for (let from = 0; from < earned.length; from += ROWS_AT_ONCE) {
    await tx
      .insertInto('earnings_charges')
      .values(
        earned.slice(from, from + ROWS_AT_ONCE).map((row) => ({
          charge_id: row.charge,
          account: row.account,
          currency: row.currency,
          amount_minor: row.amountMinor,
          line_id: row.lineId,
          added_clock: new Date(at.clockMs),
        })),
      )
      .execute();
  }
}

/** A line of a later version pays for the same charges. */
export async function moveEarnings(tx: Tx, fromLine: number, toLine: number): Promise<void> {
  await tx.updateTable('earnings_charges').set({ line_id: toLine }).where('line_id', '=', fromLine).execute();
}

/** Whose sale a charge was, and the transfer that paid for it where there is one. The order in which they came. */
export interface SoldBy {
  readonly account: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly transfer: string | null;
}

/** Null where the platform has said nothing about the charge. */
export async function sellersOfCharge(db: Database | Tx, charge: string): Promise<readonly SoldBy[]> {
  return db
    .selectFrom('earnings_charges as e')
    .innerJoin('payout_lines as l', 'l.line_id', 'e.line_id')
    .select(['e.account', 'e.currency', 'e.amount_minor as amountMinor', 'l.stripe_id as transfer'])
    .where('e.charge_id', '=', charge)
    .orderBy('e.line_id')
    .orderBy('e.account')
    .execute();
}
