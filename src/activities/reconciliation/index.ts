import { DAY_MS, momentAt, toWall } from '../../domain/clock';
import type { Json } from '../../domain/json';
import { agrees } from '../../domain/reconciliation/compare';
import type { ReconciliationKind, ReconciliationResult } from '../../domain/reconciliation/outcome';
import {
  type Begun,
  reconcile,
  type ReconciliationActivities,
  type SearchSlice,
} from '../../domain/reconciliation/reconcile';
import {
  keepProgress,
  openReconciliation,
  type Progress,
  readReconciliation,
} from '../../store/reconciliations';
import { transact } from '../../store/transact';
import type { Slice, SweepDeps } from '../sweep/deps';
import { mendedByPeople, openSlice } from '../sweep/slice';
import { endReconciliation } from './end';
import { readingSoFar } from './reading';
import { parsePlace, searchOn } from './search';
import { compareSums } from './sums';

export function reconciliationActivities(deps: SweepDeps): ReconciliationActivities {
  return {
    beginReconciliation: (kind, everyone) => begin(deps, kind, everyone),
    searchReserve: (number) => searchReserve(deps, number),
    endReconciliation: (number, failed) => endReconciliation(deps, number, failed),
  };
}

/** One whole reconciliation without Temporal: nothing is tried again. */
export async function reconcileOnce(
  deps: SweepDeps,
  kind: ReconciliationKind,
  everyone = false,
): Promise<ReconciliationResult> {
  const run = { resume: null, isFatal: () => false, isLong: () => false };
  const ended = await reconcile(reconciliationActivities(deps), { kind, everyone }, run);
  if (ended.is !== 'ended') throw new Error('a reconciliation that is never long has not ended');
  return ended.result;
}

/** Where the sums agree, a daily one has nothing to search. */
async function begin(deps: SweepDeps, kind: ReconciliationKind, everyone: boolean): Promise<Begun> {
  const at = momentAt(deps.clock, deps.wallNow());
  const number = await transact(deps.db, (tx) => openReconciliation(tx, kind, at));
  const { slice, calls } = openSlice(deps);
  const unreadSinceMs = everyone ? null : at.clockMs - deps.policy.sweep.fullScanDays * DAY_MS;
  const place = await firstPlace(slice, kind, number, unreadSinceMs);
  await keepProgress(deps.db, number, { read: 0, calls: calls(), ...place });
  return { number, search: place.search !== null };
}

type Place = Pick<Progress, 'search' | 'comparisons'>;

/** What the full scan has read since the clock instant `unreadSinceMs` was compared then. */
async function firstPlace(
  slice: Slice,
  kind: ReconciliationKind,
  number: number,
  unreadSinceMs: number | null,
): Promise<Place> {
  if (kind === 'full') {
    const beforeMs = unreadSinceMs === null ? null : toWall(slice.clock, unreadSinceMs);
    return { search: { among: 'all', after: '', beforeMs }, comparisons: null };
  }
  const comparisons = await compareSums(slice, number);
  const reading = await readingSoFar(slice.db);
  const isNeeded = !comparisons.every((one) => agrees(one, reading));
  return { search: isNeeded ? { among: 'suspects', after: '', beforeMs: null } : null, comparisons };
}

/** Reads on, unless with what was found the sums agree by now. */
async function searchReserve(deps: SweepDeps, number: number): Promise<SearchSlice> {
  const row = await readReconciliation(deps.db, number);
  const place = parsePlace(row.search);
  if (place === null) return { more: false, failed: null };
  const { slice, calls } = openSlice(deps);
  try {
    const { read, next } = await searchOn(slice, row, place);
    const comparisons = row.kind === 'daily' || next === null ? await compareSums(slice, number) : null;
    const reading = await readingSoFar(deps.db);
    const isFound = row.kind === 'daily' && comparisons?.every((one) => agrees(one, reading)) === true;
    const search: Json = isFound || next === null ? null : { ...next };
    await keepProgress(deps.db, number, { read, calls: calls(), search, comparisons });
    return { more: search !== null, failed: null };
  } catch (error) {
    const failed = mendedByPeople(error);
    if (failed === null) throw error;
    return { more: false, failed };
  }
}
