import { formatMoney } from '../money';
import { amountFor } from '../policy/policy';
import { hard, PASSES, type Found } from './found';
import type { GuardPolicy, PreflightFacts } from './preflight-facts';
import type { AccountRecord } from './record';

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

/**
 * What stays has to cover what the open disputes in that currency may still take. One in a currency that the account
 * does not hold would be exchanged at a rate that nobody knows: it halts. Others are the matter of their own balance.
 */
export function coversDisputes(
  record: AccountRecord,
  { openDisputes, currency, leavesMinor }: PreflightFacts,
): Found {
  if (currency === null || leavesMinor === null) return PASSES;
  const risky = openDisputes.filter((one) => one.atRiskMinor > 0);
  const others = risky.filter(
    (one) => one.currency !== currency && !record.currencies.includes(one.currency),
  );
  const atRiskMinor = risky
    .filter((one) => one.currency === currency)
    .reduce((sum, one) => sum + one.atRiskMinor, 0);
  const clears = 'the disputes are decided, or what they take is left';
  return [
    ...(atRiskMinor <= leavesMinor
      ? PASSES
      : hard(
          'open_dispute',
          `it would leave ${formatMoney(leavesMinor, currency)} for open disputes of ${formatMoney(atRiskMinor, currency)}`,
          clears,
        )),
    ...others.flatMap((one) =>
      hard(
        'open_dispute',
        `dispute ${one.dispute} may take ${formatMoney(one.atRiskMinor, one.currency)}, and the account holds no ${one.currency}`,
        clears,
      ),
    ),
  ];
}
