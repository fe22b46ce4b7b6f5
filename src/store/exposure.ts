import { sql } from 'kysely';
import type { Currency } from '../domain/money';
import type { ExposureFacts } from '../domain/payout/exposure';
import type { Database, Tx } from './database';

/**
 * What the store knows of the platform's exposure in one currency. A dispute of a direct charge is taken from its
 * account and not counted here. A dispute that nobody has looked at yet counts whole.
 */
export async function readExposure(db: Database | Tx, code: Currency): Promise<ExposureFacts> {
  const { rows } = await sql<ExposureFacts>`
    select
      (select coalesce(sum(greatest(0, coalesce(amount_minor, 0)
          - coalesce((facts ->> 'principalMinor')::int8, 0))), 0)::int8
        from disputes where not is_final and closed_clock is null and account is null and currency = ${code})
        as "disputesNotWithdrawnMinor",
      (select coalesce(sum(p.amount_minor), 0)::int8
        from claims c join postings p on p.claim_id = c.claim_id and p.book = 'claim'
        join accounts a on a.account = c.account
        where c.currency = ${code} and (not a.reachable or a.disabled_reason like 'rejected%'))
        as "claimsLikelyLostMinor",
      (select coalesce(sum((summary #>> '{debit,latest,amountMinor}')::int8), 0)::int8
        from cases where closed_clock is null and currency = ${code}
          and summary #>> '{debit,latest,stage}' = 'provisional')
        as "provisionalDebitsMinor"`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('the store gave no figures of exposure: is the database migrated?');
  return row;
}
