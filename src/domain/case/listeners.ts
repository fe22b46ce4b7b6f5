import type { Audience } from '../policy/policy';
import { owedMinor, type CaseFacts } from './facts';
import { type CaseState, isPaused } from './state';
import type { CaseStep } from './step';

export type Tell = Omit<Extract<CaseStep, { kind: 'tell' }>, 'attend'>;

/** Who may be told now: the seller not while paused, quiet, or while funds on their way cover what is owed. */
export function listeners(
  state: CaseState,
  facts: CaseFacts,
  audiences: readonly Audience[],
  nowMs: number,
): readonly Audience[] {
  const covered = facts.pendingMinor >= owedMinor(facts);
  const sellerIsSpared = isPaused(state, nowMs) || state.waitForClearing || covered || !facts.reachable;
  return audiences.filter((audience) => audience !== 'seller' || !sellerIsSpared);
}
