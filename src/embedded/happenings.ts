import { sql, type RawBuilder } from 'kysely';
import { currency, formatMoney } from '../domain/money';
import type { Database } from '../store/database';
import type { Asked } from './attention-lines';

const ROLES: { readonly [audience: string]: string } = {
  seller: 'the seller',
  team: 'the team',
  risk: 'risk',
  finance: 'finance',
  decider: 'the decider',
};

/** Something Recoup did or learned, for the terminal. */
export interface Happening {
  readonly clockMs: number;
  readonly account: string | null;
  readonly what: string;
  /** What is asked of a person; null where nothing is. */
  readonly asked: Asked | null;
}

/** How far each source has been told. */
export type Told = Readonly<Record<string, number>>;

interface Row {
  readonly mark: number;
  readonly clockMs: number;
  readonly account: string | null;
  readonly currency: string | null;
  readonly amountMinor: number | null;
  readonly kind: string;
  readonly detail: string | null;
  readonly subject?: string;
  readonly command?: string | null;
}

const MOST_AT_ONCE = 500;

interface Source {
  /** Rows with a mark that grows: a number, or the microsecond of wall time at which a row was settled. */
  readonly query: RawBuilder<Row>;
  readonly tell: (row: Row) => string | null;
}

const SOURCES: Readonly<Record<string, Source>> = {
  moves: {
    query: sql`
      select (extract(epoch from settled_at) * 1000000)::bigint as mark, created_clock as "clockMs", account, currency,
        amount_minor as "amountMinor", kind || ' ' || state as kind, coalesce(failure_code, cause) as detail
      from money_moves where settled_at is not null`,
    tell: tellMove,
  },
  entries: {
    query: sql`
      select e.entry_id as mark, e.effective_clock as "clockMs", e.account, p.currency, e.kind, e.note as detail,
        sum(p.amount_minor) filter (where p.book = 'owed') as "amountMinor"
      from entries e join postings p using (entry_id)
      where e.kind in ('bank', 'income', 'collection')
      group by e.entry_id, p.currency having sum(p.amount_minor) filter (where p.book = 'owed') <> 0`,
    tell: tellEntry,
  },
  decisions: {
    query: sql`
      select seq as mark, made_clock as "clockMs", null as account, null as currency, null as "amountMinor",
        verdict as kind, concat_ws(': ', kind, subject, reason) as detail
      from decisions where verdict in ('requested', 'approved', 'declined', 'held')`,
    tell: ({ kind, detail }) => `${DECIDED[kind] ?? kind}: ${detail ?? ''}`,
  },
  attention: {
    query: sql`
      select attention_id as mark, raised_clock as "clockMs", substring(subject from 'acct_[A-Za-z0-9_]+') as account, null as currency,
        null as "amountMinor", kind, message as detail, subject, command
      from attention`,
    tell: ({ detail }) => `NEEDS A PERSON: ${detail ?? ''}`,
  },
  // A digest tells nothing that is not told above.
  notices: {
    query: sql`
      select (extract(epoch from sent_at) * 1000000)::bigint as mark, created_clock as "clockMs", account,
        null as currency, null as "amountMinor", audience as kind, rendered ->> 'subject' as detail
      from notices where state = 'sent' and sent_at is not null and template <> 'dailyDigest'`,
    tell: ({ kind, detail }) => `told ${ROLES[kind] ?? kind}: ${detail ?? ''}`,
  },
  opened: {
    query: sql`
      select number as mark, opened_clock as "clockMs", account, currency, peak_owed_minor as "amountMinor",
        'opened' as kind, number::text as detail
      from cases`,
    tell: ({ detail, ...row }) => `case ${detail} opened: owes ${moneyOf(row)}`,
  },
  closed: {
    query: sql`
      select (extract(epoch from updated_at) * 1000000)::bigint as mark, closed_clock as "clockMs", account, currency,
        peak_owed_minor as "amountMinor", coalesce(close_reason, 'done') as kind, number::text as detail
      from cases where closed_clock is not null`,
    tell: ({ detail, kind, ...row }) =>
      `case ${detail} closed: ${words(kind)} (at most ${moneyOf(row)} was owed)`,
  },
};

