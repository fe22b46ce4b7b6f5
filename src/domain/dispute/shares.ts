import { mulDivFloor } from '../money';

/**
 * R2 and R3: a transfer's part of the net principal, rounded down, so that one more unit withdrawn never lowers it.
 * The ratio is at most one; what is left over is the platform's. Principal and captured amount are in the charge's
 * currency, the transfer and the answer in the transfer's.
 */
export function principalShare(transferMinor: number, principalMinor: number, capturedMinor: number): number {
  if (principalMinor <= 0) return 0;
  if (principalMinor >= capturedMinor) return transferMinor;
  return mulDivFloor(transferMinor, principalMinor, capturedMinor);
}

/** R4: the fee is divided over the sellers alone, by transfer amount, each part rounded down. */
export function feeShare(feeMinor: number, sellerMinor: number, allSellersMinor: number): number {
  if (feeMinor <= 0 || allSellersMinor <= 0) return 0;
  return mulDivFloor(feeMinor, sellerMinor, allSellersMinor);
}

/**
 * R4: the received fee, and the countered fee where the seller chose to contest, less what came back. Where the
 * platform chose, what comes back of the countered fee lowers nothing that was asked of the seller.
 */
export function feeTarget(
  fees: { readonly feeMinor: number; readonly receivedFeeMinor: number },
  contestedBy: 'seller' | 'platform',
): number {
  const target = contestedBy === 'seller' ? fees.feeMinor : Math.min(fees.receivedFeeMinor, fees.feeMinor);
  return Math.max(0, target);
}

/** R6, policy `return`: what the account keeps of a reversal, net of the application fee that goes back to it. */
export function netOfApplicationFee(
  grossMinor: number,
  transferMinor: number,
  applicationFeeMinor: number,
): number {
  if (applicationFeeMinor === 0) return grossMinor;
  return grossMinor - mulDivFloor(grossMinor, applicationFeeMinor, transferMinor);
}

/**
 * The reversal that takes exactly this much net of the application fee, at most the whole transfer: of those that do
 * (Stripe rounds the fee that goes back down) the largest, so that all of it takes the whole transfer.
 */
export function grossForNet(netMinor: number, transferMinor: number, applicationFeeMinor: number): number {
  if (applicationFeeMinor === 0) return netMinor;
  const kept = transferMinor - applicationFeeMinor;
  if (kept <= 0) return transferMinor;
  return Math.min(transferMinor, mulDivFloor(netMinor, transferMinor, kept));
}
