import { Command } from 'commander';
import { readConfig } from '../config';

interface Flags {
  readonly reset: boolean;
  readonly story: boolean;
  readonly quiet: boolean;
  readonly stripe: boolean;
  readonly day?: string;
  readonly port?: string;
  readonly dataDir?: string;
}

export function startCommand(): Command {
  return new Command('start')
    .description(
      'Run everything here, on a simulated Stripe or your own sandbox: nothing else to install, no real money',
    )
    .option('--reset', 'begin anew: removes what earlier runs left', false)
    .option('--day <span>', 'how long a simulated day lasts, such as 2s or 500ms')
    .option('--port <port>', 'port of the console; the next free one where it is taken')
    .option(
      '--data-dir <folder>',
      'where everything is kept (default: ./.recoup, with --stripe ./.recoup-stripe)',
    )
    .option('--no-story', 'no story: nothing happens until you make it happen')
    .option('--quiet', 'only addresses and troubles, no progress', false)
    .option('--stripe', 'your own Stripe sandbox instead of the simulator', false)
    .action(async (flags: Flags) => {
      const config = readConfig({ ...process.env, ...asSettings(flags) });
      if (!flags.stripe) refuseUnusedKey(config.stripe.secretKey);
      // Loaded here, because other commands need none of it.
      const { start } = await import('../embedded/start');
      const { stopOnSignal } = await import('../embedded/until-stopped');
      const running = start({ config, ...flags });
      stopOnSignal(running, console.log);
      await running;
    });
}

/** What a simulation and a sandbox leave must not meet in one folder. */
const SANDBOX_FOLDER = '.recoup-stripe';

/** A flag is another way to say the setting, and is checked as such. */
function asSettings({ day, port, dataDir, stripe }: Flags): Record<string, string> {
  const { RECOUP_DATA_DIR: chosen } = process.env;
  return {
    ...(stripe && (chosen === undefined || chosen === '') ? { RECOUP_DATA_DIR: SANDBOX_FOLDER } : {}),
    ...(day === undefined ? {} : { RECOUP_DAY: day }),
    ...(port === undefined ? {} : { RECOUP_CONSOLE_PORT: port }),
    ...(dataDir === undefined ? {} : { RECOUP_DATA_DIR: dataDir }),
  };
}

function refuseUnusedKey(key: string | null): void {
  if (key === null) return;
  throw new Error(
    'STRIPE_SECRET_KEY is set, but this command runs on the simulator and would not use it. ' +
      'Say that it is meant: npm start -- --stripe, or unset it: env -u STRIPE_SECRET_KEY npm start',
  );
}
