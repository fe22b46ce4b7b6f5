import { formatMoney } from '../money';
import { amountFor } from '../policy/policy';
import { hard, PASSES, type Found } from './found';
import type { GuardPolicy, PreflightFacts } from './preflight-facts';

export const noHold = ({ holdReasons }: PreflightFacts): Found =>
  holdReasons.length === 0
    ? PASSES
    : hard('hold', `payouts are held: ${holdReasons.join(', ')}`, 'every reason of the hold is given up');

/**
 * While the balance owes in any currency, nothing is paid out of another. A case that is only a claim, or too small to
 * be told of, halts nothing: claims are withheld from the amount.
 */
export function owesNothing({ openCases }: PreflightFacts, policy: GuardPolicy): Found {
  return openCases.flatMap(({ currency, shortfallMinor }) => {
    const tooSmallMinor = amountFor(policy.tooSmall, currency) ?? 0;
    if (shortfallMinor <= 0 || shortfallMinor < tooSmallMinor) return PASSES;
    return hard(
      'open_case',
      `the balance is ${formatMoney(shortfallMinor, currency)} below zero`,
      'the shortfall is paid, or Stripe clears it',
    );
  });
}

/** What stays has to cover what the open disputes may still take; those of other currencies are their balance's affair. */
export function coversDisputes({ openDisputes, currency, leavesMinor }: PreflightFacts): Found {
  if (currency === null || leavesMinor === null) return PASSES;
  const atRiskMinor = openDisputes
    .filter((one) => one.currency === currency)
    .reduce((sum, one) => sum + one.atRiskMinor, 0);
  if (atRiskMinor <= leavesMinor) return PASSES;
  return hard(
    'open_dispute',
    `it would leave ${formatMoney(leavesMinor, currency)} for open disputes of ${formatMoney(atRiskMinor, currency)}`,
    'the disputes are decided, or what they may take is left',
  );
}
