import type { AccountId } from '../ids';
import type { Part } from '../ledger/books';
import type { Currency } from '../money';
import { borneMinor, type DisputeFacts, partOf, type SellerFacts } from './facts';
import type { DisputePolicy } from './policy';
import { feeShare, feeTarget, netOfApplicationFee, principalShare } from './shares';

/** R8 for one seller and part: what they should bear, what they do, and so the next move in either direction. */
export interface Line {
  readonly account: AccountId;
  readonly part: Part;
  readonly currency: Currency;
  readonly targetMinor: number;
  readonly takenMinor: number;
  readonly openClaimsMinor: number;
  readonly writtenOffMinor: number;
  readonly takeMinor: number;
  readonly releaseMinor: number;
}

export interface Targets {
  /** R9: all fees first, then the principals, sellers in the order of their transfers. */
  readonly lines: readonly Line[];
  /** What lies above what a seller can bear, in the currency of their transfers: the platform's, with attention (R5). */
  readonly above: readonly {
    readonly account: AccountId;
    readonly currency: Currency;
    readonly amountMinor: number;
  }[];
}

const NO_TARGETS: Targets = { lines: [], above: [] };

/** One look is asked about many times, and its facts never change. */
const worked = new WeakMap<DisputeFacts, { readonly policy: DisputePolicy; readonly targets: Targets }>();

/** R1 to R9, R19: from what Stripe and the books show to what each seller should bear. */
export function targets(facts: DisputeFacts, policy: DisputePolicy): Targets {
  const known = worked.get(facts);
  if (known?.policy === policy) return known.targets;
  const found = workOut(facts, policy);
  worked.set(facts, { policy, targets: found });
  return found;
}

function workOut(facts: DisputeFacts, policy: DisputePolicy): Targets {
  const { withdrawn, sellers } = facts;
  if (typeof withdrawn === 'string' || facts.attribution === 'unknown') return NO_TARGETS;
  const feeOfAll = feeTarget(withdrawn, facts.contestedBy ?? policy.contestedBy);
  const weightOfAll = sellers.reduce((sum, seller) => sum + weight(seller), 0);
  const fees = sellers.map((seller) =>
    lineOf(facts, seller, 'fee', withdrawn.feeCurrency, feeShare(feeOfAll, weight(seller), weightOfAll)),
  );
  // R19: Stripe takes and returns the principal of a direct charge on the account itself.
  if (facts.direct !== null) return { lines: fees, above: [] };
  const shares = sellers.map((seller) => ({ seller, ...principalTarget(seller, facts, policy) }));
  return {
    lines: [
      ...fees,
      ...shares.map((share) =>
        lineOf(facts, share.seller, 'principal', share.seller.currency, share.targetMinor),
      ),
    ],
    above: shares
      .filter((share) => share.aboveMinor > 0)
      .map(({ seller, aboveMinor }) => ({
        account: seller.account,
        currency: seller.currency,
        amountMinor: aboveMinor,
      })),
  };
}

/** Shares are compared by transfer amount; a direct charge has one seller and no transfer. */
function weight(seller: SellerFacts): number {
  if (seller.earnedMinor !== undefined) return seller.earnedMinor;
  return seller.transfers.length === 0 ? 1 : transferredMinor(seller);
}

/** What a seller had of the charge: the transfers that brought it, or what was earned, however it is paid. */
export const earningParts = (
  seller: Pick<SellerFacts, 'transfers' | 'earnedMinor'>,
): readonly { readonly amountMinor: number; readonly applicationFeeMinor: number }[] =>
  seller.earnedMinor === undefined
    ? seller.transfers
    : [{ amountMinor: seller.earnedMinor, applicationFeeMinor: 0 }];

function transferredMinor(seller: SellerFacts): number {
  return seller.transfers.reduce((sum, transfer) => sum + transfer.amountMinor, 0);
}

function principalTarget(
  seller: SellerFacts,
  facts: DisputeFacts,
  policy: DisputePolicy,
): { targetMinor: number; aboveMinor: number } {
  if (typeof facts.withdrawn === 'string') return { targetMinor: 0, aboveMinor: 0 };
  const { principalMinor } = facts.withdrawn;
  let shareMinor = 0;
  let mostMinor = -seller.otherCausesMinor;
  for (const { amountMinor, applicationFeeMinor } of earningParts(seller)) {
    const feeBack = policy.applicationFee === 'return' ? applicationFeeMinor : 0;
    const gross = principalShare(amountMinor, principalMinor, facts.capturedMinor);
    shareMinor += netOfApplicationFee(gross, amountMinor, feeBack);
    mostMinor += amountMinor - feeBack;
  }
  // A person made it the seller's, whatever other causes have taken (R5).
  if (seller.answers.above === 'seller') mostMinor = shareMinor;
  const targetMinor = Math.max(0, Math.min(shareMinor, mostMinor));
  return { targetMinor, aboveMinor: shareMinor - targetMinor };
}

function lineOf(
  facts: DisputeFacts,
  seller: SellerFacts,
  part: Part,
  currency: Currency,
  targetMinor: number,
): Line {
  const books = partOf(seller, part);
  const borne = borneMinor(books);
  const takeMinor = Math.max(0, targetMinor - borne - books.writtenOffMinor);
  const releaseMinor = Math.max(0, borne - targetMinor);
  return {
    account: seller.account,
    part,
    currency,
    targetMinor,
    takenMinor: books.takenMinor,
    openClaimsMinor: books.openClaimsMinor,
    writtenOffMinor: books.writtenOffMinor,
    // A person left it to the platform, or keeps what would go back: then claims are released, and nothing is sent.
    takeMinor: facts.sellersAnswer === 'leave' ? 0 : takeMinor,
    releaseMinor:
      seller.answers.giveBack === 'keep' ? Math.min(releaseMinor, books.openClaimsMinor) : releaseMinor,
  };
}

/** Nothing to take and nothing to give back. */
export const isMet = (line: Line): boolean => line.takeMinor === 0 && line.releaseMinor === 0;
