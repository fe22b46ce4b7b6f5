import type { PayoutActivities } from '../../domain/payout/page';
import type { PayoutScheduleActivities } from '../../domain/payout/schedule';
import type { ActivityDeps } from '../deps';
import { payPage } from './pay-page';
import { askScheduledRuns } from './scheduled-runs';

export const payoutActivities = (deps: ActivityDeps): PayoutActivities & PayoutScheduleActivities => ({
  payPage: (ref) => payPage(deps, ref),
  askScheduledRuns: () => askScheduledRuns(deps),
});
