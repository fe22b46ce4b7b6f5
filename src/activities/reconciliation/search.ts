import { DAY_MS } from '../../domain/clock';
import type { Json } from '../../domain/json';
import { MONEY_LOWERING } from '../../domain/reconciliation/lowering';
import { assertNever } from '../../domain/never';
import { suspectAccounts } from '../../store/event-accounts';
import { eventsWhenAgreed, type ReconciliationRow } from '../../store/reconciliations';
import { accountsNamed, type AccountToScan, liableAccounts } from '../../store/sweep-reads';
import { compareBalance } from '../sweep/balances';
import type { Slice } from '../sweep/deps';
import { inLanes } from '../sweep/in-lanes';

const ACCOUNTS_A_SLICE = 100;
const LANES = 32;
/** Moves of so much clock time are suspected: what lowers a balance shows within it. */
const SUSPECT_MS = 7 * DAY_MS;

/** Where a search stands: among those whose money may have become less, then among all. */
export interface SearchPlace {
  readonly among: 'suspects' | 'all';
  /** The last account that was read. */
  readonly after: string;
  /** Of all accounts those are left out that had a turn in the full scan since this wall instant, epoch ms. */
  readonly beforeMs: number | null;
}

export interface Searched {
  readonly read: number;
  /** Null: there is nobody left to read. */
  readonly next: SearchPlace | null;
}

/** Reads the next accounts, and writes down each whose balance was otherwise than known. */
export async function searchOn(slice: Slice, row: ReconciliationRow, place: SearchPlace): Promise<Searched> {
  const { ids, accounts } = await nextAccounts(slice, row, place);
  await inLanes(accounts, LANES, async (account) => {
    await compareBalance(slice, account, row.number);
  });
  const last = ids.at(-1);
  if (ids.length === ACCOUNTS_A_SLICE && last !== undefined) {
    return { read: accounts.length, next: { ...place, after: last } };
  }
  return {
    read: accounts.length,
    next: place.among === 'all' ? null : { ...place, among: 'all', after: '' },
  };
}

interface Batch {
  readonly ids: readonly string[];
  readonly accounts: readonly AccountToScan[];
}

async function nextAccounts(slice: Slice, row: ReconciliationRow, place: SearchPlace): Promise<Batch> {
  const { db } = slice;
  switch (place.among) {
    case 'suspects': {
      const since = { seq: await eventsWhenAgreed(db, row.number), clockMs: row.started_clock - SUSPECT_MS };
      const ids = await suspectAccounts(db, MONEY_LOWERING, since, place.after, ACCOUNTS_A_SLICE);
      return { ids, accounts: await accountsNamed(db, ids) };
    }
    case 'all': {
      const accounts = await liableAccounts(db, place.after, place.beforeMs, ACCOUNTS_A_SLICE);
      return { ids: accounts.map(({ id }) => id), accounts };
    }
    default:
      return assertNever(place.among);
  }
}

/** Where a search stood, as it is kept; null where there is none. */
export function parsePlace(value: Json | null): SearchPlace | null {
  if (typeof value !== 'object' || value === null || !('among' in value)) return null;
  const { among, after, beforeMs } = value;
  if (typeof after !== 'string' || (typeof beforeMs !== 'number' && beforeMs !== null)) return null;
  return among === 'suspects' || among === 'all' ? { among, after, beforeMs } : null;
}
