import { assertNever } from '../never';
import { DAY_MS } from '../../domain/clock';
import { createDebit, debitPosts, debitReturns, followDebit } from './bank-debits';
import { checkTouched } from './audit';
import { balanceObject } from './balance-object';
import { startOfDay } from './business-days';
import { collect, followNegative } from './collection';
import type { Core } from './core';
import { evidenceIsDue } from './disputes';
import type { Due } from './due';
import { releaseLot } from './ledger';
import type { BalanceTransaction } from './objects';
import { payOutBySchedule, payoutArrives, payoutReturns } from './payouts';
import { debitPlatform } from './platform-debit';
import { refundEnds } from './refund-ends';
import { deadlinePasses } from './requirements';
import { followReserve, forget } from './reserve';

/** What happens by itself; acts of stories are not among it. */
export function happen(core: Core, due: Exclude<Due, { kind: 'act' }>): void {
  switch (due.kind) {
    case 'lot':
      return lotArrives(core, due.transaction);
    case 'day':
      scheduleNextDay(core);
      debitPlatform(core);
      return payOutBySchedule(core);
    case 'payout_arrives':
      return payoutArrives(core, due.payout);
    case 'payout_returns':
      return payoutReturns(core, due.payout, due.code);
    case 'debit':
      return createDebit(core, due.account, due.currency);
    case 'debit_posts':
      return debitPosts(core, due.payout);
    case 'debit_returns':
      return debitReturns(core, due.payout);
    case 'reserve_release':
      return forget(core, due.account, due.currency, due.payout);
    case 'refund_ends':
      return refundEnds(core, due.refund, due.succeeds);
    case 'requirements_due':
      return deadlinePasses(core, due.account, due.list, due.deadlineSeconds);
    case 'evidence_due':
      return evidenceIsDue(core, due.dispute);
    case 'collection':
      return collect(core, due.account, due.currency);
    default:
      return assertNever(due);
  }
}

/** Payouts are made at the start of each UTC day. */
export function scheduleNextDay(core: Core): void {
  core.schedule(startOfDay(core.nowMs) + DAY_MS, { kind: 'day' });
}

/**
 * Ends a step: reserve, day-180 clock and debits follow whatever balances the step has changed, until nothing changes
 * any more, and the books are checked. @throws Error where they do not balance.
 */
export function commit(core: Core): void {
  const all = new Set<string>();
  while (core.touched.size > 0) {
    const pairs = [...core.touched];
    core.touched.clear();
    for (const pair of pairs) {
      all.add(pair);
      const [owner = '', currency = ''] = pair.split('|');
      if (owner === core.platformId) continue;
      followReserve(core, owner, currency);
      followNegative(core, owner, currency);
      followDebit(core, owner, currency);
    }
  }
  checkTouched(core, all);
}

function lotArrives(core: Core, id: string): void {
  releaseLot(core, id);
  const lot = core.need<BalanceTransaction>(id, 'balance_transaction');
  if (lot.net > 0) core.emit(core.ownerOf(id), 'balance.available', balanceObject(core, core.ownerOf(id)));
}
