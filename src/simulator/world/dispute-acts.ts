import type { Acts } from './acts-port';
import type { Core } from './core';
import { contest, openDispute, reinstate, setStatus, withdraw, withdrawnOf } from './disputes';
import type { Dispute } from './objects';

type DisputeActs = Pick<
  Acts,
  'dispute' | 'withdraw' | 'contest' | 'win' | 'lose' | 'reinstate' | 'appeal' | 'closeInquiry' | 'prevent'
>;

/** What customers, banks and networks do about a charge. */
export function disputeActs(core: Core): DisputeActs {
  return {
    dispute: (input) => openDispute(core, input).id,
    withdraw: (dispute, input) => {
      const before = core.need<Dispute>(dispute, 'dispute');
      const amountMinor = input?.amountMinor ?? before.amount - withdrawnOf(core, dispute);
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
    appeal: (dispute) => {
      setStatus(core, dispute, 'appeal_under_review');
    },
    closeInquiry: (dispute) => {
      setStatus(core, dispute, 'warning_closed');
    },
    prevent: (dispute) => {
      setStatus(core, dispute, 'prevented');
    },
  };
}
