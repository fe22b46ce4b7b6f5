import { asyncLocalStorage } from '@temporalio/activity';
import { toClock } from '../../domain/clock';
import type { SweepPart, SweepSlice } from '../../domain/sweep/parts';
import { stripeFailure } from '../../stripe/errors';
import { readCollectionList } from './collection-list';
import type { Slice, SliceDone, SweepDeps } from './deps';
import { readLostDisputes, readOpenDisputes, readRecentDisputes } from './disputes';
import { readFailures, readUndelivered } from './events';
import { restartFlows } from './flows';
import { scanInTurns } from './full-scan';
import { settleMoves } from './moves';
import { readNewAccounts } from './new-accounts';
import { readAccountsWithNews } from './news';
import { readOwingAccounts } from './owing-accounts';
import { readOpenRefunds, readRecentRefunds } from './refunds';

const PARTS: { readonly [P in SweepPart]: (slice: Slice) => Promise<SliceDone> } = {
  moves: settleMoves,
  flows: restartFlows,
  collections: readCollectionList,
  events: readUndelivered,
  failures: readFailures,
  disputes: readRecentDisputes,
  refunds: readRecentRefunds,
  openDisputes: readOpenDisputes,
  openRefunds: readOpenRefunds,
  lostDisputes: readLostDisputes,
  newAccounts: readNewAccounts,
  news: readAccountsWithNews,
  owing: readOwingAccounts,
  accounts: scanInTurns,
};

/**
 * A bounded piece of one part. Throws what a retry can mend; what only a person can (a key without permission, say)
 * is answered as the reason.
 */
export async function sweepSlice(deps: SweepDeps, part: SweepPart): Promise<SweepSlice> {
  const { slice, calls } = openSlice(deps);
  try {
    return { ...(await PARTS[part](slice)), calls: calls(), failed: null };
  } catch (error) {
    const failed = mendedByPeople(error);
    if (failed === null) throw error;
    return { read: 0, found: 0, calls: calls(), more: false, failed };
  }
}

export function openSlice(deps: SweepDeps): { readonly slice: Slice; readonly calls: () => number } {
  let calls = 0;
  const slice: Slice = {
    ...deps,
    nowMs: toClock(deps.clock, deps.wallNow()),
    async ask(call) {
      calls += 1;
      asyncLocalStorage.getStore()?.heartbeat();
      return call();
    },
  };
  return { slice, calls: () => calls };
}

/** Why Stripe will go on refusing until a person has mended something; null for what a retry can mend. */
export function mendedByPeople(error: unknown): string | null {
  const failure = stripeFailure(error, false);
  switch (failure?.kind) {
    case 'unreachable_account':
      return "the platform's key may not read this account";
    case 'refused':
    case 'other':
      return `Stripe answers ${failure.code}: ${failure.message}`;
    case 'missing':
      return failure.message;
    default:
      return null;
  }
}
