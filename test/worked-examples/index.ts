import { bankDebitsAndClearing } from './bank-debits-and-clearing';
import { credits } from './credits';
import { currencies } from './currencies';
import { destinationCharges } from './destination-charges';
import { directCharges } from './direct-charges';
import type { WorkedExample } from './example';
import { payoutRuns } from './payout-runs';
import { severalSellers } from './several-sellers';
import { wonLater } from './won-later';

/** The worked examples of disputes, credits and payout runs; those of refunds belong to what brings these. */
export const WORKED_EXAMPLES: readonly WorkedExample[] = [
  ...destinationCharges,
  ...bankDebitsAndClearing,
  ...wonLater,
  ...severalSellers,
  ...currencies,
  ...directCharges,
  ...credits,
  ...payoutRuns,
];

export function exampleNamed(id: string): WorkedExample {
  const found = WORKED_EXAMPLES.find((example) => example.id === id);
  if (found === undefined) throw new Error(`there is no worked example ${id}`);
  return found;
}
