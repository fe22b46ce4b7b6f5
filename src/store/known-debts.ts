import { sql } from 'kysely';
import type { ProvisionalDebit, Reading } from '../domain/reconciliation/compare';
import type { Database, Tx } from './database';

/** What Recoup knows of one currency, by whose requirements the platform collects and by who bears the losses. */
export interface KnownRow {
  readonly currency: string;
  readonly shortfallMinor: { readonly [R in Reading]: number };
  /** Of accounts that cannot be read any more, one by one. */
  readonly unreadableMinor: { readonly [R in Reading]: readonly number[] };
  readonly debits: { readonly [R in Reading]: readonly ProvisionalDebit[] };
}

/** Accounts whose requirements the platform collects; a last look without that word still tells by the kind. */
const COLLECTS = sql<boolean>`
  coalesce(a.facts->>'requirementCollection', case when a.kind = 'custom' then 'application' end, '') = 'application'`;

/** What is known of each account below zero: as its open case last found it, else as the last look at it did. */
const BELOW_ZERO = sql`
  select c.account, c.currency, c.shortfall_minor as minor, ${COLLECTS} as collects, a.reachable
  from cases c join accounts a using (account)
  where c.closed_clock is null and c.shortfall_minor > 0 and a.losses <> 'stripe'
  union all
  select a.account, f.key, -f.value::int8, ${COLLECTS}, a.reachable
  from accounts a cross join lateral jsonb_each_text(a.facts->'availableMinor') f
  where jsonb_path_exists(a.facts, '$.availableMinor.* ? (@ < 0)') and f.value::int8 < 0 and a.losses <> 'stripe'
    and not exists (select from cases c where c.account = a.account and c.currency = f.key and c.closed_clock is null)`;

interface SumRow {
  readonly currency: string;
  readonly application: number;
  readonly platform: number;
  readonly applicationUnreadable: readonly number[];
  readonly platformUnreadable: readonly number[];
}

/**
 * The sums by currency. What the search of reconciliation `number` has read itself counts as read, so that a search
 * knows when it has found enough. Minor units; debits that were paid and can still come back are listed.
 */
export async function knownDebts(db: Database | Tx, number: number): Promise<readonly KnownRow[]> {
  const { rows } = await sql<SumRow>`
    select currency,
      coalesce(sum(minor) filter (where reachable and collects), 0)::int8 as application,
      coalesce(sum(minor) filter (where reachable), 0)::int8 as platform,
      coalesce(jsonb_agg(minor) filter (where not reachable and collects), '[]') as "applicationUnreadable",
      coalesce(jsonb_agg(minor) filter (where not reachable), '[]') as "platformUnreadable"
    from (
      select * from (${BELOW_ZERO}) b where not exists (
        select from reconciliation_lines l
        where l.number = ${number} and l.account = b.account and l.currency = b.currency)
      union all
      select l.account, l.currency, l.found_minor, ${COLLECTS}, true
      from reconciliation_lines l join accounts a using (account) where l.number = ${number}
    ) known group by currency order by currency`.execute(db);
  const debits = await provisionalDebits(db);
  const codes = [...new Set([...rows, ...debits].map(({ currency }) => currency))].sort();
  return codes.map((currency) => {
    const row = rows.find((one) => one.currency === currency);
    const own = debits.filter((debit) => debit.currency === currency);
    return {
      currency,
      shortfallMinor: { application: row?.application ?? 0, platform: row?.platform ?? 0 },
      unreadableMinor: {
        application: row?.applicationUnreadable ?? [],
        platform: row?.platformUnreadable ?? [],
      },
      debits: { application: own.filter(({ collects }) => collects), platform: own },
    };
  });
}

/**
 * A debit may be more than was owed when it was paid, where something else paid in between: the reserve stays for what
 * the books say it paid of what was owed, and before it is booked, for all of it.
 */
async function provisionalDebits(
  db: Database | Tx,
): Promise<readonly (ProvisionalDebit & { readonly currency: string; readonly collects: boolean })[]> {
  const { rows } = await sql<{
    currency: string;
    collects: boolean;
    amountMinor: number;
    settlesAtMs: number;
  }>`
    select c.currency, ${COLLECTS} as collects, coalesce(booked.paid, (d->>'amountMinor')::int8) as "amountMinor",
      (d->>'settlesAtMs')::float8 as "settlesAtMs"
    from cases c join accounts a using (account)
      cross join lateral jsonb_array_elements(c.summary->'debit'->'provisional') d
      left join lateral (
        select coalesce(sum(o.amount_minor) filter (where o.book = 'owed'), 0)::int8 as paid
        from postings b join postings o using (entry_id)
        where b.account = c.account and b.currency = c.currency and b.book = 'bank'
          and b.amount_minor = -(d->>'amountMinor')::int8
        group by b.entry_id order by b.entry_id desc limit 1) booked on true
    where c.closed_clock is null and a.losses <> 'stripe'`.execute(db);
  return rows;
}
