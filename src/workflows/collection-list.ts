import { summarizedActivities } from './activity-options';
import type { Clock } from '../domain/clock';

/** What no event announces, read on a schedule; it goes the way of every event: inbox, wake, look. */
export interface CollectionActivities {
  /** Answers how many collection transfers were new. */
  readCollectionList(): Promise<number>;
}

/** One reading of the platform's list of collection transfers. Each run is a schedule's. */
export async function collectionList(input: { readonly clock: Clock }): Promise<number> {
  const activities = summarizedActivities<CollectionActivities>(input.clock, {
    readCollectionList: "Read the platform's list of collection transfers",
  });
  return activities.readCollectionList();
}
