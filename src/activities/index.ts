import type { CaseActivities } from '../domain/case/perform';
import type { DisputeActivities } from '../domain/dispute/perform';
import type { SweepActivities } from '../domain/sweep/sweep';
import { caseActivities } from './case';
import type { ActivityDeps } from './deps';
import { disputeActivities } from './dispute';
import { sweepActivities } from './sweep';

export type AllActivities = CaseActivities & DisputeActivities & SweepActivities;

/** Every activity by its name, bound to what the process has. */
export function createActivities(deps: ActivityDeps): AllActivities {
  return {
    ...caseActivities(deps),
    ...disputeActivities(deps),
    ...sweepActivities(deps),
  };
}
