import type { AccountDifference } from '../../domain/reconciliation/outcome';
import { agrees, fits, type ReserveComparison } from '../../domain/reconciliation/compare';
import { formatMoney, currency as toCurrency } from '../../domain/money';
import type { Database } from '../../store/database';
import {
  differencesOf,
  lastReconciliation,
  readReconciliations,
  type ReconciliationRow,
} from '../../store/reconciliations';
import { dateTime } from '../format';
import { html, type Html } from '../html';
import { section, table } from '../parts/table';
import { tag } from '../parts/tag';

const ROWS = 100;
const LINES = 200;

export async function loadReserve(db: Database) {
  const latest = await lastReconciliation(db);
  return {
    latest,
    found: latest === null ? [] : await differencesOf(db, latest.number, LINES),
    ofScan: await differencesOf(db, null, LINES),
    reconciliations: await readReconciliations(db, ROWS),
  };
}

export function reservePage({
  latest,
  found,
  ofScan,
  reconciliations,
}: Awaited<ReturnType<typeof loadReserve>>): Html {
  const result = latest?.result ?? null;
  const comparisons = result?.comparisons ?? [];
  return html`<h1 class="quiet">Reserve</h1>
    ${section({
      id: 'sums',
      title: 'Held and known',
      note: latest === null ? null : html`as of ${dateTime(latest.started_clock)}`,
      empty: emptySums(result !== null, comparisons.length),
      body: table(
        [
          { title: 'Currency', cell: ({ currency }) => currency.toUpperCase() },
          { title: 'Held', align: 'right', cell: (one) => formatMoney(one.heldMinor, one.currency) },
          { title: 'Known', align: 'right', cell: (one) => sum(one, judged(one).shortfallMinor) },
          { title: 'Not readable', align: 'right', cell: (one) => sum(one, judged(one).unreadableMinor) },
          { title: 'For debits', align: 'right', cell: (one) => sum(one, judged(one).keptMinor) },
          { title: 'Difference', align: 'right', cell: (one) => difference(one) },
          { title: 'Fits', cell: (one) => FITS[fits(one)] },
        ],
        comparisons,
      ),
    })}
    ${section({
      id: 'found',
      title: 'Otherwise than known',
      note: found.length === 0 ? null : 'by the latest reconciliation',
      empty: found.length === 0 ? 'The latest reconciliation found no account otherwise than known.' : null,
      body: accountTable(found),
    })}
    ${section({
      id: 'scan',
      title: 'Found in turns',
      note: ofScan.length === 0 ? null : `by the sweep, the newest, at most ${LINES}`,
      empty: ofScan.length === 0 ? 'No turn of the sweep has found an account otherwise than known.' : null,
      body: accountTable(ofScan),
    })}
    ${section({
      id: 'reconciliations',
      title: 'Reconciliations',
      note: reconciliations.length === 0 ? null : `the newest, at most ${ROWS}`,
      empty: reconciliations.length === 0 ? 'No reconciliation has begun yet.' : null,
      body: runTable(reconciliations),
    })}`;

  function judged(comparison: ReserveComparison) {
    return comparison.readings[result?.reading ?? 'platform'];
  }

  function difference(comparison: ReserveComparison): Html {
    const { differenceMinor } = judged(comparison);
    const isEqual = agrees(comparison, result?.reading ?? 'platform');
    return tag(sum(comparison, differenceMinor), isEqual ? 'good' : 'bad');
  }
}

const sum = ({ currency }: ReserveComparison, minor: number): string => formatMoney(minor, currency);

const FITS = {
  both: 'both readings',
  application: 'accounts whose requirements the platform collects',
  platform: 'all whose losses the platform bears',
  neither: 'neither reading',
} as const;

function emptySums(hasEnded: boolean, comparisons: number): string | null {
  if (!hasEnded)
    return "No reconciliation has ended yet. Once a day Stripe's reserve is compared with what is known, and it appears here.";
  return comparisons === 0 ? 'Stripe holds nothing, and no account is known to be below zero.' : null;
}

function accountTable(rows: readonly AccountDifference[]): Html {
  const money = ({ currency }: AccountDifference, minor: number) => formatMoney(minor, toCurrency(currency));
  return table<AccountDifference>(
    [
      { title: 'Account', cell: ({ account }) => account },
      { title: 'Below zero as known', align: 'right', cell: (row) => money(row, row.knownMinor) },
      { title: 'As found', align: 'right', cell: (row) => money(row, row.foundMinor) },
    ],
    rows,
  );
}

function runTable(rows: readonly ReconciliationRow[]): Html {
  return table<ReconciliationRow>(
    [
      { title: 'Number', cell: ({ number }) => number },
      { title: 'What', cell: ({ kind }) => (kind === 'full' ? 'full check' : 'daily') },
      { title: 'Began', cell: (row) => dateTime(row.started_clock) },
      { title: 'Balances read', align: 'right', cell: ({ result, read }) => result?.read ?? read },
      { title: 'Calls to Stripe', align: 'right', cell: ({ result, calls }) => result?.calls ?? calls },
      { title: 'Came to', cell: outcomeTag },
    ],
    rows,
  );
}

function outcomeTag({ result }: ReconciliationRow): Html {
  if (result === null) return tag('not ended', 'warn');
  if (result.failed !== null) return tag(`broke off: ${result.failed}`, 'bad');
  switch (result.outcome) {
    case 'agrees':
      return tag('agrees', 'good');
    case 'found':
      return tag('found', 'warn');
    case 'differs':
      return tag('differs', 'bad');
  }
}
