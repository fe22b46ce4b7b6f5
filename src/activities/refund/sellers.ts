import type Stripe from 'stripe';
import {
  type AccountId,
  type CauseId,
  disputeCause,
  objectCause,
  type RefundSubject,
  refundWorkflowId,
} from '../../domain/ids';
import type { ChargeFact, RefundSeller } from '../../domain/refund/facts';
import type { RefundRef } from '../../domain/refund/perform';
import { standingMinor } from '../../domain/refund/target';
import { lockCause } from '../../store/locks';
import { refundCausesOf, type RefundRow } from '../../store/refunds';
import type { ActivityDeps } from '../deps';
import { attribute, type Attributed } from '../dispute/attribution';
import { giveBacksOf, readLossBooks } from '../dispute/books';
import { borneByOthers, followedCauses } from '../dispute/other-causes';
import type { ReversalOfCharge } from '../dispute/reversals-elsewhere';
import { reversalsOfCharge } from '../dispute/reversals-of-charge';
import { attentionOf } from '../dispute/said';
import { directSeller, sellersOf, type SellersInBooks } from '../dispute/seller-facts';
import { type RefundAtStripe, reversedWith } from './at-stripe';
import { askedFor, unsettledOf } from './books';
import { type ChargeDisputes, disputesThatForbid } from './disputes';

/** Whose sale the charge was, and what was reversed and disputed of it. */
export interface Charged {
  readonly attributed: Attributed;
  readonly reversals: readonly ReversalOfCharge[];
  readonly disputes: ChargeDisputes;
}

export async function readCharge(
  deps: Pick<ActivityDeps, 'stripe' | 'db'>,
  { account }: RefundRef,
  { charge }: RefundAtStripe,
): Promise<Charged> {
  const disputes = await disputesThatForbid(deps.stripe, charge, account);
  const nobodys = { transfers: [], earned: null };
  if (account !== null) return { attributed: { by: 'direct', ...nobodys }, reversals: [], disputes };
  if (charge === null) return { attributed: { by: 'unknown', ...nobodys }, reversals: [], disputes };
  const attributed = await attribute(deps, charge);
  const reversals = await reversalsOfCharge(deps.stripe, attributed, disputes.all);
  return { attributed, reversals, disputes };
}

/** What the store has about the refund and its sellers, read at one moment. */
export async function readStore(
  deps: ActivityDeps,
  subject: RefundSubject,
  row: RefundRow | null,
  cause: CauseId | null,
  charge: ChargeFact | null,
  { reversals, disputes }: Charged,
) {
  // A request that is not made yet has nothing in the books; its own id stands for it.
  const own = cause ?? objectCause(subject);
  return deps.db.transaction().execute(async (tx) => {
    const refunds = charge === null ? [] : await refundCausesOf(tx, charge.charge);
    const named = [...disputes.all.map(({ dispute }) => disputeCause(dispute)), ...refunds];
    const followed = followedCauses(own, named, reversals);
    // In one order everywhere, so that flows of one charge wait for each other instead of deadlocking.
    for (const one of [own, ...followed].toSorted()) await lockCause(tx, one);
    const loss = { cause: own, workflowId: refundWorkflowId(subject) };
    const inBooks: SellersInBooks = {
      books: await readLossBooks(tx, deps.ledger, loss, ['refundTaken', 'refundGivenBack']),
      given: await giveBacksOf(tx, [own, ...followed]),
      borneByOthers: await borneByOthers(tx, deps.ledger, followed, reversals),
      said: { answers: [], ...(await attentionOf(tx, loss.workflowId)) },
    };
    return {
      inBooks,
      asked: await askedFor(tx, subject, row),
      unsettled: await unsettledOf(tx, subject, cause),
    };
  });
}

/** The sellers of the charge, with what they bear of this refund and of its other causes. */
export async function sellersIn(
  stripe: Stripe,
  account: AccountId | null,
  atStripe: RefundAtStripe,
  charge: ChargeFact | null,
  { attributed }: Charged,
  inBooks: SellersInBooks,
): Promise<readonly RefundSeller[]> {
  if (charge === null) return [];
  const code = charge.currency;
  if (account !== null) {
    const standing = atStripe.made === null ? 0 : (standingMinor(atStripe.made) ?? 0);
    return [
      { ...directSeller(account, code, code, standing, inBooks), withRefundMinor: null, feeBackMinor: 0 },
    ];
  }
  const reversed = reversedWith(atStripe);
  const sellers = await sellersOf(stripe, atStripe.charge, attributed, code, inBooks);
  return sellers.map((seller, index) => ({
    ...seller,
    withRefundMinor: index === 0 ? (reversed?.netMinor ?? null) : null,
    feeBackMinor: index === 0 ? (reversed?.feeBackMinor ?? 0) : 0,
  }));
}
