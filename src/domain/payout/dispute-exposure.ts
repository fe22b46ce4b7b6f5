import type { DisputeFacts } from '../dispute/facts';
import type { DisputePolicy } from '../dispute/policy';
import { isFinal } from '../dispute/status';
import { targets } from '../dispute/target';
import type { Withdrawn } from '../dispute/withdrawn';
import type { AccountId } from '../ids';
import type { Part } from '../ledger/books';
import type { Currency } from '../money';
import { type AmountTable, amountFor } from '../policy/policy';

/** What a seller may still have to bear of a dispute and has not, minor units above zero. */
export interface Exposed {
  readonly account: AccountId;
  readonly part: Part;
  readonly currency: Currency;
  readonly amountMinor: number;
}

/**
 * While a dispute is open, as if all that is disputed were withdrawn and its fee charged (an inquiry as well: it can
 * become a dispute any day); once it is decided, what is still to be taken. `expectedFee` is what Stripe charges where
 * it has not said so yet.
 */
export function exposureOf(
  facts: DisputeFacts,
  policy: DisputePolicy,
  expectedFee: AmountTable,
): readonly Exposed[] {
  const supposed = isFinal(facts.status) ? facts : { ...facts, withdrawn: allWithdrawn(facts, expectedFee) };
  const taken = targets(supposed, policy).lines.map(({ account, part, currency, takeMinor }) => ({
    account,
    part,
    currency,
    amountMinor: takeMinor,
  }));
  return [...taken, ...onTheAccount(facts)].filter(({ amountMinor }) => amountMinor > 0);
}

/** R19: the principal of a direct charge leaves the account by itself, once Stripe withdraws it. */
function onTheAccount(facts: DisputeFacts): readonly Exposed[] {
  if (facts.direct === null || isFinal(facts.status)) return [];
  const amountMinor = mostWithdrawn(facts) - withdrawnNow(facts);
  return [{ account: facts.direct, part: 'principal', currency: facts.currency, amountMinor }];
}

function allWithdrawn(facts: DisputeFacts, expectedFee: AmountTable): Withdrawn {
  const found = typeof facts.withdrawn === 'string' ? null : facts.withdrawn;
  const principalMinor = mostWithdrawn(facts);
  if (found !== null && found.receivedFeeMinor > 0) return { ...found, principalMinor };
  const feeCurrency = found?.feeCurrency ?? facts.currency;
  const feeMinor = amountFor(expectedFee, feeCurrency) ?? 0;
  return { principalMinor, feeCurrency, feeMinor, receivedFeeMinor: feeMinor };
}

const withdrawnNow = ({ withdrawn }: DisputeFacts): number =>
  typeof withdrawn === 'string' ? 0 : withdrawn.principalMinor;

/** In the charge's currency; a dispute in another one that has moved nothing yet may take the whole charge. */
function mostWithdrawn(facts: DisputeFacts): number {
  const now = withdrawnNow(facts);
  if (facts.disputedCurrency === facts.currency) return Math.max(now, facts.disputedMinor);
  return now > 0 ? now : facts.capturedMinor;
}
