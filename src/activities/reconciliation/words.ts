import { agrees, type ReserveComparison } from '../../domain/reconciliation/compare';
import type { AccountDifference, ReconciliationResult } from '../../domain/reconciliation/outcome';
import { currency as toCurrency, formatMoney } from '../../domain/money';

/** As many accounts are named in a message as people read. */
const NAMED = 5;

/** What a person reads of a currency whose reserve is not what is known; amounts in major units. */
export function whatDiffers(
  comparison: ReserveComparison,
  found: readonly AccountDifference[],
  { reading, failed }: ReconciliationResult,
): string {
  const { currency, heldMinor, readings } = comparison;
  const money = (minor: number): string => formatMoney(minor, currency);
  const { shortfallMinor, unreadableMinor, keptMinor, differenceMinor } = readings[reading];
  const sums = `Stripe holds ${money(heldMinor)} of the platform's money for negative accounts; Recoup knows of ${money(shortfallMinor)}${unreadableMinor === 0 ? '' : `, of ${money(unreadableMinor)} for accounts that cannot be read any more`}${keptMinor === 0 ? '' : `, and of ${money(keptMinor)} for debits that were just paid`}`;
  const named = found.slice(0, NAMED).map(saidOf).join('; ');
  const others = found.length > NAMED ? `; and ${found.length - NAMED} more` : '';
  const accounts = found.length === 0 ? '' : ` Otherwise than known: ${named}${others}. They are looked at.`;
  if (agrees(comparison, reading)) {
    return `Accounts were otherwise than known in ${currency}, again.${accounts} See that events arrive (the inbox) and that relay and sweep run; it settles with the next reconciliation that finds nobody.`;
  }
  const broken =
    failed === null
      ? ' Every account whose losses the platform bears was read.'
      : ` The search broke off: ${failed}.`;
  return `${sums}. That leaves ${money(differenceMinor)} which nothing explains.${accounts}${broken} Likely causes: an account that the key may not read, a debit that is not booked yet, or a balance that moves right now. Reconcile again in an hour; if it stays, ask Stripe's support for the accounts behind the reserve.`;
}

function saidOf({ account, currency, knownMinor, foundMinor }: AccountDifference): string {
  const money = (minor: number): string => formatMoney(minor, toCurrency(currency));
  return `${account} is ${money(foundMinor)} below zero, known were ${money(knownMinor)}`;
}
