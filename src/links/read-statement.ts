import { sql } from 'kysely';
import { z } from 'zod';
import type { AccountId } from '../domain/ids';
import { currency, type Currency } from '../domain/money';
import { defaultTimeZone } from '../notify/time-zones';
import type { Database } from '../store/database';
import { recoveredByDay, type RecoveredDay } from '../store/recovered';

/** What one seller owes and how it stands, from the store at this moment: ids, amounts and instants of the clock. */
export interface Statement {
  readonly account: AccountId;
  readonly timeZone: string;
  readonly payoutsHeld: boolean;
  /** Those in which something is or was owed. Currencies are never added up. */
  readonly currencies: readonly CurrencyStatement[];
}

/** Minor units of one currency. */
export interface CurrencyStatement {
  readonly currency: Currency;
  readonly owed: readonly OwedLine[];
  /** Since it was first owed; what went back to a bank is negative. */
  readonly recovered: readonly RecoveredDay[];
  readonly onTheWay: OnTheWay;
  /** Not before this does Stripe bring the balance to zero at the platform's cost; null where it is not below zero. */
  readonly clearsMs: number | null;
}

export interface OwedLine {
  readonly cause: string;
  readonly part: 'principal' | 'fee';
  readonly amountMinor: number;
  /** When the dispute or refund began, else since when it is owed. */
  readonly sinceMs: number;
  /** Below zero in the account's balance, or owed beside it. */
  readonly form: 'balance' | 'claim';
}

export interface OnTheWay {
  /** Debits that the seller's bank is being asked for. */
  readonly debits: readonly { readonly amountMinor: number; readonly settlesMs: number | null }[];
  /** About when the first debit reaches the bank; null where none is expected. */
  readonly debitAboutMs: number | null;
  /** Sales that are not in the balance yet. */
  readonly salesMinor: number;
}

const DEBIT = z.object({ amountMinor: z.int(), settlesAtMs: z.int().nullable().default(null) });

/** What the last look of a case kept. A case whose first look is under way has nothing yet. */
const SUMMARY = z
  .object({
    pendingMinor: z.int().default(0),
    debit: z
      .object({
        latest: DEBIT.extend({ stage: z.string() }).nullable().default(null),
        provisional: z.array(DEBIT).default([]),
        aboutMs: z.int().nullable().default(null),
      })
      .optional(),
  })
  .catch({ pendingMinor: 0 });

export async function readStatement(db: Database, account: AccountId): Promise<Statement> {
  const known = await db
    .selectFrom('accounts')
    .select(['country', 'hold_reasons'])
    .where('account', '=', account)
    .executeTakeFirst();
  const [cases, owed] = await Promise.all([casesOf(db, account), owedLines(db, account)]);
  const codes = new Set([...cases, ...owed].map((row) => row.currency));
  const currencies: CurrencyStatement[] = [];
  for (const code of [...codes].toSorted()) {
    const last = cases.find((row) => row.currency === code);
    const lines = owed.filter((row) => row.currency === code);
    currencies.push(await inCurrency(db, account, currency(code), last, lines));
  }
  return {
    account,
    timeZone: defaultTimeZone(known?.country ?? null),
    payoutsHeld: (known?.hold_reasons ?? []).length > 0,
    currencies,
  };
}

type CaseOf = Awaited<ReturnType<typeof casesOf>>[number];
type Owed = OwedLine & { readonly currency: string };

async function inCurrency(
  db: Database,
  account: AccountId,
  code: Currency,
  last: CaseOf | undefined,
  owed: readonly Owed[],
): Promise<CurrencyStatement> {
  const fromMs = Math.min(...owed.map(({ sinceMs }) => sinceMs), last?.negative_since_clock ?? Infinity);
  const isOpen = last?.closed_clock === null;
  const isBelowZero = owed.some(({ form }) => form === 'balance');
  return {
    currency: code,
    owed,
    recovered: Number.isFinite(fromMs) ? await recoveredByDay(db, account, code, fromMs) : [],
    onTheWay: isOpen ? onTheWay(last) : { debits: [], debitAboutMs: null, salesMinor: 0 },
    clearsMs: isOpen && isBelowZero ? last.clears_clock : null,
  };
}

function onTheWay({ summary }: CaseOf): OnTheWay {
  const { pendingMinor, debit } = SUMMARY.parse(summary);
  const attempted = debit?.latest?.stage === 'attempted' ? [debit.latest] : [];
  const debits = [...attempted, ...(debit?.provisional ?? [])];
  return {
    debits: debits.map(({ amountMinor, settlesAtMs }) => ({ amountMinor, settlesMs: settlesAtMs })),
    debitAboutMs: debits.length > 0 ? null : (debit?.aboutMs ?? null),
    salesMinor: Math.max(0, pendingMinor),
  };
}

/** The last case of each currency. */
function casesOf(db: Database, account: AccountId) {
  return db
    .selectFrom('cases')
    .distinctOn('currency')
    .select(['currency', 'negative_since_clock', 'clears_clock', 'closed_clock', 'summary'])
    .where('account', '=', account)
    .orderBy('currency')
    .orderBy('number', 'desc')
    .execute();
}

async function owedLines(db: Database, account: AccountId): Promise<readonly Owed[]> {
  const { rows } = await sql<Owed>`
    with lines as (
      select currency, cause, part, 'balance' as form, -sum(amount_minor) as minor, min(since_clock) as since
      from postings where account = ${account} and book = 'owed'
      group by currency, cause, part having sum(amount_minor) < 0
      union all
      select c.currency, c.cause, c.part, 'claim', sum(p.amount_minor), min(c.since_clock)
      from claims c join postings p on p.claim_id = c.claim_id and p.book = 'claim'
      where c.account = ${account} group by c.currency, c.cause, c.part having sum(p.amount_minor) > 0
    )
    select l.currency, l.cause, coalesce(l.part, 'principal') as part, l.form, l.minor::bigint as "amountMinor",
      coalesce(d.opened_clock, r.opened_clock, l.since) as "sinceMs"
    from lines l
    left join disputes d on d.dispute_id = l.cause
    left join refunds r on r.refund_id = l.cause or r.subject = l.cause
    order by "sinceMs", l.part desc, l.cause`.execute(db);
  return rows;
}
