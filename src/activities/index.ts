import type { CaseActivities } from '../domain/case/perform';
import type { DisputeActivities } from '../domain/dispute/perform';
import type { CollectionActivities } from '../workflows/collection-list';
import { caseActivities } from './case';
import { readCollectionList } from './collection-list';
import type { ActivityDeps } from './deps';
import { disputeActivities } from './dispute';

export type AllActivities = CaseActivities & DisputeActivities & CollectionActivities;

/** Every activity by its name, bound to what the process has. */
export function createActivities(deps: ActivityDeps): AllActivities {
  return {
    ...caseActivities(deps),
    ...disputeActivities(deps),
    readCollectionList: () => readCollectionList(deps),
  };
}
