import type { CaseActivities } from '../domain/case/perform';
import type { CollectionActivities } from '../workflows/collection-list';
import { caseActivities } from './case';
import { readCollectionList } from './collection-list';
import type { ActivityDeps } from './deps';

export type AllActivities = CaseActivities & CollectionActivities;

/** Every activity by its name, bound to what the process has. */
export function createActivities(deps: ActivityDeps): AllActivities {
  return { ...caseActivities(deps), readCollectionList: () => readCollectionList(deps) };
}
