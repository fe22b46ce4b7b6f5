import type { DisputeClaim, PartFacts, SellerFacts, TransferFact } from '../../src/domain/dispute/facts';
import { accountId, type ClaimId, transferId } from '../../src/domain/ids';
import { currency } from '../../src/domain/money';

export const USD = currency('usd');
export const EUR = currency('eur');
export const A = accountId('acct_A');
export const B = accountId('acct_B');

/** What the books say of a part: nothing, unless it is said. */
export const partWith = (change: Partial<PartFacts> = {}): PartFacts => ({
  takenMinor: 0,
  openClaimsMinor: 0,
  writtenOffMinor: 0,
  claims: [],
  debits: 0,
  giveBacks: 0,
  ...change,
});

export const transferWith = (
  id: string,
  amountMinor: number,
  change: Partial<TransferFact> = {},
): TransferFact => ({
  transfer: transferId(id),
  amountMinor,
  reversedMinor: 0,
  applicationFeeMinor: 0,
  moves: 0,
  ...change,
});

/** An open claim, all of it free, in the currency of its cause. */
export const claimWith = (
  id: string,
  openMinor: number,
  change: Partial<DisputeClaim> = {},
): DisputeClaim => ({
  claimId: id as ClaimId,
  form: 'rest',
  currency: USD,
  openMinor,
  reservedMinor: 0,
  pairCauseMinor: openMinor,
  pairClaimMinor: openMinor,
  transfer: null,
  ...change,
});

/** A seller of one transfer of 10000 from whom nothing was taken, and who was told nothing. */
export const sellerWith = (change: Partial<SellerFacts> = {}): SellerFacts => ({
  account: A,
  currency: USD,
  transfers: [transferWith('tr_1', 10_000)],
  giveBacks: [],
  otherCausesMinor: 0,
  losses: 'platform',
  principal: partWith(),
  fee: partWith(),
  beforeGiveBack: null,
  told: { notices: 0, principalMinor: 0, feeMinor: 0 },
  answers: { giveBack: null, above: null },
  ...change,
});

/** The account was read and booked right before: nothing stands in the way of giving back. */
export const MAY_GET_BACK: NonNullable<SellerFacts['beforeGiveBack']> = {
  currency: USD,
  shortfallMinor: 0,
  transfersElsewhere: [],
};

/** Bears this much of the principal, has been told so, and could get it back. */
export const sellerWhoBore = (takenMinor: number, change: Partial<SellerFacts> = {}): SellerFacts =>
  sellerWith({
    principal: partWith({ takenMinor }),
    told: { notices: 1, principalMinor: takenMinor, feeMinor: 0 },
    beforeGiveBack: MAY_GET_BACK,
    ...change,
  });
