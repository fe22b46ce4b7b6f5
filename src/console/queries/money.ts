import { sql } from 'kysely';
import type { Database } from '../../store/database';
import type { RecoveredPart } from '../../store/recovered';

/** One currency's figures; minor units. Currencies are never added up. */
export interface CurrencyFigures {
  readonly currency: string;
  readonly shortfallMinor: number;
  readonly claimsMinor: number;
  readonly openCases: number;
  /** What came back and by which way; `cleared` among them is Stripe's, from the platform's reserve. */
  readonly recovered: readonly RecoveredPart[];
  /** Sent back to sellers when disputes were won; it had been recovered before. */
  readonly givenBackMinor: number;
  /** Let go for good. */
  readonly writtenOffMinor: number;
  readonly nextToClear: NextToClear | null;
}

export interface NextToClear {
  readonly number: number;
  readonly account: string;
  readonly shortfallMinor: number;
  readonly clearsClockMs: number;
}

interface Sums {
  currency: string;
  bank_debit: number;
  payout_returned: number;
  topup: number;
  sales: number;
  reversal: number;
  account_debit: number;
  give_back: number;
  paid_outside: number;
  credit: number;
  set_off: number;
  offset: number;
  cleared: number;
  given_back: number;
  written_off: number;
  unseen_principal: number;
  unseen_fee: number;
}

/**
 * What paid, from the books. An entry's `owed` postings are positive where a shortfall was paid and negative where
 * one came about; its `free` postings are negative where money left an account that had it. So a returned debit
 * takes back what the debit had paid, and a reversal counts by what the account could give at once: the rest of it is
 * a shortfall, and counts when that is paid. An account without a case is not followed, because it could give all that
 * was taken: of its moves the books hold our half alone, in `transit`.
 */
async function readSums(db: Database): Promise<readonly Sums[]> {
  const { rows } = await sql<Sums>`
    with per_entry as (
      select e.kind, e.note, p.currency,
        coalesce(sum(p.amount_minor) filter (where p.book = 'owed'), 0) as owed,
        coalesce(sum(p.amount_minor) filter (where p.book = 'free'), 0) as free,
        coalesce(sum(p.amount_minor) filter (where p.book = 'claim'), 0) as claim,
        coalesce(sum(p.amount_minor) filter (where p.book = 'written_off'), 0) as written_off,
        coalesce(sum(p.amount_minor) filter (where p.book = 'transit'), 0) as transit,
        case
          when bool_or(p.book = 'transit' and p.cause like 'answer.paidOutside.%') then 'paid_outside'
          when bool_or(p.book = 'transit' and p.cause like 'answer.%') then 'credit'
        end as answered
      from entries e join postings p using (entry_id)
      group by e.entry_id, e.kind, e.note, p.currency
    ), unseen as (
      select p.currency, p.part, -sum(p.amount_minor) as minor
      from postings p
      where p.book = 'transit' and not exists (
        select 1 from cases c
        where c.account = p.account and c.currency = p.currency and c.closed_clock is null)
      group by p.account, p.currency, p.cause, p.part having sum(p.amount_minor) < 0
    )
    select currency,
      coalesce(sum(owed) filter (where kind = 'bank' and note is distinct from 'topup'
        and not (owed > 0 and note in ('payout_failure', 'payout_cancel'))), 0) as bank_debit,
      coalesce(sum(owed) filter (where kind = 'bank' and owed > 0
        and note in ('payout_failure', 'payout_cancel')), 0) as payout_returned,
      coalesce(sum(owed) filter (where kind = 'bank' and note = 'topup'), 0) as topup,
      coalesce(sum(greatest(owed, 0)) filter (where kind = 'income'), 0) as sales,
      coalesce(sum(greatest(-free, 0)) filter (
        where kind = 'direct' or (kind = 'transit' and note is distinct from 'transfer')), 0) as reversal,
      coalesce(sum(greatest(-free, 0)) filter (where kind = 'transit' and note = 'transfer'), 0) as account_debit,
      coalesce(sum(greatest(owed, 0)) filter (
        where kind in ('transit', 'direct') and answered is null), 0) as give_back,
      coalesce(sum(greatest(owed, 0)) filter (where kind = 'transit' and answered = 'paid_outside'), 0)
        + coalesce(sum(greatest(-claim, 0)) filter (where kind = 'paid_outside'), 0) as paid_outside,
      coalesce(sum(greatest(owed, 0)) filter (where kind = 'transit' and answered = 'credit'), 0) as credit,
      coalesce(sum(greatest(-claim, 0)) filter (where kind = 'claim_set_off'), 0) as set_off,
      coalesce(sum(greatest(-claim, 0)) filter (where kind = 'offset'), 0) as offset,
      coalesce(sum(greatest(owed, 0)) filter (where kind = 'collection'), 0) as cleared,
      coalesce(sum(transit) filter (where kind = 'give_back'), 0) as given_back,
      coalesce(sum(written_off), 0) as written_off,
      coalesce((select sum(minor) from unseen u where u.currency = x.currency and part = 'principal'), 0)
        as unseen_principal,
      coalesce((select sum(minor) from unseen u where u.currency = x.currency and part = 'fee'), 0) as unseen_fee
    from per_entry x group by currency order by currency`.execute(db);
  return rows;
}

