import { isRefundRequest, objectCause, refundWorkflowId, type RefundSubject } from '../ids';
import { PLATFORM, type RefundMove } from '../moves';
import { isShortOfMoney } from '../trying';
import type { AskedFor, ChargeFact, RefundFacts, RefundSeller } from './facts';
import type { RefundPolicy } from './policy';
import { share } from './target';

/** Why what was asked for is not made, and will not be. */
export type NotMade =
  | 'no_such_charge'
  | 'not_paid'
  | 'other_currency'
  | 'nothing_left'
  | 'more_than_left'
  | 'charged_back'
  | 'declined'
  | 'refused_by_stripe'
  | 'over';

/** What becomes of a request that has not been made yet. */
export type Plan =
  | { readonly kind: 'make'; readonly move: RefundMove }
  /** A dispute forbids it; it is made when the dispute has ended. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'cannot'; readonly why: NotMade };

/** What is refused for a reason that passes, by itself or because a person said so, stays due. */
const PASSING = ['charge_disputed', 'refund_disputed_payment', 'given_up'];
export const passes = (code: string): boolean => isShortOfMoney(code) || PASSING.includes(code);

/** Nobody asked for it here, and Stripe has nothing by that id. */
export const isMissing = ({ asked, made }: RefundFacts): boolean => asked === null && made === null;

/** Null where nothing was asked for, or where it is made already. */
export function planRefund(subject: RefundSubject, facts: RefundFacts, policy: RefundPolicy): Plan | null {
  const { asked, charge, made } = facts;
  if (made !== null || asked === null || !isRefundRequest(subject)) return null;
  if (charge === null) return cannot('no_such_charge');
  const amountMinor = asked.amountMinor ?? charge.capturedMinor - charge.refundedMinor;
  const why = whyNot(asked, charge, amountMinor);
  if (why !== null) return cannot(why);
  if (charge.disputed === 'open') return { kind: 'wait' };
  const reverseTransfer = takesWithRefund(facts, charge, policy, amountMinor);
  return {
    kind: 'make',
    move: {
      kind: 'refund',
      cause: objectCause(subject),
      part: 'principal',
      account: facts.direct ?? PLATFORM,
      amountMinor,
      currency: charge.currency,
      n: asked.moves,
      workflowId: refundWorkflowId(subject),
      claimId: null,
      charge: charge.charge,
      reverseTransfer,
      refundApplicationFee: policy.applicationFee === 'return' && hasApplicationFee(facts, reverseTransfer),
      reason: asked.reason,
    },
  };
}

const cannot = (why: NotMade): Plan => ({ kind: 'cannot', why });

function whyNot(asked: AskedFor, charge: ChargeFact, amountMinor: number): NotMade | null {
  if (asked.over) return 'over';
  if (asked.refusedWith !== null && !passes(asked.refusedWith)) return 'refused_by_stripe';
  if (!charge.paid || charge.capturedMinor === 0) return 'not_paid';
  if (asked.currency !== null && asked.currency !== charge.currency) return 'other_currency';
  if (charge.disputed === 'lost') return 'charged_back';
  const leftMinor = charge.capturedMinor - charge.refundedMinor;
  if (leftMinor <= 0) return 'nothing_left';
  return amountMinor > leftMinor ? 'more_than_left' : null;
}

/**
 * Stripe takes the seller's part with the same call, for a destination charge whose transfer still has all of it, and
 * only where that is not more than the seller can bear beside other causes (R5). Else it is taken by reversals.
 */
function takesWithRefund(
  facts: RefundFacts,
  charge: ChargeFact,
  policy: RefundPolicy,
  amountMinor: number,
): boolean {
  const [seller] = facts.sellers;
  const [transfer] = seller?.transfers ?? [];
  if (facts.attribution !== 'transfer' || seller === undefined || transfer === undefined) return false;
  const { shareMinor, mostMinor } = share(seller, policy, amountMinor, charge.capturedMinor);
  const gross = share(seller, { ...policy, applicationFee: 'keep' }, amountMinor, charge.capturedMinor);
  const leftMinor = transfer.amountMinor - transfer.reversedMinor;
  // Stripe may round its part up by one unit.
  return shareMinor < mostMinor || (shareMinor === mostMinor && amountMinor === charge.capturedMinor)
    ? leftMinor >= gross.shareMinor && gross.shareMinor > 0
    : false;
}

/** The fee of a destination charge goes back with the reversal of its transfer; a direct charge's by itself. */
function hasApplicationFee({ direct, sellers }: RefundFacts, reverseTransfer: boolean): boolean {
  const feeMinor = (seller: RefundSeller): number =>
    seller.transfers.reduce((sum, transfer) => sum + transfer.applicationFeeMinor, 0);
  return direct !== null || (reverseTransfer && sellers.some((seller) => feeMinor(seller) > 0));
}
