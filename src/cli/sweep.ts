import { Command } from 'commander';
import { type Config, readConfig } from '../config';
import { PART_TITLES, SWEEP_PARTS, type SweepResult, totalOf } from '../domain/sweep/parts';
import type { Database } from '../store/database';
import { lastEndedSweep, readSweeps, type SweepRow } from '../store/sweeps';
import { SWEEP_SCHEDULE } from '../workflows/messages';
import { withStore } from './open-store';
import { rowOfEnd, triggerSchedule, wholeNumber } from './scheduled-run';

export function sweepCommand(): Command {
  const sweep = new Command('sweep').description('The look for what nobody announced');
  sweep
    .command('run', { isDefault: true })
    .description('Sweep now, and say what was found; one that runs already is waited for')
    .option('--wait <seconds>', 'how long to wait for its end', wholeNumber, 600)
    .action(async ({ wait }: { wait: number }) => {
      const row = await withStore(readConfig(), (db) => sweepNow(readConfig(), db, wait * 1_000));
      console.log(resultText(row));
    });
  sweep
    .command('list')
    .description('The last sweeps, the latest first, and what the latest found')
    .option('--last <number>', 'how many', wholeNumber, 10)
    .action(async ({ last }: { last: number }) => {
      const rows = await withStore(readConfig(), (db) => readSweeps(db, last));
      if (rows.length === 0) console.log('No sweep yet: a worker begins the first one within the hour.');
      for (const row of rows) console.log(lineOf(row));
      const latest = rows.find(({ result }) => result !== null);
      if (latest !== undefined) console.log(`\n${resultText(latest)}`);
    });
  return sweep;
}

/** Begins a sweep, and waits for the row of its results. */
async function sweepNow(config: Config, db: Database, waitMs: number): Promise<SweepRow> {
  const before = (await lastEndedSweep(db))?.number ?? 0;
  await triggerSchedule(config, SWEEP_SCHEDULE, 'sweep');
  const ended = async (): Promise<SweepRow | null> => {
    const row = await lastEndedSweep(db);
    return row !== null && row.number > before ? row : null;
  };
  const row = await rowOfEnd(ended, waitMs);
  if (row !== null) return row;
  throw new Error(
    `The sweep has not come to its end within ${waitMs / 1_000} s. It goes on: bin/recoup sweep list shows it, and the runs of ${SWEEP_SCHEDULE} in the Temporal UI show where it is.`,
  );
}

function lineOf({ number, started_at, started_clock, ended_at, result }: SweepRow): string {
  const began = `sweep ${number} of ${new Date(started_clock).toISOString().slice(0, 16)}`;
  if (ended_at === null || result === null) return `${began}: not ended`;
  const { read, found, calls } = totalOf(result);
  const failed = SWEEP_PARTS.filter((part) => result[part]?.failed).length;
  const troubles = failed === 0 ? '' : `, ${failed} of ${SWEEP_PARTS.length} parts failed`;
  const seconds = ((ended_at - started_at) / 1_000).toFixed(1);
  return `${began}: read ${read}, found ${found}, ${calls} calls to Stripe in ${seconds} s${troubles}`;
}

function resultText(row: SweepRow): string {
  const { result } = row;
  return result === null ? lineOf(row) : [lineOf(row), ...partLines(result)].join('\n');
}

function partLines(result: SweepResult): readonly string[] {
  const width = Math.max(...Object.values(PART_TITLES).map((title) => title.length));
  const line = (title: string, ...figures: readonly string[]): string =>
    `  ${title.padEnd(width)}${figures.map((figure) => figure.padStart(8)).join('')}`;
  return [
    line('', 'read', 'found', 'calls'),
    ...SWEEP_PARTS.map((part) => {
      const { read, found, calls, failed } = result[part];
      const figures = line(PART_TITLES[part], String(read), String(found), String(calls));
      return failed === null ? figures : `${figures}  ${failed}`;
    }),
  ];
}
