import { FLOWS, type Flow } from '../domain/account/finding';
import { isStopped, type FindingsByFlow } from '../domain/account/findings-of';
import type { GuardPolicy } from '../domain/account/preflight';
import type { Moment } from '../domain/clock';
import type { AccountId } from '../domain/ids';
import { settleAttention } from './attention';
import type { Tx } from './database';

/** The key under which a person hears that a flow's money to an account was stopped. */
export const haltKey = (account: AccountId, flow: Flow): string => `account:${account}:preflight:${flow}`;

/** Money of this flow passes again. */
export const settleHalt = (tx: Tx, account: AccountId, flow: Flow, at: Moment): Promise<boolean> =>
  settleAttention(tx, haltKey(account, flow), 'recoup', at);

/** Flows that the account's standing had stopped, and does not any more. */
export async function settlePassing(
  tx: Tx,
  account: AccountId,
  before: Partial<FindingsByFlow>,
  now: FindingsByFlow,
  policy: GuardPolicy,
  at: Moment,
): Promise<void> {
  for (const flow of FLOWS) {
    if (isStopped(before[flow] ?? [], policy) && !isStopped(now[flow], policy)) {
      await settleHalt(tx, account, flow, at);
    }
  }
}
