import type { GuardPolicy } from '../domain/account/preflight';
import type { AccountRecord } from '../domain/account/record';
import type { Moment } from '../domain/clock';
import type { AccountId } from '../domain/ids';
import { reviewFindings } from '../domain/review/findings';
import type { Recorded } from './account-records';
import type { Tx } from './database';
import type { WakeClass } from './ports';
import { noteFindings, onceActive } from './reviews';
import type { WakeSubject } from './schema';

export interface Wanted {
  readonly subject: WakeSubject;
  readonly wakeClass: WakeClass;
}

/** Whom a read of an account has news for: who follows it where its findings have changed, and its review. */
export async function newsOf(
  tx: Tx,
  { record, findingsChanged }: Recorded,
  at: Moment,
  policy: GuardPolicy,
): Promise<readonly Wanted[]> {
  const followers = findingsChanged ? await followersOf(tx, record.account) : [];
  return [
    ...followers.map((subject) => ({ subject, wakeClass: 'now' as const })),
    ...(await reviewOf(tx, record, at, policy)),
  ];
}

/** The review that the findings are reason for, or that is open: how soon it is to be told. */
async function reviewOf(
  tx: Tx,
  record: AccountRecord,
  at: Moment,
  policy: GuardPolicy,
): Promise<readonly Wanted[]> {
  const { account } = record;
  const evidence = { record, onceActive: await onceActive(tx, account), asked: [] };
  const wakeClass = await noteFindings(tx, account, reviewFindings(evidence, at, policy), at);
  return wakeClass === null ? [] : [{ subject: { kind: 'review', account }, wakeClass }];
}

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
