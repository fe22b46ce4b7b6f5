import fc from 'fast-check';
import { accountId, disputeCause, disputeId } from '../../../src/domain/ids';
import { emptyBook } from '../../../src/domain/ledger/balance-book';
import { bookMovement, NOTHING_KNOWN } from '../../../src/domain/ledger/book-movement';
import type { BalanceBook, Entry } from '../../../src/domain/ledger/books';
import type { ClaimOpening } from '../../../src/domain/ledger/cover';
import type { Movement, MovementMeaning } from '../../../src/domain/ledger/movement';
import { currency } from '../../../src/domain/money';

export const A = accountId('acct_A');
export const usd = currency('usd');
export const eur = currency('eur');
export const cause = (n: number) => disputeCause(disputeId(`dp_${n}`));

const amount = fc.integer({ min: 1, max: 3_000 });
const named = fc.record({
  cause: fc.integer({ min: 1, max: 3 }).map(cause),
  part: fc.constantFrom('principal' as const, 'fee' as const),
  sinceMs: fc.integer({ min: 1, max: 5 }),
});

/** Movements as an account may see them; `returns` names an earlier debit by its place among the debits. */
export type Happening =
  | { readonly kind: 'income' | 'payout' | 'debit' | 'collection'; readonly amountMinor: number }
  | { readonly kind: 'return'; readonly debit: number }
  | {
      readonly kind: 'reversal' | 'giveBack' | 'withdrawal' | 'reinstatement';
      readonly amountMinor: number;
      readonly about: {
        readonly cause: ReturnType<typeof cause>;
        readonly part: 'principal' | 'fee';
        readonly sinceMs: number;
      };
    };

export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constantFrom('income' as const, 'payout' as const, 'debit' as const, 'collection' as const),
      amountMinor: amount,
    }),
    fc.record({ kind: fc.constant('return' as const), debit: fc.nat(5) }),
    fc.record({
      kind: fc.constantFrom(
        'reversal' as const,
        'giveBack' as const,
        'withdrawal' as const,
        'reinstatement' as const,
      ),
      amountMinor: amount,
      about: named,
    }),
  ),
  { maxLength: 25 },
);

export interface Played {
  readonly book: BalanceBook;
  readonly entries: readonly Entry[];
  readonly claims: readonly ClaimOpening[];
  readonly movements: readonly Movement[];
}

/** Books one after the other, as the store does. */
export function play(list: readonly Happening[]): Played {
  let book = emptyBook(A, usd);
  const entries: Entry[] = [];
  const claims: ClaimOpening[] = [];
  const movements: Movement[] = [];
  const debits: Entry[] = [];
  const returned = new Set<string>();
  for (const [index, happening] of list.entries()) {
    const debit = happening.kind === 'return' ? debits[happening.debit] : undefined;
    if (happening.kind === 'return' && (debit === undefined || returned.has(debit.key))) continue;
    if (debit !== undefined) returned.add(debit.key);
    const movement = movementOf(happening, index, debit);
    const booked = bookMovement(book, movement, { ...NOTHING_KNOWN, returned: debit?.postings ?? [] });
    book = booked.book;
    entries.push(booked.entry);
    claims.push(...booked.claims);
    movements.push(movement);
    if (happening.kind === 'debit') debits.push(booked.entry);
  }
  return { book, entries, claims, movements };
}

function movementOf(happening: Happening, index: number, debit: Entry | undefined): Movement {
  const of = (amountMinor: number, meaning: MovementMeaning): Movement => ({
    balanceTransaction: `txn_${index}`,
    type: happening.kind,
    effectiveMs: 100 + index,
    amountMinor,
    currency: usd,
    meaning,
  });
  const transit = (
    about: Extract<Happening, { about: unknown }>['about'],
    amountMinor: number,
  ): MovementMeaning => ({
    kind: 'transit',
    ...about,
    transferAmountMinor: amountMinor,
    transferCurrency: usd,
  });
  switch (happening.kind) {
    case 'income':
      return of(happening.amountMinor, { kind: 'income' });
    case 'payout':
      return of(-happening.amountMinor, { kind: 'bank', returns: null });
    case 'debit':
      return of(happening.amountMinor, { kind: 'bank', returns: null });
    case 'return':
      return of(-balanceOf(debit), { kind: 'bank', returns: debit?.balanceTransaction ?? null });
    case 'collection':
      return of(happening.amountMinor, {
        kind: 'collection',
        collectionTransfer: `ct_${index}`,
        owner: 'case:acct_A:usd' as never,
        writeOffUpToMinor: 500,
      });
    case 'reversal':
      return of(-happening.amountMinor, transit(happening.about, -happening.amountMinor));
    case 'giveBack':
      return of(happening.amountMinor, transit(happening.about, happening.amountMinor));
    case 'withdrawal':
      return of(-happening.amountMinor, { kind: 'direct', ...happening.about });
    case 'reinstatement':
      return of(happening.amountMinor, { kind: 'direct', ...happening.about });
  }
}

function balanceOf(entry: Entry | undefined): number {
  return (entry?.postings ?? [])
    .filter((row) => row.book === 'free' || row.book === 'owed')
    .reduce((sum, row) => sum + row.amountMinor, 0);
}
