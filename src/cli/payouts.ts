import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { askForRuns, type RunWish } from '../activities/payout/ask-run';
import { readCsv } from '../activities/payout/earnings-file';
import { reissueRun, resumeRun, type Said, stopRun } from '../activities/payout/steer-run';
import { readConfig } from '../config';
import { accountId, type AccountId } from '../domain/ids';
import { currency, type Currency } from '../domain/money';
import { problemsText } from '../domain/payout/earnings';
import {
  PAYOUT_MODES,
  type PayoutDate,
  payoutDate,
  type PayoutMode,
  readRunId,
  type RunId,
} from '../domain/payout/run-id';
import { readRuns } from '../store/payout-runs';
import { raiseWake } from '../store/wakes';
import { type Office, withOffice } from './office';
import { runLine, runText } from './payouts-text';

/** Runs that pay sellers: asked for, seen, stopped, resumed, paid again. */
export function payoutsCommand(): Command {
  const payouts = new Command('payouts').description('Runs that pay sellers what is theirs to have');
  payouts.addCommand(runCommand());
  payouts
    .command('list')
    .description('The newest runs, and how each stands')
    .action(() =>
      withOffice(readConfig(), async ({ db }) => {
        const runs = await readRuns(db, 50);
        if (runs.length === 0) console.log('Nobody was paid by a run yet: bin/recoup payouts run --help');
        for (const run of runs) console.log(await runLine(db, run));
      }),
    );
  payouts
    .command('show')
    .argument('<run>', 'its name, such as payout-run:2026-11-23:eur:transfer', named(readRunId))
    .description('One run with its sums, and each line with what was kept back and why')
    .action((run: RunId) => withOffice(readConfig(), async ({ db }) => console.log(await runText(db, run))));
  payouts.addCommand(
    steering(
      'stop',
      'Begin no further line; those under way come to their end',
      async (office, run, said) => {
        await stopRun(deps(office), run, said, office.now());
        return `${run} is stopped. Go on with: bin/recoup payouts resume ${run} --by YOUR_NAME`;
      },
    ),
  );
  payouts.addCommand(
    steering('resume', 'Go on with what is left', async (office, run, said) => {
      await resumeRun(deps(office), run, said, office.now());
      return `${run} goes on.`;
    }),
  );
  payouts.addCommand(
    steering(
      'reissue',
      'Have what a run held or could not pay decided afresh, under the next version',
      async (office, run, said) => {
        const next = await reissueRun(deps(office), run, said, office.now());
        return `${next} pays what ${run} held or could not pay. Follow it: bin/recoup payouts show ${next}`;
      },
    ),
  );
  return payouts;
}

const deps = ({ db }: Office) => ({ db, raiseWake });

interface Flags {
  readonly mode: PayoutMode;
  readonly date: PayoutDate;
  readonly earnings?: string;
  readonly currency?: Currency;
  readonly account?: readonly AccountId[];
  readonly dryRun?: true;
  readonly by: string;
  readonly request?: string;
}

function runCommand(): Command {
  return new Command('run')
    .addOption(
      new Option('--mode <mode>', 'transfer: earnings that the platform holds; payout: what lies on accounts')
        .choices(PAYOUT_MODES)
        .makeOptionMandatory(),
    )
    .requiredOption(
      '--date <day>',
      'the day that it pays for, such as 2026-11-23; it begins no earlier',
      named(payoutDate),
    )
    .option('--earnings <file>', 'mode transfer: CSV with the columns account,amount,currency,charges')
    .option('--currency <code>', 'mode payout: which currency, such as eur', named(currency))
    .option('--account <ids...>', 'mode payout: these accounts alone')
    .option('--dry-run', 'the same decisions, and nothing moves')
    .requiredOption('--by <who>', 'who asks; kept with the decision', text)
    .option('--request <key>', 'a key of your own: the same key again is the same run', text)
    .description('Ask for a run; the worker pays it, line by line')
    .action(async (flags: Flags) => {
      const asked = {
        wish: wishOf(flags),
        date: flags.date,
        dryRun: flags.dryRun === true,
        by: flags.by,
        idempotencyKey: flags.request ?? null,
      };
      const { kind, runs } = await withOffice(readConfig(), (office) =>
        askForRuns(deps(office), asked, office.now()),
      );
      for (const run of runs) {
        const said = kind === 'known' ? 'was asked for before' : 'is asked for';
        console.log(`${run} ${said}. Follow it: bin/recoup payouts show ${run}`);
      }
    });
}

function wishOf(flags: Flags): RunWish {
  if (flags.mode === 'payout') {
    if (flags.currency === undefined) throw new Error('A payout run needs its currency: --currency eur.');
    if (flags.earnings !== undefined) {
      throw new Error(
        'Earnings are paid by transfer: --mode transfer. A payout run pays what lies on the accounts.',
      );
    }
    const accounts = flags.account?.map((one) => accountId(one)) ?? null;
    return { mode: 'payout', currency: flags.currency, accounts };
  }
  if (flags.earnings === undefined) {
    throw new Error('A run of transfers needs the earnings that it pays: --earnings file.csv.');
  }
  if (flags.currency !== undefined || flags.account !== undefined) {
    throw new Error(
      'Currency and accounts of earnings stand in their file: leave --currency and --account out.',
    );
  }
  const { lines, problems } = readCsv(contentOf(flags.earnings));
  if (problems.length > 0) {
    throw new Error(`Nothing of ${flags.earnings} is paid:\n${problemsText(problems)}`);
  }
  return { mode: 'transfer', earnings: lines };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The earnings cannot be read (${why}): name a CSV file that is there.`, { cause: error });
  }
}

function steering(
  name: string,
  description: string,
  steer: (office: Office, run: RunId, said: Said) => Promise<string>,
): Command {
  return new Command(name)
    .argument('<run>', 'its name, such as payout-run:2026-11-23:eur:transfer', named(readRunId))
    .requiredOption('--by <who>', 'who says so; kept with the decision', text)
    .option('--reason <text>', 'why; kept with the decision', 'said at the command line')
    .description(description)
    .action(async (run: RunId, said: Said) => {
      console.log(await withOffice(readConfig(), (office) => steer(office, run, said)));
    });
}

function text(value: string): string {
  const trimmed = value.trim();
  if (trimmed === '' || trimmed.length > 200) {
    throw new InvalidArgumentError('It must not be empty, nor longer than 200 characters.');
  }
  return trimmed;
}

function named<T>(read: (text: string) => T): (text: string) => T {
  return (value) => {
    try {
      return read(value);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
    }
  };
}
