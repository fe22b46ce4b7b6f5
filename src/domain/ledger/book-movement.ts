import type { AccountId } from '../ids';
import { otherCause } from '../ids';
import { assertNever } from '../never';
import { afterPostings, landing, leaving, owedTotal } from './balance-book';
import type { BalanceBook, Entry, Owed, Posting } from './books';
import { cover, type ClaimOpening } from './cover';
import type { Movement, MovementMeaning } from './movement';
import type { Pairs } from './pairs';
import { divide, type Named } from './paying';
import { collapsed, posting } from './postings';

/** What the entry needs to know beside the book itself. */
export interface Known {
  /** Postings of the entry that a returned debit, or a failed payout, names; none where it is not booked. */
  readonly returned: readonly Posting[];
  /** For a clearing: the pairs of the lots in the shortfall (R20). */
  readonly pairs: Pairs;
}

export const NOTHING_KNOWN: Known = { returned: [], pairs: {} };

export interface Booked {
  readonly entry: Entry;
  readonly book: BalanceBook;
  readonly claims: readonly ClaimOpening[];
}

/** Books one balance transaction of an account. The entry sums to zero in every currency. */
export function bookMovement(book: BalanceBook, movement: Movement, known: Known = NOTHING_KNOWN): Booked {
  const { postings, claims } = opposite(book, movement, known);
  const onBalance =
    movement.amountMinor >= 0
      ? landing(book, movement.amountMinor, namedBy(movement.meaning, known))
      : leavingWith(book, movement, known);
  const all = collapsed([...onBalance, ...postings]);
  const entry: Entry = {
    key: `balance_transaction:${book.account}:${movement.balanceTransaction}`,
    kind: movement.meaning.kind,
    account: book.account,
    effectiveMs: movement.effectiveMs,
    balanceTransaction: movement.balanceTransaction,
    moveKey: null,
    note: movement.meaning.kind === 'collection' ? movement.meaning.collectionTransfer : movement.type,
    postings: all,
  };
  return { entry, book: afterPostings(book, all), claims };
}

/** A balance that was there before Recoup looked: nobody knows any more what it was for. */
export function openingEntry(book: BalanceBook, openingMinor: number, effectiveMs: number): Booked | null {
  if (openingMinor === 0) return null;
  const income = posting('income', book.account, book.currency, -openingMinor);
  const onBalance =
    openingMinor > 0
      ? landing(book, openingMinor, null)
      : leaving(book, [], otherLot(book.account, effectiveMs, -openingMinor));
  const postings = collapsed([...onBalance, income]);
  const entry: Entry = {
    key: `opening:${book.account}:${book.currency}`,
    kind: 'opening',
    account: book.account,
    effectiveMs,
    balanceTransaction: null,
    moveKey: null,
    note: null,
    postings,
  };
  return { entry, book: afterPostings(book, postings), claims: [] };
}

function otherLot(account: AccountId, sinceMs: number, amountMinor: number): Owed {
  return { cause: otherCause(account), part: 'principal', sinceMs, amountMinor };
}

/**
 * The causes of what may go below zero. A returned debit restores exactly what it had paid (R11); what it had left
 * over went to what is free, and comes from there first.
 */
function leavingWith(book: BalanceBook, movement: Movement, known: Known): readonly Posting[] {
  const amountMinor = -movement.amountMinor;
  const { meaning } = movement;
  if (meaning.kind === 'transit' || meaning.kind === 'direct') {
    const { cause, part, sinceMs } = meaning;
    return leaving(book, [{ cause, part, sinceMs, amountMinor }], null);
  }
  const { paid, restMinor } = divide(paidBy(known.returned), amountMinor);
  return leaving(book, paid, otherLot(book.account, movement.effectiveMs, restMinor));
}

function paidBy(postings: readonly Posting[]): readonly Owed[] {
  const rows: Owed[] = [];
  for (const { book, cause, part, sinceMs, amountMinor } of postings) {
    if (book !== 'owed' || amountMinor <= 0 || cause === null || part === null || sinceMs === null) continue;
    rows.push({ cause, part, sinceMs, amountMinor });
  }
  return rows;
}

/** Money that names its cause pays it first; a payout that came back pays what it had put below zero. */
function namedBy(meaning: MovementMeaning, known: Known): Named | null {
  switch (meaning.kind) {
    case 'transit':
    case 'direct':
      return { cause: meaning.cause, part: meaning.part };
    case 'bank': {
      const opened = known.returned.find((row) => row.book === 'owed' && row.amountMinor < 0);
      if (opened?.cause == null || opened.part === null) return null;
      return { cause: opened.cause, part: opened.part };
    }
    case 'income':
    case 'collection':
      return null;
    default:
      return assertNever(meaning);
  }
}

/** The other half of the entry: where the money came from, or went. */
function opposite(
  book: BalanceBook,
  movement: Movement,
  known: Known,
): { postings: readonly Posting[]; claims: readonly ClaimOpening[] } {
  const { account, currency } = book;
  const { amountMinor, meaning } = movement;
  switch (meaning.kind) {
    case 'income':
    case 'bank':
      return { postings: [posting(meaning.kind, account, currency, -amountMinor)], claims: [] };
    case 'direct':
      return {
        postings: [
          posting('taken', account, currency, -amountMinor, { cause: meaning.cause, part: meaning.part }),
        ],
        claims: [],
      };
    case 'transit':
      return { postings: throughTransit(book, amountMinor, meaning), claims: [] };
    case 'collection':
      return clearing(book, amountMinor, meaning, known.pairs);
    default:
      return assertNever(meaning);
  }
}

function throughTransit(
  { account, currency }: BalanceBook,
  amountMinor: number,
  meaning: Extract<MovementMeaning, { kind: 'transit' }>,
): readonly Posting[] {
  const about = { cause: meaning.cause, part: meaning.part };
  if (meaning.transferCurrency === currency) {
    const unforeseenMinor = meaning.unforeseenFeeMinor ?? 0;
    return [
      posting('transit', account, currency, unforeseenMinor - amountMinor, about),
      posting('taken', account, currency, -unforeseenMinor, about),
    ];
  }
  const transferMinor = Math.sign(amountMinor) * Math.abs(meaning.transferAmountMinor);
  // Only what leaves the account ties a lot to its cause: the age says which lot the pair belongs to (R20).
  const lot = amountMinor < 0 ? { ...about, sinceMs: meaning.sinceMs } : about;
  return [
    posting('transit', account, meaning.transferCurrency, -transferMinor, about),
    posting('fx', account, meaning.transferCurrency, transferMinor, lot),
    posting('fx', account, currency, -amountMinor, lot),
  ];
}

/** Worked rule R12. What lies above the shortfall, if anything, is the platform's money on the account. */
function clearing(
  book: BalanceBook,
  amountMinor: number,
  meaning: Extract<MovementMeaning, { kind: 'collection' }>,
  pairs: Pairs,
): { postings: readonly Posting[]; claims: readonly ClaimOpening[] } {
  const { paid } = divide(book.owed, Math.max(0, amountMinor));
  const object = meaning.collectionTransfer;
  const claim =
    amountMinor <= meaning.writeOffUpToMinor
      ? null
      : { form: 'cleared' as const, object, owner: meaning.owner };
  const covered = cover(book.account, book.currency, paid, pairs, claim);
  const above = posting('platform', book.account, book.currency, owedTotal(paid) - amountMinor);
  return { postings: [...covered.postings, above], claims: covered.claims };
}
