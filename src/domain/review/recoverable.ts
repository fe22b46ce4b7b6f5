import { formatMoney } from '../money';
import type { Recoverable } from './facts';

/** What can still be had back in one currency, as a sentence for each part. */
export function recoverableText(part: Recoverable): string {
  const { currency } = part;
  const amount = (minor: number): string => formatMoney(minor, currency);
  const transfers =
    part.transfers === 0
      ? 'no transfer is left to reverse'
      : `transfers of ${part.moreTransfers ? 'at least ' : ''}${amount(part.reversibleMinor)} can be reversed`;
  return `In ${currency.toUpperCase()} it owes ${amount(part.shortfallMinor)} in its balance and ${amount(part.claimsMinor)} in claims; ${amount(part.availableMinor)} is available, ${amount(part.pendingMinor)} pending; ${transfers}; bank debit: ${part.bankDebit.replaceAll('_', ' ')}.`;
}
