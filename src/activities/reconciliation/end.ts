import { DAY_MS, type Moment, momentAt } from '../../domain/clock';
import { agrees, type ReserveComparison } from '../../domain/reconciliation/compare';
import {
  type AccountDifference,
  outcomeOf,
  readingLearnt,
  type ReconciliationResult,
} from '../../domain/reconciliation/outcome';
import { openSubjects, raiseAttention, settleAttention } from '../../store/attention';
import type { Database, Tx } from '../../store/database';
import {
  closeReconciliation,
  differencesOf,
  lastReconciliation,
  readReconciliation,
} from '../../store/reconciliations';
import { transact } from '../../store/transact';
import type { SweepDeps } from '../sweep/deps';
import { openSlice } from '../sweep/slice';
import { keepReading, readingSoFar } from './reading';
import { compareSums } from './sums';
import { whatDiffers } from './words';

/** More accounts than anybody reads of in one message. */
const LISTED = 1_000;

/**
 * Writes the result. A currency that does not agree although everything was searched is attention, and so is one in
 * which accounts were otherwise than known twice in a row: the first time, what is found is on its way to its case.
 * Attention is settled when the sums agree and nobody was otherwise than known.
 */
export async function endReconciliation(
  deps: SweepDeps,
  number: number,
  failed: string | null,
): Promise<ReconciliationResult> {
  const row = await readReconciliation(deps.db, number);
  if (row.result !== null) return row.result;
  const at = momentAt(deps.clock, deps.wallNow());
  const { slice, calls } = openSlice(deps);
  const comparisons = row.comparisons ?? (await compareSums(slice, number));
  const found = await differencesOf(deps.db, number, LISTED);
  const sinceMs = (await lastReconciliation(deps.db, 'full'))?.started_at ?? 0;
  const ofScan = row.kind === 'full' ? await differencesOf(deps.db, null, LISTED, sinceMs) : [];
  // A search that came to its end has read everybody: then the sums say which reading is Stripe's.
  const soFar = await readingSoFar(deps.db);
  const reading = failed === null ? readingLearnt(comparisons, soFar) : soFar;
  const result: ReconciliationResult = {
    comparisons,
    reading,
    read: row.read,
    calls: row.calls + calls(),
    outcome: outcomeOf(comparisons, [...found, ...ofScan], reading),
    failed,
  };
  const said: Said = {
    result,
    found,
    before: await troubleBefore(deps.db),
    movesWhileRead: deps.clock.msPerDay !== DAY_MS,
  };
  await transact(deps.db, async (tx) => {
    await closeReconciliation(tx, number, result, at);
    if (reading !== soFar) await keepReading(tx, reading);
    for (const comparison of comparisons) await sayOf(tx, comparison, said, at);
    await settleVanished(tx, comparisons, at);
  });
  return result;
}

interface Said {
  readonly result: ReconciliationResult;
  readonly found: readonly AccountDifference[];
  /** Currencies in which the reconciliation before had trouble. */
  readonly before: ReadonlySet<string>;
  /** Where days are short, what is read last has moved since the first: only what differs twice counts. */
  readonly movesWhileRead: boolean;
}

async function sayOf(
  tx: Tx,
  comparison: ReserveComparison,
  { result, found, before, movesWhileRead }: Said,
  at: Moment,
): Promise<void> {
  const { currency } = comparison;
  const own = found.filter((difference) => difference.currency === currency);
  const isEqual = agrees(comparison, result.reading);
  if (isEqual && own.length === 0) {
    await settleAttention(tx, keyOf(currency), 'recoup', at);
    return;
  }
  if ((isEqual || movesWhileRead) && !before.has(currency)) return;
  const attention = {
    key: keyOf(currency),
    subject: keyOf(currency),
    kind: 'reserve_differs',
    message: whatDiffers(comparison, own, result),
    command: 'bin/recoup reconcile',
  };
  await raiseAttention(tx, attention, at);
}

/** A currency in which nothing is held and nothing known any more agrees. */
async function settleVanished(tx: Tx, comparisons: readonly ReserveComparison[], at: Moment): Promise<void> {
  const compared = new Set<string>(comparisons.map(({ currency }) => keyOf(currency)));
  for (const key of await openSubjects(tx, 'reserve_differs')) {
    if (!compared.has(key)) await settleAttention(tx, key, 'recoup', at);
  }
}

/** Currencies in which the reconciliation before did not agree, or found somebody. */
async function troubleBefore(db: Database): Promise<ReadonlySet<string>> {
  const last = await lastReconciliation(db);
  if (last?.result === undefined || last.result === null) return new Set();
  const { comparisons, reading } = last.result;
  const found = await differencesOf(db, last.number, LISTED);
  return new Set([
    ...found.map(({ currency }) => currency),
    ...comparisons.filter((one) => !agrees(one, reading)).map(({ currency }) => currency as string),
  ]);
}

const keyOf = (currency: string): string => `reserve:${currency}`;
