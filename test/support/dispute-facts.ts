import { WALL_CLOCK } from '../../src/domain/clock';
import type { DisputeFacts } from '../../src/domain/dispute/facts';
import { type DisputeState, openDispute } from '../../src/domain/dispute/state';
import type { Withdrawn } from '../../src/domain/dispute/withdrawn';
import { chargeId, disputeId } from '../../src/domain/ids';
import { testPolicy } from './dispute-schedule-world';
import { LOOKED_MS } from './refund-facts';
import { sellerWith, USD } from './seller-facts';

export { LOOKED_MS };

export const withdrawnWith = (change: Partial<Withdrawn> = {}): Withdrawn => ({
  principalMinor: 10_000,
  feeCurrency: USD,
  feeMinor: 0,
  receivedFeeMinor: 0,
  ...change,
});

/** A destination charge of 10000, disputed in full and lost without a fee, of whose one seller nothing was taken. */
export const disputeFacts = (change: Partial<DisputeFacts> = {}): DisputeFacts => ({
  startedMs: LOOKED_MS,
  status: 'lost',
  statusWord: 'lost',
  reason: 'fraudulent',
  openedMs: 7,
  evidenceDueMs: null,
  evidenceStaged: false,
  rapid: false,
  charge: chargeId('ch_1'),
  direct: null,
  currency: USD,
  capturedMinor: 10_000,
  refundedMinor: 0,
  isChargeRefundable: true,
  disputedMinor: 10_000,
  disputedCurrency: USD,
  withdrawn: withdrawnWith(),
  contestedBy: null,
  attribution: 'transfer',
  sellers: [sellerWith()],
  unsettled: [],
  unclearReversals: [],
  sellersAnswer: null,
  raised: [],
  judged: [],
  policy: null,
  ...change,
});

/** A flow that has just looked, and found this. */
export const lookedDispute = (facts: DisputeFacts, more: Partial<DisputeState> = {}): DisputeState => ({
  ...openDispute(disputeId('dp_1'), facts.direct, WALL_CLOCK),
  look: { facts, answers: 0, changes: 0, endedMs: LOOKED_MS },
  policy: testPolicy(),
  ...more,
});
