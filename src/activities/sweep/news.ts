import type { Json } from '../../domain/json';
import { MONEY_LOWERING } from '../../domain/reconciliation/lowering';
import { newestEvent, unansweredAccounts } from '../../store/event-accounts';
import { readSetting, writeSetting } from '../../store/settings';
import { accountsNamed } from '../../store/sweep-reads';
import { compareBalance } from './balances';
import type { Slice, SliceDone } from './deps';
import { inLanes } from './in-lanes';

const CURSOR = 'sweep_news';
const EVENTS_A_SLICE = 200;
const LANES = 32;

/** Between these two events accounts are read; the upper one was the newest when the last sweep came here. */
interface Cursor {
  readonly after: number;
  readonly upTo: number;
}

/**
 * Accounts whose money may have become less by an event that no look at them has answered: it went to a dispute or a
 * refund, and what that flow does comes later or not at all. Relays have one sweep's time to answer first.
 */
export async function readAccountsWithNews(slice: Slice): Promise<SliceDone> {
  const { db } = slice;
  const newest = await newestEvent(db);
  const cursor = parse(await readSetting(db, CURSOR)) ?? { after: newest, upTo: newest };
  const named = await unansweredAccounts(db, MONEY_LOWERING, { ...cursor, limit: EVENTS_A_SLICE });
  const accounts = await accountsNamed(db, named.accounts);
  let found = 0;
  await inLanes(accounts, LANES, async (account) => {
    if (await compareBalance(slice, account, null)) found += 1;
  });
  const next = { after: named.seq, upTo: named.more ? cursor.upTo : newest };
  await writeSetting(db, CURSOR, { ...next });
  return { read: accounts.length, found, more: named.more };
}

function parse(value: Json | null): Cursor | null {
  if (typeof value !== 'object' || value === null || !('upTo' in value)) return null;
  const { after, upTo } = value;
  return typeof after === 'number' && typeof upTo === 'number' ? { after, upTo } : null;
}
