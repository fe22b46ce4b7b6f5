import { continueAsNew, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { Clock } from '../domain/clock';
import type { ReconciliationKind, ReconciliationResult } from '../domain/reconciliation/outcome';
import { reconcile, type ReconciliationActivities } from '../domain/reconciliation/reconcile';
import { summarizedActivities } from './activity-options';

/** Behind everything that looks at one account or dispute, and behind the sweep's hints. */
const LAST = { priority: { priorityKey: 5 }, heartbeatTimeout: '45 seconds' } as const;

export interface ReserveReconciliationInput {
  readonly clock: Clock;
  readonly kind: ReconciliationKind;
  /** A full one reads also those that the sweep has read lately. */
  readonly everyone?: boolean;
  /** Set by the run before, at continue-as-new: the reconciliation that goes on. */
  readonly resume?: number;
}

/** What Stripe holds of the platform's money for negative accounts, beside what Recoup knows of them. */
export async function reserveReconciliation(
  input: ReserveReconciliationInput,
): Promise<ReconciliationResult> {
  const activities = summarizedActivities<ReconciliationActivities>(
    input.clock,
    {
      beginReconciliation: 'Compare what Stripe holds with what is known',
      searchReserve: 'Read the balances of some accounts',
      endReconciliation: 'Write the result, and say what differs',
    },
    LAST,
  );
  const run = await reconcile(
    activities,
    { kind: input.kind, everyone: input.everyone === true },
    {
      resume: input.resume ?? null,
      isFatal: isCancellation,
      isLong: () => workflowInfo().continueAsNewSuggested,
    },
  );
  if (run.is === 'ended') return run.result;
  return continueAsNew<typeof reserveReconciliation>({ ...input, resume: run.number });
}
