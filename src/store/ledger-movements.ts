import type { AccountId, CauseId } from '../domain/ids';
import { owedTotal } from '../domain/ledger/balance-book';
import { bookMovement, NOTHING_KNOWN, openingEntry, type Booked } from '../domain/ledger/book-movement';
import type { BalanceBook } from '../domain/ledger/books';
import type { ClaimOpening } from '../domain/ledger/cover';
import type { Movement } from '../domain/ledger/movement';
import { minor, type Currency } from '../domain/money';
import { insertClaim } from './claims';
import type { Tx } from './database';
import { postingsOf, writeEntries } from './entries';
import { wakeConcerned } from './flow-wakes';
import { readBalanceBook } from './ledger-reads';
import { lockBook } from './locks';
import { readPairs } from './postings-read';
import type { Ledger, RaiseWake } from './ports';

export function movementBooker(raiseWake: RaiseWake): Pick<Ledger, 'bookMovements'> {
  return {
    async bookMovements(tx, account, code, openingMinor, movements) {
      for (const movement of movements) refuseOtherCurrency(movement, code);
      await lockBook(tx, account, code);
      const fresh = await unbooked(tx, account, movements);
      const [first] = movements;
      const last = fresh.at(-1);
      if (first === undefined || last === undefined) return [];
      let book = await openedBook(tx, account, code, openingMinor, first.effectiveMs);
      const opened: ClaimOpening[] = [];
      let unwritten: Booked[] = [];
      for (const movement of fresh) {
        if (looksBack(movement)) {
          await write(tx, unwritten);
          unwritten = [];
        }
        const booked = bookMovement(book, movement, await whatIsKnown(tx, book, movement));
        book = booked.book;
        unwritten.push(booked);
        opened.push(...booked.claims);
      }
      await write(tx, unwritten);
      await advance(tx, book, last);
      for (const claim of opened) await wakeConcerned(tx, raiseWake, { ...claim, by: null });
      for (const cause of corrected(fresh))
        await wakeConcerned(tx, raiseWake, { account, currency: code, cause, by: null });
      return fresh.map((movement) => movement.balanceTransaction);
    },
  };
}

function refuseOtherCurrency(movement: Movement, code: Currency): void {
  minor(movement.amountMinor, `amount of ${movement.balanceTransaction}`);
  if (movement.currency !== code) {
    throw new RangeError(
      `${movement.balanceTransaction} is in ${movement.currency} and cannot be booked in ${code}: ` +
        'book each currency of an account by itself',
    );
  }
}

async function unbooked(
  tx: Tx,
  account: AccountId,
  movements: readonly Movement[],
): Promise<readonly Movement[]> {
  if (movements.length === 0) return [];
  const ids = movements.map((movement) => movement.balanceTransaction);
  const rows = await tx
    .selectFrom('entries')
    .select('balance_transaction')
    .where('account', '=', account)
    .where('balance_transaction', 'in', ids)
    .execute();
  const known = new Set(rows.map((row) => row.balance_transaction));
  return movements.filter(({ balanceTransaction }) => {
    const isNew = !known.has(balanceTransaction);
    known.add(balanceTransaction);
    return isNew;
  });
}

/** The book as it stands; at its first movement, opened with the balance before that. */
async function openedBook(
  tx: Tx,
  account: AccountId,
  code: Currency,
  openingMinor: number,
  atMs: number,
): Promise<BalanceBook> {
  const book = await readBalanceBook(tx, account, code);
  const isNew = await tx
    .insertInto('book_cursors')
    .values({
      account,
      currency: code,
      balance_minor: openingMinor,
      booked_through_clock: new Date(atMs),
      last_balance_transaction: null,
    })
    .onConflict((conflict) => conflict.columns(['account', 'currency']).doNothing())
    .returning('account')
    .executeTakeFirst();
  const opening = isNew === undefined ? null : openingEntry(book, openingMinor, atMs);
  if (opening === null) return book;
  await write(tx, [opening]);
  return opening.book;
}

/** The causes of which less was taken than their flows believe. */
function corrected(movements: readonly Movement[]): ReadonlySet<CauseId> {
  return new Set(
    movements.flatMap(({ meaning }) =>
      meaning.kind === 'transit' && (meaning.unforeseenFeeMinor ?? 0) !== 0 ? [meaning.cause] : [],
    ),
  );
}

/** These need what earlier entries of the same call may have written. */
function looksBack({ meaning }: Movement): boolean {
  return meaning.kind === 'collection' || (meaning.kind === 'bank' && meaning.returns !== null);
}

async function whatIsKnown(tx: Tx, book: BalanceBook, { meaning }: Movement) {
  if (meaning.kind === 'collection') {
    return { ...NOTHING_KNOWN, pairs: await readPairs(tx, book.account, book.currency) };
  }
  if (meaning.kind === 'bank' && meaning.returns !== null) {
    return { ...NOTHING_KNOWN, returned: await postingsOf(tx, book.account, meaning.returns) };
  }
  return NOTHING_KNOWN;
}

async function write(tx: Tx, booked: readonly Booked[]): Promise<void> {
  for (const { entry, claims } of booked) {
    for (const claim of claims) await insertClaim(tx, claim, entry.effectiveMs);
  }
  if (booked.length > 0)
    await writeEntries(
      tx,
      booked.map(({ entry }) => entry),
    );
}

async function advance(tx: Tx, book: BalanceBook, last: Movement): Promise<void> {
  await tx
    .updateTable('book_cursors')
    .set({
      balance_minor: book.freeMinor - owedTotal(book.owed),
      booked_through_clock: new Date(last.effectiveMs),
      last_balance_transaction: last.balanceTransaction,
    })
    .where('account', '=', book.account)
    .where('currency', '=', book.currency)
    .execute();
}
