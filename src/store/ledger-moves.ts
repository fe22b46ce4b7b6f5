import { emptyBook } from '../domain/ledger/balance-book';
import { bookedMove, reversalElsewhere } from '../domain/ledger/move-entry';
import { moveKey } from '../domain/moves';
import { insertClaim } from './claims';
import { postingsOfMove, writeEntries } from './entries';
import { wakeConcerned } from './flow-wakes';
import { claimBooker, lockedWithCause } from './ledger-claims';
import { readBalanceBook } from './ledger-reads';
import { lockBook, lockCause } from './locks';
import { readPairs } from './postings-read';
import type { Ledger, RaiseWake } from './ports';

export function moveBooker(raiseWake: RaiseWake): Pick<Ledger, 'bookMove' | 'bookReversalElsewhere'> {
  const { bookOffset } = claimBooker(raiseWake);
  return {
    async bookMove(tx, move, stripeId, effectiveMs) {
      if (move.kind === 'refund' || move.kind === 'payout') return;
      if (move.kind === 'earnings') {
        for (const { claimId, amountMinor } of move.offsets) {
          await bookOffset(tx, moveKey(move), claimId, amountMinor, effectiveMs);
        }
        return;
      }
      const { account, currency } = move;
      const isCredit = move.kind === 'credit';
      const credit = move.kind === 'credit_reversal' ? await postingsOfMove(tx, move.credit) : [];
      if (isCredit) await lockBook(tx, account, currency);
      await lockCause(tx, move.cause);
      const booked = bookedMove(move, stripeId, effectiveMs, {
        claim: move.claimId === null ? null : await lockedWithCause(tx, move.claimId),
        book: isCredit ? await readBalanceBook(tx, account, currency) : emptyBook(account, currency),
        pairs: isCredit ? await readPairs(tx, account, currency) : {},
        credit,
      });
      for (const claim of booked.claims) await insertClaim(tx, claim, effectiveMs);
      await writeEntries(tx, [booked.entry]);
      if (!isCredit && move.kind !== 'credit_reversal') return;
      // A credit names the answer that asked for it; whose causes it covered, the entry says.
      const causes = new Set(booked.entry.postings.flatMap((row) => (row.cause === null ? [] : [row.cause])));
      for (const cause of causes) {
        await wakeConcerned(tx, raiseWake, { account, currency, cause, by: move.workflowId });
      }
    },

    async bookReversalElsewhere(tx, reversal) {
      await lockCause(tx, reversal.cause);
      await writeEntries(tx, [reversalElsewhere(reversal)]);
    },
  };
}
