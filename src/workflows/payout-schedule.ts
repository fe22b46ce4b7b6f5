import type { Clock } from '../domain/clock';
import type { RunId } from '../domain/payout/run-id';
import type { PayoutScheduleActivities } from '../domain/payout/schedule';
import { summarizedActivities } from './activity-options';

/** Asks for the payout runs that the policy wants by now; each is a workflow of its own. Answers those that are new. */
export async function payoutSchedule(input: { readonly clock: Clock }): Promise<readonly RunId[]> {
  const activities = summarizedActivities<PayoutScheduleActivities>(input.clock, {
    askScheduledRuns: 'Ask for the payout runs that the policy wants by now',
  });
  return activities.askScheduledRuns();
}
