import type { Clock } from '../domain/clock';
import { type DigestActivities, runDigests } from '../domain/digest/run';
import { summarizedActivities } from './activity-options';

/** Behind everything that looks or moves: it reads what the day has left. */
const LAST = { priority: { priorityKey: 5 } } as const;

/** What people are told of the day before, and of days that were missed. Answers the dates that were written. */
export async function dailyDigest(input: { readonly clock: Clock }): Promise<readonly string[]> {
  const activities = summarizedActivities<DigestActivities>(
    input.clock,
    {
      dueDigests: 'Find the days that nobody was told of',
      writeDigest: 'Write what happened on a day, and have it told',
    },
    LAST,
  );
  return runDigests(activities);
}
