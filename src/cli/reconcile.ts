import { Command } from 'commander';
import { type Config, readConfig } from '../config';
import { formatMoney } from '../domain/money';
import { fits, type ReserveComparison } from '../domain/reconciliation/compare';
import type { ReconciliationResult } from '../domain/reconciliation/outcome';
import type { Database } from '../store/database';
import {
  differencesOf,
  lastReconciliation,
  readReconciliations,
  type ReconciliationRow,
} from '../store/reconciliations';
import { FULL_CHECK_SCHEDULE, RESERVE_SCHEDULE } from '../workflows/messages';
import { withStore } from './open-store';
import { rowOfEnd, startBeside, triggerSchedule, wholeNumber } from './scheduled-run';

/** As many accounts as fit on a screen; the page has the others. */
const NAMED = 20;

export function reconcileCommand(): Command {
  const reconcile = new Command('reconcile').description(
    "Stripe's reserve for negative accounts beside what is known of them",
  );
  reconcile
    .command('run', { isDefault: true })
    .description('Compare now, search where it differs, and say what was found')
    .option('--full', "read every account's balance, whatever the sums say", false)
    .option('--wait <seconds>', 'how long to wait for its end', wholeNumber, 3_600)
    .action(async ({ full, wait }: { full: boolean; wait: number }) => {
      const config = readConfig();
      await withStore(config, async (db) => {
        const row = await reconcileNow(config, db, full, wait * 1_000);
        console.log(await resultText(db, row));
      });
    });
  reconcile
    .command('list')
    .description('The last reconciliations, the latest first, and what the latest found')
    .option('--last <number>', 'how many', wholeNumber, 10)
    .action(async ({ last }: { last: number }) => {
      await withStore(readConfig(), async (db) => {
        const rows = await readReconciliations(db, last);
        if (rows.length === 0)
          console.log('No reconciliation yet: a worker begins the first one within a day.');
        for (const row of rows) console.log(lineOf(row));
        const latest = rows.find(({ result }) => result !== null);
        if (latest !== undefined) console.log(`\n${await resultText(db, latest)}`);
      });
    });
  return reconcile;
}

async function reconcileNow(
  config: Config,
  db: Database,
  full: boolean,
  waitMs: number,
): Promise<ReconciliationRow> {
  const kind = full ? 'full' : 'daily';
  const before = (await lastReconciliation(db, kind))?.number ?? 0;
  // The schedule's own full check leaves out whom the sweep has read lately; a person who asks means everybody.
  if (full) await startBeside(config, FULL_CHECK_SCHEDULE, 'reconcile', { everyone: true });
  else await triggerSchedule(config, RESERVE_SCHEDULE, 'reconcile');
  const ended = async (): Promise<ReconciliationRow | null> => {
    const row = await lastReconciliation(db, kind);
    return row !== null && row.number > before ? row : null;
  };
  const row = await rowOfEnd(ended, waitMs);
  if (row !== null) return row;
  throw new Error(
    `The reconciliation has not come to its end within ${waitMs / 1_000} s. It goes on, as long as a worker runs: bin/recoup reconcile list shows it, and the runs of ${full ? FULL_CHECK_SCHEDULE : RESERVE_SCHEDULE} in the Temporal UI show where it is.`,
  );
}

function lineOf({ number, kind, started_clock, result }: ReconciliationRow): string {
  const began = `${kind === 'full' ? 'full check' : 'reconciliation'} ${number} of ${new Date(started_clock).toISOString().slice(0, 16)}`;
  if (result === null) return `${began}: not ended`;
  const { outcome, read, calls, failed } = result;
  const trouble = failed === null ? '' : `, broke off: ${failed}`;
  return `${began}: ${WORDS[outcome]}, ${read} balances read, ${calls} calls to Stripe${trouble}`;
}

const WORDS: { readonly [O in ReconciliationResult['outcome']]: string } = {
  agrees: 'agrees',
  found: 'found who was otherwise than known',
  differs: 'DIFFERS',
};

async function resultText(db: Database, row: ReconciliationRow): Promise<string> {
  const { result } = row;
  if (result === null) return lineOf(row);
  const found = await differencesOf(db, row.number, NAMED);
  return [
    lineOf(row),
    ...result.comparisons.map((comparison) => sumsOf(comparison, result)),
    ...found.map(
      ({ account, currency, knownMinor, foundMinor }) =>
        `  ${account} ${currency}: known ${knownMinor} below zero, found ${foundMinor} (minor units)`,
    ),
  ].join('\n');
}

function sumsOf(comparison: ReserveComparison, { reading }: ReconciliationResult): string {
  const { currency, heldMinor, readings } = comparison;
  const { shortfallMinor, unreadableMinor, keptMinor, differenceMinor } = readings[reading];
  const money = (minor: number): string => formatMoney(minor, currency);
  return `  held ${money(heldMinor)}, known ${money(shortfallMinor)}, of accounts that cannot be read ${money(unreadableMinor)}, for debits just paid ${money(keptMinor)}, difference ${money(differenceMinor)} (fits: ${fits(comparison)})`;
}
