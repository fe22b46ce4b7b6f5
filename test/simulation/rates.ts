import type { Acts } from '../../src/simulator/world/acts-port';
import type { Dice } from './dice';

/** About what one US cent is worth, in the smallest unit of each. */
const WORTH: Readonly<Record<string, number>> = {
  usd: 1,
  eur: 0.92,
  gbp: 0.79,
  jpy: 1.5,
  chf: 0.88,
  aud: 1.52,
};

/** Every rate a little elsewhere than before, as markets go; both directions of a pair fit each other. */
export function moveRates(acts: Pick<Acts, 'setRate'>, dice: Dice): void {
  const worth = Object.entries(WORTH).map(
    ([code, one]) => [code, one * (0.93 + 0.14 * dice.next())] as const,
  );
  for (const [from, ofFrom] of worth) {
    for (const [to, ofTo] of worth) if (from !== to) acts.setRate(from, to, ofTo / ofFrom);
  }
}
