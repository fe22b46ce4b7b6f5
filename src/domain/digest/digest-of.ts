import type { Policy } from '../policy/policy';
import {
  type Digest,
  type DigestDay,
  type DigestItem,
  type DigestList,
  type DigestSum,
  LISTED,
} from './digest';
import {
  accountItem,
  caseItem,
  deadlineItem,
  differenceItem,
  heldItem,
  importItem,
  needItem,
  reconciliationItems,
  runItem,
  softItem,
  sweepItems,
  whyWords,
} from './items';
import type { DigestRows, Some } from './rows';

/** How a debt can end without anything having come back for it. */
const NO_RECOVERY = ['cleared', 'credit', 'released', 'set_off'];

/** The digest of a day out of the store's rows. `writtenMs` is a clock instant. */
export function digestOf(
  rows: DigestRows,
  day: DigestDay,
  writtenMs: number,
  policy: Pick<Policy, 'clearing'>,
): Digest {
  const isRecovery = ({ what }: DigestSum): boolean => !NO_RECOVERY.includes(what);
  const reconciled = rows.reconciliations.flatMap(reconciliationItems);
  return {
    schemaVersion: 1,
    ...day,
    writtenMs,
    sums: {
      recovered: inOrder(rows.paid.filter(isRecovery)),
      ended: inOrder([...rows.paid.filter((sum) => !isRecovery(sum)), ...rows.writtenOff]),
      moved: inOrder(rows.moved),
      refused: inOrder(rows.refused),
      notMade: inOrder(rows.notMade.map((sum) => ({ ...sum, what: whyWords(sum.what) }))),
    },
    lists: {
      needs: listOf(rows.needs, needItem),
      withheld: listOf(rows.held, heldItem),
      softPassed: listOf(rows.soft, softItem),
      deadlines: listOf(rows.deadlines, deadlineItem),
      cases: listOf(rows.cases, (row) => caseItem(row, policy.clearing.day)),
      accounts: listOf(rows.accounts, accountItem),
      payouts: listOf(rows.runs, runItem),
      sweep: cut([...sweepItems(rows.sweeps), ...rows.imports.map(importItem)], 0),
      reserve: cut(
        [...reconciled, ...rows.differences.rows.map(differenceItem)],
        rows.differences.total - rows.differences.rows.length,
      ),
    },
  };
}

function listOf<Row>({ rows, total }: Some<Row>, item: (row: Row) => DigestItem): DigestList {
  return cut(rows.map(item), total - rows.length);
}

/** Only so many are shown; `beyond` have not even been read. */
function cut(items: readonly DigestItem[], beyond: number): DigestList {
  const shown = items.slice(0, LISTED);
  return { items: shown, more: items.length - shown.length + beyond };
}

/** By currency, then the largest first: what is alike stands together, and nothing is added up across currencies. */
function inOrder(sums: readonly DigestSum[]): readonly DigestSum[] {
  return sums
    .filter(({ amountMinor, count }) => amountMinor !== 0 || count > 0)
    .toSorted(
      (a, b) => compare(a.currency, b.currency) || b.amountMinor - a.amountMinor || compare(a.what, b.what),
    );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
