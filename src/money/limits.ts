import { DAY_MS } from '../domain/clock';
import type { HeldReason, Move } from '../domain/moves';
import { type Behind, capReached, takes, whyApproval } from '../domain/policy/limits';
import type { Policy } from '../domain/policy/policy';
import type { Tx } from '../store/database';
import { mayTakeFromAll } from '../store/dispute-answers';
import { accountsTakenFrom, movedSince } from '../store/money-moves';
import type { Ledger } from '../store/ports';
import type { DoorDeps } from './deps';

/** Why a person has to approve this very move, or null. */
export async function needsApproval(
  tx: Tx,
  { policy, ledger }: Pick<DoorDeps, 'policy' | 'ledger'>,
  move: Move,
): Promise<string | null> {
  return whyApproval(policy, move, await behind(tx, ledger, move));
}

async function behind(tx: Tx, ledger: Ledger, move: Move): Promise<Behind> {
  const bearing = takes(move) ? new Set(await accountsTakenFrom(tx, move.cause)) : new Set<string>();
  return {
    sellers: bearing.add(move.account).size,
    mayTakeFromAll: takes(move) && (await mayTakeFromAll(tx, move.cause)),
    takenMinor: move.kind === 'give_back' ? await takenOf(tx, ledger, move) : 0,
  };
}

/** What the seller has borne of this part, by the books: nothing above it is theirs to get back (R15). */
async function takenOf(tx: Tx, ledger: Ledger, { cause, account, part, currency }: Move): Promise<number> {
  const books = await ledger.causeBooks(tx, cause);
  const own = books.find((row) => row.account === account && row.part === part && row.currency === currency);
  return own?.takenMinor ?? 0;
}

/** Why the move has to wait for another day (UTC, by the clock), or null. What may have been moved counts too. */
export async function heldByCap(
  tx: Tx,
  policy: Policy,
  move: Move,
  nowClockMs: number,
): Promise<HeldReason | null> {
  if (!takes(move)) return null;
  const { currency, account } = move;
  const today = Math.floor(nowClockMs / DAY_MS) * DAY_MS;
  return capReached(policy, move, {
    byReversalsMinor: await movedSince(tx, ['reversal'], currency, today, null),
    fromAccountMinor: await movedSince(tx, ['reversal', 'account_debit'], currency, today, account),
  });
}
