import type { AccountId } from '../domain/ids';
import type { Tx } from './database';
import type { WakeSubject } from './schema';

/**
 * Who looks again when what stands against an account's money has changed: its open cases, and the open disputes and
 * refunds that are its own or of which the books hold something on it.
 */
export async function followersOf(tx: Tx, account: AccountId): Promise<readonly WakeSubject[]> {
  const cases = await tx
    .selectFrom('cases')
    .select(['account', 'currency'])
    .where('account', '=', account)
    .where('closed_clock', 'is', null)
    .execute();
  const causes = tx.selectFrom('postings').select('cause').where('account', '=', account);
  const disputes = await tx
    .selectFrom('disputes')
    .select(['dispute_id', 'account'])
    .where('closed_clock', 'is', null)
    .where((one) => one.or([one('account', '=', account), one('dispute_id', 'in', causes)]))
    .execute();
  const refunds = await tx
    .selectFrom('refunds')
    .select(['subject', 'account'])
    .where('closed_clock', 'is', null)
    .where((one) => one.or([one('account', '=', account), one('refund_id', 'in', causes)]))
    .execute();
  return [
    ...cases.map((row) => ({ kind: 'case' as const, ...row })),
    ...disputes.map((row) => ({ kind: 'dispute' as const, dispute: row.dispute_id, account: row.account })),
    ...refunds.map((row) => ({ kind: 'refund' as const, refund: row.subject, account: row.account })),
  ];
}
