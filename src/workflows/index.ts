import type * as Sweep from './balance-sweep';
import type * as Digest from './daily-digest';
import type * as Dispute from './dispute-flow';
import type * as Case from './negative-balance-case';
import type * as Payout from './payout-run';
import type * as PayoutSchedule from './payout-schedule';
import type * as Refund from './refund-flow';
import type * as Reserve from './reserve-reconciliation';
import type * as Review from './account-review';

/*
 * Each workflow loads its own modules when it begins, and no other's: every cached workflow keeps what it has loaded
 * on the heap.
 */

export const negativeBalanceCase: typeof Case.negativeBalanceCase = (input) =>
  (require('./negative-balance-case') as typeof Case).negativeBalanceCase(input);

export const disputeFlow: typeof Dispute.disputeFlow = (input) =>
  (require('./dispute-flow') as typeof Dispute).disputeFlow(input);

export const refundFlow: typeof Refund.refundFlow = (input) =>
  (require('./refund-flow') as typeof Refund).refundFlow(input);

export const payoutRun: typeof Payout.payoutRun = (input) =>
  (require('./payout-run') as typeof Payout).payoutRun(input);

export const payoutSchedule: typeof PayoutSchedule.payoutSchedule = (input) =>
  (require('./payout-schedule') as typeof PayoutSchedule).payoutSchedule(input);

export const balanceSweep: typeof Sweep.balanceSweep = (...args) =>
  (require('./balance-sweep') as typeof Sweep).balanceSweep(...args);

export const dailyDigest: typeof Digest.dailyDigest = (input) =>
  (require('./daily-digest') as typeof Digest).dailyDigest(input);

export const accountReview: typeof Review.accountReview = (input) =>
  (require('./account-review') as typeof Review).accountReview(input);

export const reserveReconciliation: typeof Reserve.reserveReconciliation = (input) =>
  (require('./reserve-reconciliation') as typeof Reserve).reserveReconciliation(input);
