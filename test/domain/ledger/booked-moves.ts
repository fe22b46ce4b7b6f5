import { caseWorkflowId, chargeId, objectCause, transferId, type MoveKey } from '../../../src/domain/ids';
import { emptyBook } from '../../../src/domain/ledger/balance-book';
import type { BalanceBook, Owed, Posting } from '../../../src/domain/ledger/books';
import { bookedMove, type MoveContext } from '../../../src/domain/ledger/move-entry';
import type {
  AccountDebitMove,
  CreditMove,
  CreditReversalMove,
  GiveBackMove,
  Move,
  RefundMove,
  ReversalMove,
} from '../../../src/domain/moves';
import { A, cause, usd } from './random-books';

export const base = {
  cause: cause(1),
  part: 'principal' as const,
  account: A,
  amountMinor: 1_000,
  currency: usd,
  n: 0,
  workflowId: caseWorkflowId(A, usd),
  claimId: null,
};
export const reversal: ReversalMove = {
  ...base,
  kind: 'reversal',
  transfer: transferId('tr_1'),
  refundApplicationFee: false,
  applicationFeeMinor: 0,
};
export const debit: AccountDebitMove = { ...base, kind: 'account_debit' };
export const credit = (purpose: CreditMove['purpose'], amountMinor: number): CreditMove => ({
  ...base,
  kind: 'credit',
  cause: objectCause('ask_1'),
  purpose,
  amountMinor,
});
export const giveBack: GiveBackMove = { ...base, kind: 'give_back', dispute: null };
export const creditReversal = (amountMinor: number): CreditReversalMove => ({
  ...base,
  kind: 'credit_reversal',
  cause: objectCause('ask_1'),
  amountMinor,
  transfer: transferId('tr_9'),
  credit: 'the credit' as MoveKey,
});
export const refund: RefundMove = {
  ...base,
  kind: 'refund',
  charge: chargeId('ch_1'),
  reverseTransfer: true,
  refundApplicationFee: false,
  reason: null,
};

export const lot = (n: number, amountMinor: number, sinceMs: number): Owed => ({
  cause: cause(n),
  part: 'principal',
  sinceMs,
  amountMinor,
});
export const owing = (...owed: readonly Owed[]): BalanceBook => ({ ...emptyBook(A, usd), owed });
const context = (change: Partial<MoveContext> = {}): MoveContext => ({
  claim: null,
  book: emptyBook(A, usd),
  pairs: {},
  credit: [],
  ...change,
});
export const booked = (move: Move, change: Partial<MoveContext> = {}) =>
  bookedMove(move, 'tr_made', 42, context(change));
export const entryOf = (move: Move, change: Partial<MoveContext> = {}): readonly Posting[] =>
  booked(move, change).entry.postings;
