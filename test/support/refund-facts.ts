import { WALL_CLOCK } from '../../src/domain/clock';
import { chargeId, objectCause, refundSubject } from '../../src/domain/ids';
import type {
  AskedFor,
  ChargeFact,
  MadeFact,
  RefundFacts,
  RefundSeller,
} from '../../src/domain/refund/facts';
import type { RefundPolicy } from '../../src/domain/refund/policy';
import { openRefund, type RefundState } from '../../src/domain/refund/state';
import { testPolicy } from './dispute-schedule-world';
import { sellerWith, USD } from './seller-facts';

export const LOOKED_MS = 1_000_000_000;

export const refundPolicyWith = (change: Partial<RefundPolicy> = {}): RefundPolicy => {
  const {
    evidenceReminderDays: _days,
    sellersPerDispute: _sellers,
    contestedBy: _by,
    ...policy
  } = testPolicy();
  return { ...policy, notReversed: 'reverse', ...change };
};

export const askedWith = (change: Partial<AskedFor> = {}): AskedFor => ({
  amountMinor: null,
  currency: null,
  reason: null,
  moves: 0,
  refusedWith: null,
  over: false,
  ...change,
});

export const chargeWith = (change: Partial<ChargeFact> = {}): ChargeFact => ({
  charge: chargeId('ch_1'),
  currency: USD,
  capturedMinor: 10_000,
  refundedMinor: 0,
  paid: true,
  disputed: 'no',
  grouped: false,
  ...change,
});

export const madeWith = (change: Partial<MadeFact> = {}): MadeFact => ({
  cause: objectCause('re_1'),
  what: 'refund',
  status: 'succeeded',
  statusWord: 'succeeded',
  amountMinor: 10_000,
  createdMs: 7,
  failureReason: null,
  ...change,
});

export const refundSeller = (change: Partial<RefundSeller> = {}): RefundSeller => ({
  ...sellerWith(change),
  withRefundMinor: null,
  feeBackMinor: 0,
  ...change,
});

/** A refund in full of a destination charge, made elsewhere, which took nothing from its one seller. */
export const refundFacts = (change: Partial<RefundFacts> = {}): RefundFacts => ({
  startedMs: LOOKED_MS,
  asked: null,
  charge: chargeWith({ refundedMinor: 10_000 }),
  made: madeWith(),
  direct: null,
  attribution: 'transfer',
  sellers: [refundSeller()],
  unsettled: [],
  raised: [],
  judged: [],
  answer: null,
  policy: null,
  ...change,
});

/** Asked for here, in full, and not made yet. */
export const askedFacts = (asked: Partial<AskedFor> = {}, change: Partial<RefundFacts> = {}): RefundFacts =>
  refundFacts({ asked: askedWith(asked), made: null, charge: chargeWith(), ...change });

/** A flow that has just looked, and found this. */
export const lookedRefund = (
  facts: RefundFacts,
  more: Partial<RefundState> & { readonly subjectId?: string } = {},
): RefundState => {
  const { subjectId = facts.asked === null ? 're_1' : 'rq_1', ...state } = more;
  return {
    ...openRefund(refundSubject(subjectId), facts.direct, WALL_CLOCK),
    look: { facts, answers: 0, changes: 0, endedMs: LOOKED_MS },
    policy: refundPolicyWith(),
    ...state,
  };
};
