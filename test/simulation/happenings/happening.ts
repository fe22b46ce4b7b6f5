import type { Dice } from '../dice';
import type { Marketplace } from '../marketplace';
import type { System } from '../system';

/** One thing that somebody does; answers what it was, or null where it makes no sense now. */
export type Happening = (
  market: Marketplace,
  dice: Dice,
  system: System,
) => string | null | Promise<string | null>;

/** How often a happening is drawn among all others. */
export type Weighted = readonly (readonly [weight: number, happening: Happening])[];
