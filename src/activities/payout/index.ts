import type { PayoutActivities } from '../../domain/payout/page';
import type { ActivityDeps } from '../deps';
import { payPage } from './pay-page';

export const payoutActivities = (deps: ActivityDeps): PayoutActivities => ({
  payPage: (ref) => payPage(deps, ref),
});
