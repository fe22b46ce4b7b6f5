import type { AmountTable, Policy } from '../../src/domain/policy/policy';
import { defaultPolicy } from '../../src/policy-file';
import type { Deal } from '../../src/simulator/world/acts-port';
import type { Dice } from './dice';

/** What a platform agreed with its sellers, and the policy that says the same. */
export interface Terms {
  readonly policy: Policy;
  readonly deal: Deal;
  readonly contestedBy: 'platform' | 'seller';
}

export function someTerms(dice: Dice): Terms {
  const shipped = defaultPolicy();
  const applicationFee = dice.pick(['keep', 'keep', 'return'] as const);
  const contestedBy = dice.pick(['platform', 'platform', 'seller'] as const);
  const isCautious = dice.chance(0.2);
  const caps: Policy['caps'] = {
    ...shipped.caps,
    reversalPerMove: lowered(shipped.caps.reversalPerMove, 20_000),
    reversalsPerDay: lowered(shipped.caps.reversalsPerDay, 30_000),
    perAccountPerDay: lowered(shipped.caps.perAccountPerDay, 25_000),
  };
  const policy: Policy = {
    ...shipped,
    dispute: { ...shipped.dispute, applicationFee, contestedBy },
    refund: { ...shipped.refund, applicationFee },
    caps: isCautious ? caps : shipped.caps,
  };
  return { policy, deal: { applicationFee }, contestedBy };
}

/** The same currencies, each with a limit that a part of the sales is above. */
const lowered = (table: AmountTable, toMinor: number): AmountTable =>
  Object.fromEntries(Object.keys(table).map((code) => [code, toMinor]));
