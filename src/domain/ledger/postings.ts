import type { AccountId, CauseId, ClaimId } from '../ids';
import type { Currency } from '../money';
import type { Book, Part, Posting } from './books';

/** What a posting is about, beside its book and amount. */
export interface Tags {
  readonly cause?: CauseId;
  readonly part?: Part;
  readonly claimId?: ClaimId;
  readonly sinceMs?: number;
}

export function posting(
  book: Book,
  account: AccountId,
  currency: Currency,
  amountMinor: number,
  tags: Tags = {},
): Posting {
  return {
    book,
    account,
    currency,
    amountMinor,
    cause: tags.cause ?? null,
    part: tags.part ?? null,
    claimId: tags.claimId ?? null,
    sinceMs: tags.sinceMs ?? null,
  };
}

const keyOf = (row: Posting): string =>
  [row.book, row.account, row.currency, row.cause, row.part, row.claimId, row.sinceMs].join('|');

/** One posting for each book and tags, none of zero: an entry says each thing once. */
export function collapsed(postings: readonly Posting[]): readonly Posting[] {
  const rows: Posting[] = [];
  const places: { [key: string]: number } = {};
  for (const row of postings) {
    const key = keyOf(row);
    const place = places[key];
    const known = place === undefined ? undefined : rows[place];
    if (place === undefined || known === undefined) {
      places[key] = rows.push(row) - 1;
    } else {
      rows[place] = { ...known, amountMinor: known.amountMinor + row.amountMinor };
    }
  }
  return rows.filter((row) => row.amountMinor !== 0);
}

/** What is left over in each currency; nothing where the entry balances. */
export function imbalance(postings: readonly Posting[]): { readonly [code: string]: number } {
  const sums: { [code: string]: number } = {};
  for (const row of postings) sums[row.currency] = (sums[row.currency] ?? 0) + row.amountMinor;
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
}
