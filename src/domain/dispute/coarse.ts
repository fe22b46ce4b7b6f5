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
  if (first === undefined) return 'following';
  return GIVING_BACK.includes(first.kind) ? 'giving back' : 'taking';
}

const GIVING_BACK: readonly string[] = ['releaseClaims', 'setOff', 'giveBack'];
