import { moveKey, type CreditMove, type CreditReversalMove, type Move } from '../moves';
import { assertNever } from '../never';
import type { BalanceBook, Claim, Entry, Posting } from './books';
import { claimReduced, exchange } from './claim-entries';
import { cover, type ClaimOpening, type Covered } from './cover';
import { closedInCause, type Pairs } from './pairs';
import { divide } from './paying';
import { collapsed, posting } from './postings';

export interface MoveContext {
  /** The claim that the move collects. */
  readonly claim: Claim | null;
  /** Credits only: the shortfall that it covers, and its pairs. */
  readonly book: BalanceBook;
  readonly pairs: Pairs;
  /** What a credit was booked as, for what takes a part of it back. */
  readonly credit: readonly Posting[];
}

export interface BookedMove {
  readonly entry: Entry;
  readonly claims: readonly ClaimOpening[];
}

/**
 * What a move that Stripe made says in the books: taken rises or falls (R7), its claim is paid, and transit waits
 * for the account's own balance transaction.
 */
export function bookedMove(
  move: Move,
  stripeId: string,
  effectiveMs: number,
  context: MoveContext,
): BookedMove {
  const { postings, claims } = inBooks(move, stripeId, context);
  const key = moveKey(move);
  const entry: Entry = {
    key: `move:${key}`,
    kind: move.kind,
    account: move.account,
    effectiveMs,
    balanceTransaction: null,
    moveKey: key,
    note: stripeId,
    postings: collapsed(postings),
  };
  return { entry, claims };
}

/** A reversal that somebody else made: it counts as taken for the cause that it was made for (R7). */
export function reversalElsewhere(reversal: {
  readonly reversalId: string;
  readonly cause: Claim['cause'];
  readonly part: Claim['part'];
  readonly account: Claim['account'];
  readonly amountMinor: number;
  readonly currency: Claim['currency'];
  readonly effectiveMs: number;
}): Entry {
  const { account, currency, amountMinor, cause, part } = reversal;
  return {
    key: `reversal_elsewhere:${reversal.reversalId}`,
    kind: 'reversal_elsewhere',
    account,
    effectiveMs: reversal.effectiveMs,
    balanceTransaction: null,
    moveKey: null,
    note: reversal.reversalId,
    postings: [
      posting('taken', account, currency, amountMinor, { cause, part }),
      posting('transit', account, currency, -amountMinor, { cause, part }),
    ],
  };
}

function inBooks(move: Move, stripeId: string, context: MoveContext): Covered {
  switch (move.kind) {
    case 'reversal':
    case 'account_debit':
      return { postings: taking(move, context.claim), claims: [] };
    case 'give_back':
      return { postings: throughTransit(move, -move.amountMinor), claims: [] };
    case 'credit_reversal':
      return { postings: uncovered(move, context.credit), claims: [] };
    // The customer's money was the platform's: what sellers bear of it is taken, and booked, by itself.
    case 'refund':
    // Earnings and payouts are booked as income and bank when the account's own balance shows them.
    case 'earnings':
    case 'payout':
      return { postings: [], claims: [] };
    case 'credit':
      return credit(move, stripeId, context);
    default:
      return assertNever(move);
  }
}

function throughTransit(move: Move, takenMinor: number): readonly Posting[] {
  const about = { cause: move.cause, part: move.part };
  return [
    posting('taken', move.account, move.currency, takenMinor, about),
    posting('transit', move.account, move.currency, -takenMinor, about),
  ];
}

/**
 * What a taking move takes: an application fee that goes back with a reversal is not taken (R6). On the account the
 * two are seen apart, and both close transit.
 */
export function takenBy(move: Move): number {
  return move.kind === 'reversal' ? move.amountMinor - move.applicationFeeMinor : move.amountMinor;
}

function taking(move: Move, claim: Claim | null): readonly Posting[] {
  const takenMinor = takenBy(move);
  if (claim === null) return throughTransit(move, takenMinor);
  const paidMinor = Math.min(takenMinor, claim.openMinor);
  const inCause = closedInCause(claim, paidMinor);
  const beyond = throughTransit(move, takenMinor - paidMinor);
  return [
    posting('taken', claim.account, claim.causeCurrency, inCause, { cause: claim.cause, part: claim.part }),
    posting('transit', move.account, move.currency, -paidMinor, { cause: move.cause, part: move.part }),
    ...exchange(claim, inCause, paidMinor),
    ...claimReduced(claim, paidMinor),
    ...beyond,
  ];
}

/** Worked rule R13. The seller's own money that arrived outside is not covered: taken stays. */
function credit(move: CreditMove, stripeId: string, { book, pairs }: MoveContext): Covered {
  const about = { cause: move.cause, part: move.part };
  const arriving = posting('transit', move.account, move.currency, move.amountMinor, about);
  if (move.purpose === 'paidOutside') {
    return {
      postings: [arriving, posting('bank', move.account, move.currency, -move.amountMinor)],
      claims: [],
    };
  }
  const { paid, restMinor } = divide(book.owed, move.amountMinor, about);
  const claim =
    move.purpose === 'advance' ? { form: 'credit' as const, object: stripeId, owner: move.workflowId } : null;
  const covered = cover(move.account, move.currency, paid, pairs, claim);
  // Above what was owed the platform has given money away: the door lets no credit be larger than the shortfall.
  const above = posting('platform', move.account, move.currency, -restMinor, about);
  return { postings: [arriving, ...covered.postings, above], claims: covered.claims };
}

/**
 * Worked rule R18: a part of a forgiven amount comes back. What had been given beyond the debt goes first, then what
 * was let go, oldest cause first: the seller has borne that much after all. Where the cause has another currency its
 * books stay as they are, and the platform alone is better off (R20).
 */
function uncovered(move: CreditReversalMove, credit: readonly Posting[]): readonly Posting[] {
  const about = { cause: move.cause, part: move.part };
  const givenMinor = credit.reduce(
    (sum, row) => sum + (row.book === 'platform' && row.cause === move.cause ? -row.amountMinor : 0),
    0,
  );
  let leftMinor = move.amountMinor - Math.min(move.amountMinor, givenMinor);
  const postings: Posting[] = [];
  for (const row of credit) {
    if (row.book !== 'written_off' || row.currency !== move.currency) continue;
    const partMinor = Math.min(leftMinor, row.amountMinor);
    leftMinor -= partMinor;
    postings.push({ ...row, book: 'taken', amountMinor: partMinor }, { ...row, amountMinor: -partMinor });
  }
  return [
    posting('transit', move.account, move.currency, -move.amountMinor, about),
    posting('platform', move.account, move.currency, move.amountMinor, about),
    ...postings,
  ];
}
