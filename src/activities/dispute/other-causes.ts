import { type AccountId, type CauseId, causeKind } from '../../domain/ids';
import type { Tx } from '../../store/database';
import type { Ledger } from '../../store/ports';
import type { ReversalOfCharge } from './reversals-elsewhere';

/**
 * Causes of the charge beside one's own that the books follow: disputes, refunds, a failed payment; those that Stripe
 * or the store names, and those for which something was reversed.
 */
export function followedCauses(
  own: CauseId | null,
  named: readonly CauseId[],
  reversals: readonly ReversalOfCharge[],
): readonly CauseId[] {
  const reversed = reversals.flatMap(({ cause }) =>
    cause === null || causeKind(cause) === 'other' ? [] : [cause],
  );
  const causes = new Set([...named, ...reversed]);
  if (own !== null) causes.delete(own);
  return [...causes].sort();
}

/**
 * R5: what other causes of the charge bear of each seller's transfers, each once: as the books have it (taken, open
 * claims and written off, so that what was given back does not count), else as Stripe lists the reversals.
 */
export async function borneByOthers(
  tx: Tx,
  ledger: Ledger,
  followed: readonly CauseId[],
  reversals: readonly ReversalOfCharge[],
): Promise<(account: AccountId) => number> {
  const borne = new Map<string, number>();
  const add = (account: string, amountMinor: number): void => {
    borne.set(account, (borne.get(account) ?? 0) + amountMinor);
  };
  const inBooks = new Set<string>();
  for (const cause of followed) {
    for (const book of await ledger.causeBooks(tx, cause)) {
      if (book.part !== 'principal') continue;
      inBooks.add(`${cause} ${book.account}`);
      add(book.account, book.takenMinor + book.openClaimsMinor + book.writtenOffMinor);
    }
  }
  for (const { account, cause, amountMinor } of reversals) {
    if (cause === null || inBooks.has(`${cause} ${account}`)) continue;
    const isOther = causeKind(cause) === 'other';
    if (isOther || (followed.includes(cause) && causeKind(cause) !== 'dispute')) add(account, amountMinor);
  }
  return (account) => borne.get(account) ?? 0;
}
