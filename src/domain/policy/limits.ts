import { formatMoney } from '../money';
import type { HeldReason, Move } from '../moves';
import { type AmountTable, amountFor, type Policy, reaches } from './policy';

type Limits = Pick<Policy, 'caps' | 'fourEyes'>;

/** What the books and people say about a move's cause, as far as its limits need it. */
export interface Behind {
  /** How many accounts bear the cause, the move's own among them. */
  readonly sellers: number;
  /** A person said that all of them may be taken from. */
  readonly mayTakeFromAll: boolean;
  /** What the move's account has borne of this part. */
  readonly takenMinor: number;
}

/** Whether the move takes from an account. */
export const takes = (move: Move): boolean => move.kind === 'reversal' || move.kind === 'account_debit';

/**
 * Why a person has to approve this very move, or null. Above the policy's amounts, and in a currency that the policy
 * does not know, nothing moves by itself.
 */
export function whyApproval(limits: Limits, move: Move, behind: Behind): string | null {
  return aboveCaps(limits, move) ?? aboveFourEyes(limits, move) ?? outsideTheCause(limits, move, behind);
}

function aboveCaps({ caps }: Limits, move: Move): string | null {
  const { amountMinor, currency } = move;
  const tables = takes(move) ? [caps.perAccountPerDay] : [];
  if (move.kind === 'reversal') tables.push(caps.reversalPerMove, caps.reversalsPerDay);
  for (const table of tables) {
    const limit = amountFor(table, currency);
    if (limit === null) return unknownCurrency(move);
    if (amountMinor > limit) {
      return `${formatMoney(amountMinor, currency)} is above ${formatMoney(limit, currency)} for one move`;
    }
  }
  return null;
}

function aboveFourEyes({ fourEyes }: Limits, move: Move): string | null {
  switch (move.kind) {
    case 'credit':
      return (
        twoPeople(fourEyes.credit, move, 'a credit of this size') ??
        (move.purpose === 'forgive' && reaches(fourEyes.writeOff, move.currency, move.amountMinor)
          ? 'letting go of this much takes two people'
          : null)
      );
    case 'refund':
      return twoPeople(fourEyes.refund, move, 'a refund of this size');
    case 'reversal':
    case 'account_debit':
    case 'give_back':
    case 'credit_reversal':
    case 'earnings':
    case 'payout':
      return null;
  }
}

function twoPeople(table: AmountTable, move: Move, what: string): string | null {
  if (amountFor(table, move.currency) === null) return unknownCurrency(move);
  return reaches(table, move.currency, move.amountMinor) ? `${what} takes two people` : null;
}

/** A cause that too many bear, and a give-back of more than was taken (R15). */
function outsideTheCause({ caps }: Limits, move: Move, behind: Behind): string | null {
  if (takes(move) && behind.sellers > caps.sellersPerDispute && !behind.mayTakeFromAll) {
    return `${behind.sellers} sellers bear ${move.cause}, above ${caps.sellersPerDispute}`;
  }
  if (move.kind === 'give_back' && move.amountMinor > behind.takenMinor) {
    return `only ${formatMoney(behind.takenMinor, move.currency)} was taken for ${move.cause}`;
  }
  return null;
}

const unknownCurrency = ({ currency }: Move): string => `the policy has no amount for ${currency}`;

/** What has been taken since the day began, and what may have been: minor units of the move's currency. */
export interface TakenToday {
  readonly byReversalsMinor: number;
  readonly fromAccountMinor: number;
}

/** The day's cap that a move would break, or null where it fits. */
export function capReached({ caps }: Limits, move: Move, today: TakenToday): HeldReason | null {
  if (!takes(move)) return null;
  const { amountMinor, currency } = move;
  const perDay = amountFor(caps.reversalsPerDay, currency);
  if (move.kind === 'reversal' && perDay !== null && today.byReversalsMinor + amountMinor > perDay) {
    return { why: 'cap', cap: 'day' };
  }
  const perAccount = amountFor(caps.perAccountPerDay, currency);
  if (perAccount !== null && today.fromAccountMinor + amountMinor > perAccount) {
    return { why: 'cap', cap: 'account' };
  }
  return null;
}
