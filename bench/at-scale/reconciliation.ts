import { sql } from 'kysely';
import { reconcileOnce } from '../../src/activities/reconciliation';
import type { Figure } from '../figure';
import type { ScaleHouse } from './house';
import { accountName } from './messages';

const NEGATIVE = 300;
const EACH_MINOR = 500;

/** Accounts below zero, all of them known: what the reconciliation costs that has nothing to search. */
export async function reconciliationFigures(house: ScaleHouse): Promise<Figure[]> {
  await house.ask({ ask: 'owe', accounts: NEGATIVE, eachMinor: EACH_MINOR });
  const facts = JSON.stringify({ availableMinor: { usd: -EACH_MINOR }, cardPayments: 'unrequested' });
  await sql`update accounts set facts = ${facts}::jsonb where account < ${accountName(NEGATIVE)}`.execute(
    house.db,
  );
  const before = house.calls();
  const beganMs = performance.now();
  const { outcome, comparisons } = await reconcileOnce(house.deps, 'daily');
  const tookMs = Math.round(performance.now() - beganMs);
  const [usd] = comparisons;
  if (outcome !== 'agrees' || usd?.heldMinor !== NEGATIVE * EACH_MINOR) {
    throw new Error(`the sums should agree, and they do not: ${outcome}, ${JSON.stringify(comparisons)}`);
  }
  return [
    {
      what: `calls of a reconciliation that agrees, ${NEGATIVE} of ${house.accounts} accounts below zero (${tookMs} ms)`,
      value: house.calls() - before,
      bar: 2,
      better: 'lower',
      unit: 'calls',
    },
  ];
}
