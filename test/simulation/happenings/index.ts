import type { Dice } from '../dice';
import type { Marketplace } from '../marketplace';
import type { System } from '../system';
import { DISPUTES } from './disputes';
import type { Happening } from './happening';
import { PEOPLE } from './people';
import { REFUNDS } from './refunds';
import { SELLERS } from './sellers';

const LOTS = [...SELLERS, ...DISPUTES, ...REFUNDS, ...PEOPLE].flatMap(([weight, happening]) =>
  Array<Happening>(weight).fill(happening),
);

const MOST_DRAWS = 8;

/** Something happens; answers what. */
export async function somethingHappens(market: Marketplace, dice: Dice, system: System): Promise<string> {
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    const happened = await dice.pick(LOTS)(market, dice, system);
    if (happened !== null) return happened;
  }
  return 'nothing';
}
