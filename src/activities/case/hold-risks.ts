import { isRejected } from '../../domain/account/standing';
import { DAY_MS } from '../../domain/clock';
import type { AccountId } from '../../domain/ids';
import type { Currency } from '../../domain/money';
import { type Policy, reaches } from '../../domain/policy/policy';
import { type Database, instant } from '../../store/database';
import type Stripe from 'stripe';

/** Why payouts should be held whatever the amount, by the policy: the reasons' names. */
export async function holdRisks(
  db: Database,
  policy: Policy,
  account: AccountId,
  code: Currency,
  found: Stripe.Account,
  nowMs: number,
  returnedDebits: number,
): Promise<readonly string[]> {
  const risks: string[] = [];
  const ageMs = nowMs - (found.created ?? 0) * 1000;
  if (found.created !== undefined && ageMs < policy.hold.accountYoungerThanDays * DAY_MS)
    risks.push('young_account');
  if (policy.hold.whenRejected && isRejected(found)) risks.push('rejected');
  if (policy.hold.afterReturnedDebit && returnedDebits > 0) risks.push('returned_debit');
  if (await hasOpenDispute(db, policy, account, code)) risks.push('open_dispute');
  if (await isSecondCase(db, policy, account, nowMs)) risks.push('second_case');
  return risks;
}

async function hasOpenDispute(
  db: Database,
  policy: Policy,
  account: AccountId,
  code: Currency,
): Promise<boolean> {
  const disputes = await db
    .selectFrom('disputes')
    .select(['amount_minor'])
    .where('is_final', '=', false)
    .where('currency', '=', code)
    .where((row) =>
      row.or([
        row('account', '=', account),
        row.exists(
          row
            .selectFrom('postings')
            .select('entry_id')
            .whereRef('postings.cause', '=', 'disputes.dispute_id')
            .where('postings.account', '=', account),
        ),
      ]),
    )
    .execute();
  return disputes.some(({ amount_minor }) => reaches(policy.hold.openDisputeFrom, code, amount_minor ?? 0));
}

async function isSecondCase(
  db: Database,
  policy: Policy,
  account: AccountId,
  nowMs: number,
): Promise<boolean> {
  const since = instant(nowMs - policy.hold.secondCaseWithinDays * DAY_MS);
  const before = await db
    .selectFrom('cases')
    .select('number')
    .where('account', '=', account)
    .where('closed_clock', '>=', since)
    .limit(1)
    .executeTakeFirst();
  return before !== undefined;
}
