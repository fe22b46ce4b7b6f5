import { currency, formatMoney } from '../domain/money';
import type { RunId } from '../domain/payout/run-id';
import type { Database } from '../store/database';
import { type LineRow, readLines } from '../store/payout-lines';
import { readRun, type RunRow, tallyOf } from '../store/payout-runs';

/** One run in one line: how it stands, and how many lines stand where. */
export async function runLine(db: Database, run: RunRow): Promise<string> {
  const tally = await tallyOf(db, run.run);
  const lines = tally.map(({ status, lines: count }) => `${count} ${status}`).join(', ');
  const why = run.reason === null ? '' : ` (${run.reason})`;
  return `${run.run} ${run.status.replaceAll('_', ' ')}${why}: ${lines || 'no lines'}`;
}

/** @throws Error where there is no such run. */
export async function runText(db: Database, name: RunId): Promise<string> {
  const run = await readRun(db, name);
  if (run === null)
    throw new Error(`There is no run ${name}: bin/recoup payouts list shows those there are.`);
  const lines = await readLines(db, name);
  return [await runLine(db, run), ...lines.flatMap(lineText)].join('\n');
}

function lineText(line: LineRow): readonly string[] {
  const money = (amountMinor: number): string => formatMoney(amountMinor, currency(line.currency));
  const amount = line.target_minor === null ? '' : ` ${money(line.target_minor)}`;
  const gross = line.gross_minor === null ? '' : ` of ${money(line.gross_minor)}`;
  const why = line.reason === null ? '' : `: ${line.reason}`;
  const kept = (line.working ?? []).filter(({ what }) => what !== 'gross');
  return [
    `  ${line.number}. ${line.account} ${line.status}${amount}${gross}${why}`,
    ...kept.map((row) => `       ${money(row.amountMinor)} ${row.why}`),
  ];
}
