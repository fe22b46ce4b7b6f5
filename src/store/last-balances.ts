import { sql } from 'kysely';
import { type Clock, toClock } from '../domain/clock';
import type { AccountId } from '../domain/ids';
import type { Json } from '../domain/json';
import { readAccount } from './accounts';
import type { Database, Tx } from './database';

/** Signed minor units by currency. */
export type Figures = { readonly [currency: string]: number };

/** The figures of the last look at an account, by its kept facts; one that never was looked at has none. */
export function figuresOf(facts: Json): { readonly availableMinor: Figures } {
  const available = isRecord(facts) ? facts['availableMinor'] : null;
  if (available === undefined || !isRecord(available)) return { availableMinor: {} };
  const numbers = Object.entries(available).filter(
    (row): row is [string, number] => typeof row[1] === 'number',
  );
  return { availableMinor: Object.fromEntries(numbers) };
}

/**
 * What an account that can no longer be read has, as far as the platform knows: what it owed by the books, else by the
 * last look, and what moved since then without having been seen on it. A transfer is reversed even there, and nothing
 * that was above zero counts against that: payouts go on unseen.
 */
export async function lastBalances(db: Database | Tx, account: AccountId, clock: Clock): Promise<Figures> {
  const row = await readAccount(db, account);
  const seen = row === null ? {} : figuresOf(row.facts).availableMinor;
  const seenAt = new Date(row === null || row.looked_at === null ? 0 : toClock(clock, row.looked_at));
  const { rows } = await sql<{ currency: string; bookedMinor: number | null; unseenMinor: number }>`
    select p.currency,
      case when bool_or(c.account is not null)
        then coalesce(sum(p.amount_minor) filter (where p.book in ('free', 'owed')), 0) end::int8 as "bookedMinor",
      coalesce(sum(p.amount_minor) filter (where p.book = 'transit' and e.effective_clock >=
        case when c.account is null then ${seenAt} else coalesce(c.window_from_clock, to_timestamp(0)) end), 0)::int8
        as "unseenMinor"
    from postings p join entries e using (entry_id)
    left join book_cursors c on c.account = p.account and c.currency = p.currency
    where p.account = ${account} and p.book in ('free', 'owed', 'transit')
    group by p.currency`.execute(db);
  const moved = new Map(rows.map((one) => [one.currency, one]));
  const codes = new Set([...Object.keys(seen), ...moved.keys()]);
  const balances = [...codes].map((code) => {
    const { bookedMinor = null, unseenMinor = 0 } = moved.get(code) ?? {};
    return [code, Math.min(0, bookedMinor ?? seen[code] ?? 0) + unseenMinor] as const;
  });
  return Object.fromEntries(balances);
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
