import { temporal } from '@temporalio/proto';
import { Command, InvalidArgumentError } from 'commander';
import { type Config, readConfig } from '../config';
import { toClock } from '../domain/clock';
import type { ImportDeps, ImportProgress } from '../import/deps';
import { importReport } from '../import/report';
import { reportText } from '../import/report-text';
import { awaitAdoption, scan } from '../import/run-import';
import { createAccountLook } from '../relay';
import { type ImportRow, readImport } from '../store/imports';
import { TASK_QUEUE } from '../workflows/messages';
import { type Office, withOffice } from './office';
import { withStripe } from './open-stripe';
import { withTemporalClient } from './open-temporal';
import { progressLine } from './progress-line';

const { TaskQueueType } = temporal.api.enums.v1;

interface Flags {
  readonly back: number;
  readonly lostWithin: number;
  readonly wait: number;
  readonly whileActing: boolean;
  readonly json: boolean;
}

/** Takes up what was there before Recoup. Everything goes through wakes, so that the flows themselves look and decide. */
export function importCommand(): Command {
  const command = new Command('import').description(
    'Take up what was there before Recoup, in the mode observe',
  );
  command
    .command('run', { isDefault: true })
    .description(
      'Read accounts and disputes, have the flows look at what is open, and report; goes on where it stopped',
    )
    .option('--back <days>', 'disputes opened longer ago are left alone', days, 365)
    .option('--lost-within <days>', 'take up lost disputes too that were opened within so many days', days, 0)
    .option('--wait <seconds>', 'how long to wait for the flows', seconds, 600)
    .option('--while-acting', 'in the mode act too: what is taken up is recovered at once', false)
    .option('--json', 'the report as JSON', false)
    .action((flags: Flags) => run(readConfig(), flags));
  command
    .command('report')
    .description('The report of the latest import, as things stand now')
    .option('--number <number>', 'of another import', days)
    .option('--json', 'as JSON', false)
    .action(async ({ number, json }: { number?: number; json: boolean }) => {
      await withOffice(readConfig(), async (office) => {
        const row = await readImport(office.db, number ?? null);
        if (row === null) {
          const which = number === undefined ? 'no import yet' : `no import ${number}`;
          throw new Error(`There is ${which}. Begin one with: bin/recoup import`);
        }
        await report(office, row, json);
      });
    });
  return command;
}

async function run(config: Config, flags: Flags): Promise<void> {
  await withOffice(config, async (office) => {
    const { db, clock, policy } = office;
    const options = { backDays: flags.back, lostWithinDays: flags.lostWithin };
    const line = progressLine(process.stderr);
    const row = await withStripe(config, db, async ({ stripe, report: key }) => {
      for (const { resource, reason } of key.denied) {
        throw new Error(`The key may not read ${resource}: ${reason}. Give it that right, then import.`);
      }
      const deps: ImportDeps = {
        db,
        stripe,
        clock,
        wallNow: Date.now,
        lookAtAccount: createAccountLook({ db, stripe, clock, wallNow: Date.now, policy }),
        whileActing: flags.whileActing,
        onProgress: (progress) => line.show(words(progress)),
      };
      const scanned = await scan(deps, options);
      const missing = await missingWorker(config);
      const left = missing === null ? await awaitAdoption(deps, scanned, flags.wait * 1_000) : null;
      line.end();
      if (missing !== null) console.error(missing);
      else if (left !== 0) console.error(SLOW);
      return scanned;
    });
    await report(office, (await readImport(db, row.number)) ?? row, flags.json);
  });
}

const SLOW =
  'The flows are still at it. bin/recoup import waits for them again; bin/recoup attention names what is in their way.';

async function report({ db, clock }: Office, row: ImportRow, json: boolean): Promise<void> {
  const nowMs = toClock(clock, Date.now());
  const found = await importReport(db, row, nowMs);
  console.log(json ? JSON.stringify(found, null, 2) : reportText(found, nowMs));
  if (row.phase !== 'done') process.exitCode = 1;
}

/** Why nobody takes up what was found, or null: a worker polls the task queue. */
async function missingWorker(config: Config): Promise<string | null> {
  const kept =
    'What was found is stored and waits. Start a worker (bin/recoup worker), then bin/recoup import again.';
  try {
    const { pollers } = await withTemporalClient(config, (client) =>
      client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: TASK_QUEUE },
        taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
      }),
    );
    return pollers.length > 0 ? null : `No worker is at work on the task queue ${TASK_QUEUE}. ${kept}`;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `Temporal could not be asked whether a worker is at work: ${reason}. ${kept}`;
  }
}

function words({ phase, accountsRead, disputesRead, waiting }: ImportProgress): string {
  switch (phase) {
    case 'disputes':
      return `disputes: ${disputesRead} read`;
    case 'accounts':
      return `accounts: ${accountsRead} read`;
    case 'adopting':
    case 'done':
      return waiting === null ? 'read; the flows take it up' : `the flows take it up: ${waiting} left`;
  }
}

const days = (text: string): number => wholeNumber(text, 3_650);
const seconds = (text: string): number => wholeNumber(text, 86_400);

function wholeNumber(text: string, most: number): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > most) {
    throw new InvalidArgumentError(`A whole number from 0 to ${most}.`);
  }
  return Number(text);
}
