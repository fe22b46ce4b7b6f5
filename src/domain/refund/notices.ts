import { toldToBearMinor } from '../dispute/facts';
import { isMet } from '../dispute/target';
import type { RefundState } from './state';
import type { RefundNotice } from './steps';
import { refundTargets, standingMinor } from './target';

/** What a seller bears has changed, and nothing more is to be taken from them or given back for now. */
export function noticesDue(state: RefundState): readonly RefundNotice[] {
  const { look, policy } = state;
  const made = look?.facts.made ?? null;
  if (look === null || policy === null || made === null || standingMinor(made) === null) return [];
  const { facts } = look;
  const lines = refundTargets(facts, policy)?.lines ?? [];
  return facts.sellers
    .flatMap((seller): readonly RefundNotice[] => {
      if (lines.some((line) => line.account === seller.account && !isMet(line))) return [];
      const bears = { principalMinor: toldToBearMinor(seller.principal), feeMinor: 0 };
      const change = bears.principalMinor - seller.told.principalMinor;
      if (change === 0) return [];
      return [
        {
          rung: `bears:${seller.account}:${seller.told.notices}`,
          template: change > 0 ? 'refundTaken' : 'refundGivenBack',
          account: seller.account,
          bears,
          params: {
            refund: made.cause,
            what: made.what,
            charge: facts.charge?.charge ?? null,
            currency: seller.currency,
            amountMinor: Math.abs(change),
            owedMinor: Math.max(0, seller.principal.openClaimsMinor),
          },
        },
      ];
    })
    .filter((notice) => !state.told.includes(notice.rung));
}