function partsOf(sums: Sums): readonly RecoveredPart[] {
  const parts: readonly RecoveredPart[] = [
    { method: 'bank_debit', amountMinor: sums.bank_debit },
    { method: 'payout_returned', amountMinor: sums.payout_returned },
    { method: 'reversal', amountMinor: sums.reversal + sums.unseen_principal },
    { method: 'account_debit', amountMinor: sums.account_debit + sums.unseen_fee },
    { method: 'sales', amountMinor: sums.sales },
    { method: 'topup', amountMinor: sums.topup },
    { method: 'give_back', amountMinor: sums.give_back },
    { method: 'paid_outside', amountMinor: sums.paid_outside },
    { method: 'credit', amountMinor: sums.credit },
    { method: 'set_off', amountMinor: sums.set_off },
    { method: 'offset', amountMinor: sums.offset },
    { method: 'cleared', amountMinor: sums.cleared },
  ];
  return parts.filter(({ amountMinor }) => amountMinor !== 0);
}

/** Every currency in which something is or was owed, by its code. */
export async function readCurrencies(db: Database): Promise<readonly CurrencyFigures[]> {
  const owed = await db
    .selectFrom('cases')
    .select((row) => [
      'currency',
      row.fn.sum<number>('shortfall_minor').as('shortfall'),
      row.fn.sum<number>('claims_minor').as('claims'),
      row.fn.countAll<number>().as('count'),
    ])
    .where('closed_clock', 'is', null)
    .groupBy('currency')
    .execute();
  const sums = await readSums(db);
  const clearing = await db
    .selectFrom('cases')
    .distinctOn('currency')
    .select(['currency', 'number', 'account', 'shortfall_minor', 'clears_clock'])
    .where('closed_clock', 'is', null)
    .where('shortfall_minor', '>', 0)
    .orderBy('currency')
    .orderBy('clears_clock')
    .execute();
  const codes = [...new Set([...owed, ...sums].map((row) => row.currency))].toSorted();
  return codes.map((code) => {
    const debt = owed.find((row) => row.currency === code);
    const sum = sums.find((row) => row.currency === code);
    const next = clearing.find((row) => row.currency === code);
    return {
      currency: code,
      shortfallMinor: debt?.shortfall ?? 0,
      claimsMinor: debt?.claims ?? 0,
      openCases: debt?.count ?? 0,
      recovered: sum === undefined ? [] : partsOf(sum),
      givenBackMinor: sum?.given_back ?? 0,
      writtenOffMinor: sum?.written_off ?? 0,
      nextToClear:
        next === undefined
          ? null
          : {
              number: next.number,
              account: next.account,
              shortfallMinor: next.shortfall_minor,
              clearsClockMs: next.clears_clock,
            },
    };
  });
}
