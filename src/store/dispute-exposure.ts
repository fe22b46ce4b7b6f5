import { sql } from 'kysely';
import { disputeId, type AccountId, type DisputeId } from '../domain/ids';
import type { Currency } from '../domain/money';
import type { Database, Tx } from './database';

/** What a seller may still bear of one dispute, minor units; as its flow's last look found it. */
export interface SellerExposure {
  readonly dispute: DisputeId;
  readonly principalMinor: number;
  readonly feeMinor: number;
}

/** Of disputes whose sellers are known, oldest first. */
export async function exposuresOf(
  db: Database | Tx,
  account: AccountId,
  code: Currency,
): Promise<readonly SellerExposure[]> {
  const { rows } = await sql<{ dispute_id: string; principal: number | null; fee: number | null }>`
    select d.dispute_id,
      sum(x."amountMinor") filter (where x.part = 'principal') as principal,
      sum(x."amountMinor") filter (where x.part = 'fee') as fee
    from disputes d,
      jsonb_to_recordset(d.facts -> 'exposed') as x(account text, currency text, part text, "amountMinor" bigint)
    where ${disputeOf(account)} and x.account = ${account} and x.currency = ${code}
    group by d.dispute_id, d.opened_clock order by d.opened_clock, d.dispute_id`.execute(db);
  return rows.map((row) => ({
    dispute: disputeId(row.dispute_id),
    principalMinor: row.principal ?? 0,
    feeMinor: row.fee ?? 0,
  }));
}

/**
 * How many disputes this seller has of charges made since a clock instant: inquiries do not count, prevented disputes
 * do. Where the charge could not be read the dispute's own age stands in.
 */
export async function countDisputesSince(
  db: Database | Tx,
  account: AccountId,
  sinceMs: number,
): Promise<number> {
  const { rows } = await sql<{ disputes: number }>`
    select count(*)::int as disputes from disputes d
    where ${disputeOf(account)} and ${isDispute}
      and coalesce(to_timestamp((d.facts ->> 'chargedMs')::double precision / 1000), d.opened_clock)
        >= ${new Date(sinceMs)}`.execute(db);
  return rows[0]?.disputes ?? 0;
}

/** As above, and how many charges: those that payout lines have paid this seller for since then. */
export async function ratePaidSince(
  db: Database | Tx,
  account: AccountId,
  sinceMs: number,
): Promise<{ readonly disputes: number; readonly charges: number }> {
  const { rows } = await sql<{ disputes: number; charges: number }>`
    select count(*)::int as charges, count(*) filter (where exists (
      select from disputes d where d.charge_id = e.charge_id and ${isDispute}))::int as disputes
    from earnings_charges e
    where e.account = ${account} and e.added_clock >= ${new Date(sinceMs)}`.execute(db);
  return rows[0] ?? { disputes: 0, charges: 0 };
}

/** Alone what the index on sellers can answer. */
const disputeOf = (account: AccountId) =>
  sql`d.facts -> 'sellers' @> ${JSON.stringify([{ account }])}::jsonb`;

const isDispute = sql`d.status not in ('warning_needs_response', 'warning_under_review', 'warning_closed')`;
