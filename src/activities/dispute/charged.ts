import type { DisputeRef } from '../../domain/dispute/perform';
import { type DisputeId, disputeCause } from '../../domain/ids';
import { currency } from '../../domain/money';
import type { ActivityDeps } from '../deps';
import type { DisputeAtStripe } from './at-stripe';
import { attribute, type Attributed } from './attribution';
import { reversalsOfCharge } from './reversals-of-charge';
import { disputesOfCharge, type ReversalOfCharge } from './reversals-elsewhere';

/** What Stripe knows of the charge beside the dispute itself. */
export interface Charged {
  readonly attributed: Attributed;
  readonly reversals: readonly ReversalOfCharge[];
  readonly otherDisputes: readonly DisputeId[];
}

const NOTHING_CHARGED: Charged = {
  attributed: { by: 'unknown', transfers: [], earned: null },
  reversals: [],
  otherDisputes: [],
};

/** Books the reversals that somebody else made for this dispute (R7). */
export async function readCharge(
  deps: ActivityDeps,
  ref: DisputeRef,
  { charge }: DisputeAtStripe,
): Promise<Charged> {
  if (ref.account !== null)
    return { ...NOTHING_CHARGED, attributed: { by: 'direct', transfers: [], earned: null } };
  if (charge === null) return NOTHING_CHARGED;
  const attributed = await attribute(deps, charge);
  const disputes = await disputesOfCharge(deps.stripe, charge.id);
  const reversals = await reversalsOfCharge(deps.stripe, attributed, disputes);
  await bookElsewhere(deps, ref.dispute, reversals);
  const others = disputes.map((one) => one.dispute).filter((id) => id !== ref.dispute);
  return { attributed, reversals, otherDisputes: others };
}

async function bookElsewhere(
  deps: ActivityDeps,
  dispute: DisputeId,
  reversals: readonly ReversalOfCharge[],
): Promise<void> {
  const cause = disputeCause(dispute);
  const elsewhere = reversals.filter((reversal) => !reversal.own && reversal.cause === cause);
  if (elsewhere.length === 0) return;
  await deps.db.transaction().execute(async (tx) => {
    for (const { id, account, amountMinor, currency: code, createdMs } of elsewhere) {
      await deps.ledger.bookReversalElsewhere(tx, {
        reversalId: id,
        cause,
        part: 'principal',
        account,
        amountMinor,
        currency: currency(code),
        effectiveMs: createdMs,
      });
    }
  });
}
