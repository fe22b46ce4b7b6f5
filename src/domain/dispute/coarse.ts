import { moneySteps } from './money-steps';
import type { DisputeState } from './state';

/** What a list of disputes shows: one word, changed rarely. */
export type CoarseDispute =
  'opening' | 'needs a person' | 'held' | 'taking' | 'giving back' | 'following' | 'closed';

export function coarse(state: DisputeState): CoarseDispute {
  if (state.closed !== null) return 'closed';
  if (state.look === null) return 'opening';
  if (state.raised.length > 0) return 'needs a person';
  if (Object.keys(state.held).length > 0) return 'held';
  const [first] = moneySteps(state);
  switch (first?.kind) {
    case undefined:
      return 'following';
    case 'releaseClaims':
    case 'setOff':
    case 'giveBack':
      return 'giving back';
    default:
      return 'taking';
  }
}