/** Where every source stands now: what is told from here on is new. */
export async function toldUntilNow(db: Database): Promise<Told> {
  const marks = await Promise.all(
    Object.entries(SOURCES).map(async ([name, { query }]) => {
      const { rows } = await sql<{ mark: number | null }>`select max(mark) as mark from (${query}) s`.execute(
        db,
      );
      return [name, rows[0]?.mark ?? 0] as const;
    }),
  );
  return Object.fromEntries(marks);
}

/** What happened since, by the clock, and how far that goes. */
export async function happeningsSince(
  db: Database,
  told: Told,
): Promise<{ readonly happenings: readonly Happening[]; readonly told: Told }> {
  const next: Record<string, number> = { ...told };
  const happenings: Happening[] = [];
  for (const [name, { query, tell }] of Object.entries(SOURCES)) {
    const since = told[name] ?? 0;
    const { rows } = await sql<Row>`
      select * from (${query}) s where mark > ${since} order by mark limit ${MOST_AT_ONCE}`.execute(db);
    for (const row of rows) {
      next[name] = Math.max(next[name] ?? 0, row.mark);
      const what = tell(row);
      if (what !== null)
        happenings.push({ clockMs: row.clockMs, account: sellerIn(row), what, asked: askedBy(row) });
    }
  }
  return { happenings: happenings.toSorted((a, b) => a.clockMs - b.clockMs), told: next };
}

/** Moves of the platform itself are nobody's in particular. */
const sellerIn = ({ account }: Row): string | null => (account === 'platform' ? null : account);

const askedBy = ({ kind, subject, command = null }: Row): Asked | null =>
  subject === undefined ? null : { kind, subject, command };

const DECIDED: Readonly<Record<string, string>> = {
  requested: 'asks a second person',
  approved: 'approved',
  declined: 'declined',
  held: 'held back',
};

const MOVED: Readonly<Record<string, string>> = {
  reversal: 'took back',
  account_debit: 'collected from the balance',
  give_back: 'gave back',
  credit: 'credited',
  refund: 'refunded',
};

function tellMove(row: Row): string | null {
  const [kind = '', state = ''] = row.kind.split(' ');
  const amount = moneyOf(row);
  switch (state) {
    case 'moved':
      return `${MOVED[kind] ?? words(kind)} ${amount} for ${row.detail ?? '?'}`;
    case 'refused':
      return `${words(kind)} of ${amount} refused: ${row.detail ?? '?'}`;
    default:
      return `${words(kind)} of ${amount}: what became of it is not known yet`;
  }
}

function tellEntry(row: Row): string | null {
  const paid = (row.amountMinor ?? 0) > 0;
  const amount = moneyOf({ ...row, amountMinor: Math.abs(row.amountMinor ?? 0) });
  switch (row.kind) {
    case 'bank':
      if (row.detail === 'topup') return `the seller paid in ${amount} of what is owed`;
      if (paid && row.detail !== 'payout') return `a payout came back and paid ${amount} of what is owed`;
      return paid
        ? `bank debit paid ${amount} of what is owed`
        : `bank debit came back: ${amount} is owed again`;
    case 'income':
      return paid ? `sales paid ${amount} of what is owed` : null;
    case 'collection':
      return `after 180 days Stripe cleared ${amount} at the platform's cost`;
    default:
      return null;
  }
}

const words = (name: string): string => name.replaceAll('_', ' ');

function moneyOf({ amountMinor, currency: code }: Pick<Row, 'amountMinor' | 'currency'>): string {
  return code === null ? String(amountMinor ?? '?') : formatMoney(amountMinor ?? 0, currency(code));
}
