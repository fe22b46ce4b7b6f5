import type { CaseActivities } from '../domain/case/perform';
import type { DigestActivities } from '../domain/digest/run';
import type { DisputeActivities } from '../domain/dispute/perform';
import type { PayoutActivities } from '../domain/payout/page';
import type { PayoutScheduleActivities } from '../domain/payout/schedule';
import type { ReconciliationActivities } from '../domain/reconciliation/reconcile';
import type { RefundActivities } from '../domain/refund/perform';
import type { ReviewActivities } from '../domain/review/perform';
import type { SweepActivities } from '../domain/sweep/sweep';
import { caseActivities } from './case';
import type { ActivityDeps } from './deps';
import { digestActivities } from './digest';
import { disputeActivities } from './dispute';
import { payoutActivities } from './payout';
import { reconciliationActivities } from './reconciliation';
import { refundActivities } from './refund';
import { reviewActivities } from './review';
import { sweepActivities } from './sweep';

export type AllActivities = CaseActivities &
  DigestActivities &
  DisputeActivities &
  PayoutActivities &
  PayoutScheduleActivities &
  RefundActivities &
  ReviewActivities &
  SweepActivities &
  ReconciliationActivities;

/** Every activity by its name, bound to what the process has. */
export function createActivities(deps: ActivityDeps): AllActivities {
  return {
    ...caseActivities(deps),
    ...digestActivities(deps),
    ...disputeActivities(deps),
    ...payoutActivities(deps),
    ...refundActivities(deps),
    ...reviewActivities(deps),
    ...sweepActivities(deps),
    ...reconciliationActivities(deps),
  };
}
