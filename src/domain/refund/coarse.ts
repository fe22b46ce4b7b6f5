import { moneySteps } from './money-steps';
import type { RefundState } from './state';

/** What a list of refunds shows: one word, changed rarely. */
export type CoarseRefund =
  'opening' | 'needs a person' | 'held' | 'refunding' | 'taking' | 'giving back' | 'following' | 'closed';

export function coarse(state: RefundState): CoarseRefund {
  if (state.closed !== null) return 'closed';
  if (state.look === null) return 'opening';
  if (state.raised.length > 0) return 'needs a person';
  if (Object.keys(state.held).length > 0) return 'held';
  switch (moneySteps(state)[0]?.kind) {
    case undefined:
      return 'following';
    case 'refund':
      return 'refunding';
    case 'giveBack':
    case 'releaseClaims':
    case 'setOff':
      return 'giving back';
    case 'reverse':
    case 'openClaim':
    case 'settleMove':
      return 'taking';
  }
}
