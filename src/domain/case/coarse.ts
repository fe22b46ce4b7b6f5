import { atRiskMinor, claimsMinor } from './facts';
import type { CaseState } from './state';

/** What a list of cases shows: one word, changed rarely, because each change is billed. */
export type CoarseCase =
  'opening' | 'collecting' | 'needs a person' | 'paused' | 'waiting for clearing' | 'claims open' | 'closed';

export function coarse(state: CaseState): CoarseCase {
  const { facts } = state;
  if (state.closed !== null) return 'closed';
  if (facts === null) return 'opening';
  if (state.raised.length > 0) return 'needs a person';
  if (state.pause !== null) return 'paused';
  if (state.waitForClearing) return 'waiting for clearing';
  const onlyClaims = facts.claims.length > 0 && atRiskMinor(facts) === claimsMinor(facts);
  return onlyClaims ? 'claims open' : 'collecting';
}
