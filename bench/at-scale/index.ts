import type { Figure } from '../figure';
import { fullScanFigures } from './full-scan';
import { withScaleHouse } from './house';
import { reconciliationFigures } from './reconciliation';
import { sweepFigures } from './sweep';

const REQUESTS_PER_SECOND = 200;

export interface Scale {
  readonly accounts: number;
  readonly scanForMs: number;
}

const FULL: Scale = { accounts: 100_000, scanForMs: 60_000 };

/**
 * A hundred thousand accounts in the store and at a simulated Stripe: what a reconciliation and a sweep cost in calls,
 * and whether a full scan uses what the limit on calls allows without growing. No Temporal: a slice is one activity.
 */
export async function run({ accounts, scanForMs }: Scale = FULL): Promise<Figure[]> {
  return withScaleHouse({ accounts, requestsPerSecond: REQUESTS_PER_SECOND }, async (house) => [
    ...(await reconciliationFigures(house)),
    ...(await sweepFigures(house)),
    ...(await fullScanFigures(house, { requestsPerSecond: REQUESTS_PER_SECOND, forMs: scanForMs })),
  ]);
}
