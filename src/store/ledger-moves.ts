import { emptyBook } from '../domain/ledger/balance-book';
import { bookedMove, reversalElsewhere } from '../domain/ledger/move-entry';
import { insertClaim } from './claims';
import { writeEntries } from './entries';
import { lockedWithCause } from './ledger-claims';
import { readBalanceBook } from './ledger-reads';
import { lockBook, lockCause } from './locks';
import { readPairs } from './postings-read';
import type { Ledger } from './ports';

export function moveBooker(): Pick<Ledger, 'bookMove' | 'bookReversalElsewhere'> {
  return {
    async bookMove(tx, move, stripeId, effectiveMs) {
      const { account, currency } = move;
      const isCredit = move.kind === 'credit';
      if (isCredit) await lockBook(tx, account, currency);
      await lockCause(tx, move.cause);
      const booked = bookedMove(move, stripeId, effectiveMs, {
        claim: move.claimId === null ? null : await lockedWithCause(tx, move.claimId),
        book: isCredit ? await readBalanceBook(tx, account, currency) : emptyBook(account, currency),
        pairs: isCredit ? await readPairs(tx, account, currency) : {},
      });
      for (const claim of booked.claims) await insertClaim(tx, claim, effectiveMs);
      await writeEntries(tx, [booked.entry]);
    },

    async bookReversalElsewhere(tx, reversal) {
      await lockCause(tx, reversal.cause);
      await writeEntries(tx, [reversalElsewhere(reversal)]);
    },
  };
}
