import type { Acts } from './acts-port';
import type { Core } from './core';
import { contest, openDispute, reinstate, setStatus, withdraw, withdrawnOf } from './disputes';
import type { Charge, Dispute } from './objects';

type DisputeActs = Pick<
  Acts,
  | 'dispute'
  | 'disputeUnlessRefunded'
  | 'withdraw'
  | 'contest'
  | 'win'
  | 'lose'
  | 'reinstate'
  | 'appeal'
  | 'closeInquiry'
  | 'prevent'
>;

/** What customers, banks and networks do about a charge. */
export function disputeActs(core: Core): DisputeActs {
  return {
    dispute: (input) => openDispute(core, input).id,
    disputeUnlessRefunded: (input) =>
      core.need<Charge>(input.charge, 'charge').refunded ? null : openDispute(core, input).id,
    withdraw: (dispute, input) => {
      const before = core.need<Dispute>(dispute, 'dispute');
      const amountMinor = input?.amountMinor ?? before.amount - withdrawnOf(core, dispute);
      const { refunded } = core.need<Charge>(before.charge, 'charge');
      if (before.is_charge_refundable && refunded)
        throw new Error(
          `dispute ${dispute}: its payment was refunded in full, so nothing is withdrawn any more`,
        );
      if (before.status.startsWith('warning_')) setStatus(core, dispute, 'needs_response');
      if (before.status === 'won' || before.status.startsWith('appeal_')) setStatus(core, dispute, 'lost');
      withdraw(core, dispute, { amountMinor, feeMinor: input?.feeMinor ?? 0 });
    },
    contest: (dispute, by, feeMinor) => {
      contest(core, dispute, by, feeMinor);
    },
    win: (dispute, input) => {
      reinstate(core, dispute, { amountMinor: input?.amountMinor, returnCounteredFee: true });
      setStatus(core, dispute, 'won');
    },
    lose: (dispute) => {
      setStatus(core, dispute, 'lost');
    },
    reinstate: (dispute, amountMinor) => {
      reinstate(core, dispute, { amountMinor, returnCounteredFee: false });
    },
    appeal: (dispute, by = 'platform') => {
      setStatus(core, dispute, by === 'platform' ? 'appeal_under_review' : 'appeal_needs_response');
    },
    closeInquiry: (dispute) => {
      setStatus(core, dispute, 'warning_closed');
    },
    prevent: (dispute) => {
      setStatus(core, dispute, 'prevented');
    },
  };
}
