import { DAY_MS } from '../domain/clock';
import { formatMoney } from '../domain/money';
import type { HeldReason, Move } from '../domain/moves';
import { amountFor, reaches, type Policy } from '../domain/policy/policy';
import type { Tx } from '../store/database';
import { mayTakeFromAll } from '../store/dispute-answers';
import { accountsTakenFrom, movedSince } from '../store/money-moves';
import type { Ledger } from '../store/ports';
import type { DoorDeps } from './deps';

const takes = (move: Move): boolean => move.kind === 'reversal' || move.kind === 'account_debit';

/**
 * Why a person has to approve this very move, or null. Above the policy's amounts, and in a currency that the policy
 * does not know, nothing moves by itself.
 */
export async function needsApproval(
  tx: Tx,
  { policy, ledger }: Pick<DoorDeps, 'policy' | 'ledger'>,
  move: Move,
): Promise<string | null> {
  const { caps, fourEyes } = policy;
  const { amountMinor, currency } = move;
  const limits = takes(move) ? [caps.perAccountPerDay] : [];
  if (move.kind === 'reversal') limits.push(caps.reversalPerMove, caps.reversalsPerDay);
  for (const table of limits) {
    const limit = amountFor(table, currency);
    if (limit === null) return `the policy has no amount for ${currency}`;
    if (amountMinor > limit) {
      return `${formatMoney(amountMinor, currency)} is above ${formatMoney(limit, currency)} for one move`;
    }
  }
  if (move.kind === 'credit') {
    if (amountFor(fourEyes.credit, currency) === null) return `the policy has no amount for ${currency}`;
    if (reaches(fourEyes.credit, currency, amountMinor)) return 'a credit of this size takes two people';
    if (move.purpose === 'forgive' && reaches(fourEyes.writeOff, currency, amountMinor)) {
      return 'letting go of this much takes two people';
    }
  }
  if (move.kind === 'refund') {
    if (amountFor(fourEyes.refund, currency) === null) return `the policy has no amount for ${currency}`;
    if (reaches(fourEyes.refund, currency, amountMinor)) return 'a refund of this size takes two people';
  }
  if (takes(move)) {
    const accounts = new Set([...(await accountsTakenFrom(tx, move.cause)), move.account]);
    if (accounts.size > caps.sellersPerDispute && !(await mayTakeFromAll(tx, move.cause))) {
      return `${accounts.size} sellers bear ${move.cause}, above ${caps.sellersPerDispute}`;
    }
  }
  if (move.kind === 'give_back') {
    const takenMinor = await takenOf(tx, ledger, move);
    if (amountMinor > takenMinor) {
      return `only ${formatMoney(takenMinor, currency)} was taken for ${move.cause}`;
    }
  }
  return null;
}

/** What the seller has borne of this part, by the books: nothing above it is theirs to get back (R15). */
async function takenOf(tx: Tx, ledger: Ledger, { cause, account, part, currency }: Move): Promise<number> {
  const books = await ledger.causeBooks(tx, cause);
  const own = books.find((row) => row.account === account && row.part === part && row.currency === currency);
  return own?.takenMinor ?? 0;
}

/** What has been moved today by the clock (UTC) counts, and what may have been. Null where the move fits. */
export async function capReached(
  tx: Tx,
  policy: Policy,
  move: Move,
  nowClockMs: number,
): Promise<HeldReason | null> {
  if (!takes(move)) return null;
  const { amountMinor, currency, account } = move;
  const today = Math.floor(nowClockMs / DAY_MS) * DAY_MS;
  const perDay = amountFor(policy.caps.reversalsPerDay, currency);
  if (move.kind === 'reversal' && perDay !== null) {
    const sum = await movedSince(tx, ['reversal'], currency, today, null);
    if (sum + amountMinor > perDay) return { why: 'cap', cap: 'day' };
  }
  const perAccount = amountFor(policy.caps.perAccountPerDay, currency);
  if (perAccount !== null) {
    const sum = await movedSince(tx, ['reversal', 'account_debit'], currency, today, account);
    if (sum + amountMinor > perAccount) return { why: 'cap', cap: 'account' };
  }
  return null;
}
