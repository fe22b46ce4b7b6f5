import type { Moment } from '../clock';
import { assertNever } from '../never';
import { canBePaidOut, canHold, isDefaultCurrency, notPaidAlready } from './checks-of-move';
import { coversDisputes, noHold, owesNothing } from './checks-of-books';
import {
  deadlines,
  isActive,
  isFresh,
  isKnownWhoBears,
  isReachable,
  mayBeDebited,
  mayPayOut,
  notDisabled,
  notJudged,
  nothingPastDue,
  platformBears,
} from './checks-of-standing';
import type { Finding, Flow } from './finding';
import type { Found } from './found';
import type { GuardPolicy, PreflightFacts } from './preflight-facts';
import type { AccountRecord } from './record';

export type { ChargeModel, GuardPolicy, PreflightFacts } from './preflight-facts';

export type Judge = (facts: PreflightFacts, now: Moment, policy: GuardPolicy) => readonly Finding[];

/** With facts of an account that was looked at; `facts` for what the books know. */
type Checks = (record: AccountRecord, facts: PreflightFacts, now: Moment, policy: GuardPolicy) => Found[];

const NEVER_READ: Finding = {
  check: 'facts_age',
  severity: 'hard',
  saw: 'nobody has read this account at Stripe yet',
  clears: 'a look at the account: it is asked for with every event that names it',
};

const judge =
  (checks: Checks, whereNeverRead: Found = [NEVER_READ]): Judge =>
  ({ record, ...facts }, now, policy) => {
    if (record !== null && record.readWallMs > 0) {
      return checks(record, { record, ...facts }, now, policy).flat();
    }
    return record?.reachable === false ? isReachable(record) : whereNeverRead;
  };

/**
 * Earnings on their way to an account. What the account owes and what is disputed is set off from the amount before
 * (worked rule R16), and the transfer that lands pays a shortfall by itself: cases, disputes and holds halt nothing.
 */
export const preflightTransfer: Judge = judge((record, facts, now, policy) => [
  isReachable(record),
  isFresh(record, now, policy),
  isKnownWhoBears(record),
  isActive(record, 'transfers'),
  notDisabled(record),
  nothingPastDue(record, 'hard'),
  deadlines(record, now, policy),
  canHold(record, facts.currency),
  notPaidAlready(facts.chargeModel),
]);

/** Money on its way out of Stripe, whence nothing brings it back: every check there is. */
export const preflightPayout: Judge = judge((record, facts, now, policy) => [
  isReachable(record),
  isFresh(record, now, policy),
  isKnownWhoBears(record),
  mayPayOut(record, facts.chargeModel),
  notDisabled(record),
  nothingPastDue(record, 'hard'),
  deadlines(record, now, policy),
  canBePaidOut(record, facts.currency),
  noHold(facts),
  owesNothing(facts, policy),
  coversDisputes(facts),
]);

/**
 * Taking back what is owed. An account in trouble is the one that has to be debited: a rejection, a missing document
 * or old facts are no reason to leave the money there. What Stripe would refuse for certain is found before.
 */
export const preflightAccountDebit: Judge = judge(
  (record, facts) => [isReachable(record), mayBeDebited(record), isDefaultCurrency(record, facts.currency)],
  [],
);

/**
 * A transfer that reduces a shortfall and leaves nothing above zero. A missing document does not speak against it,
 * for no money leaves; whom Stripe has rejected, listed or is reviewing gets none.
 */
export const preflightCredit: Judge = judge((record, _facts, now, policy) => [
  isReachable(record),
  isFresh(record, now, policy),
  platformBears(record),
  isActive(record, 'transfers'),
  notJudged(record),
]);

/**
 * The seller's own money on its way back. Missing documents are between the seller and Stripe, which pays out only
 * once they are there: a soft finding. In a currency in which it was taken, so none is asked for.
 */
export const preflightGiveBack: Judge = judge((record, _facts, now, policy) => [
  isReachable(record),
  isFresh(record, now, policy),
  isActive(record, 'transfers'),
  notJudged(record),
  nothingPastDue(record, 'soft'),
  deadlines(record, now, policy),
]);

/** Every failing check of a flow, not the first. */
export function preflight(
  flow: Flow,
  facts: PreflightFacts,
  now: Moment,
  policy: GuardPolicy,
): readonly Finding[] {
  switch (flow) {
    case 'transfer':
      return preflightTransfer(facts, now, policy);
    case 'payout':
      return preflightPayout(facts, now, policy);
    case 'account_debit':
      return preflightAccountDebit(facts, now, policy);
    case 'credit':
      return preflightCredit(facts, now, policy);
    case 'give_back':
      return preflightGiveBack(facts, now, policy);
    default:
      return assertNever(flow);
  }
}
