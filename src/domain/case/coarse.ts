import { owedMinor, unsettledDebit } from './facts';
import type { CaseState } from './state';

/** What a list of cases shows: one word, changed rarely. */
export type CoarseCase =
  | 'opening'
  | 'collecting'
  | 'debit under way'
  | 'needs a person'
  | 'paused'
  | 'waiting for clearing'
  | 'claims open'
  | 'closed';

export function coarse(state: CaseState): CoarseCase {
  const { facts } = state;
  if (state.closed !== null) return 'closed';
  if (facts === null) return 'opening';
  if (state.raised.length > 0) return 'needs a person';
  if (state.pause !== null) return 'paused';
  if (unsettledDebit(facts) !== undefined) return 'debit under way';
  if (state.waitForClearing) return 'waiting for clearing';
  return facts.shortfallMinor === 0 && owedMinor(facts) > 0 ? 'claims open' : 'collecting';
}
