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
    .description('Run everything here, on a simulated Stripe: nothing else to install, no real money')
    .option('--reset', 'begin anew: removes what earlier runs left', false)
    .option('--day <span>', 'how long a simulated day lasts, such as 2s or 500ms')
    .option('--port <port>', 'port of the console; the next free one where it is taken')
    .option('--data-dir <folder>', 'where everything is kept (default: ./.recoup)')
    .option('--no-story', 'no story: nothing happens until you make it happen')
    .option('--quiet', 'only addresses and troubles, no progress', false)
    .option('--stripe', 'your own Stripe sandbox instead of the simulator', false)
    .action(async (flags: Flags) => {
      const config = readConfig({ ...process.env, ...asSettings(flags) });
      refuseStripe(flags, config.stripe.secretKey !== null);
      // Loaded here, because other commands need none of it.
      const { start } = await import('../embedded/start');
      const { stopOnSignal } = await import('../embedded/until-stopped');
      const running = start({ config, ...flags });
      stopOnSignal(running, console.log);
      await running;
    });
}

/** A flag is another way to say the setting, and is checked as such. */
function asSettings({ day, port, dataDir }: Flags): Record<string, string> {
  return {
    ...(day === undefined ? {} : { RECOUP_DAY: day }),
    ...(port === undefined ? {} : { RECOUP_CONSOLE_PORT: port }),
    ...(dataDir === undefined ? {} : { RECOUP_DATA_DIR: dataDir }),
  };
}

function refuseStripe({ stripe }: Flags, hasKey: boolean): void {
  if (stripe) {
    throw new Error(
      '--stripe is not there yet: this version runs on its simulator only. Leave it away to see Recoup at work.',
    );
  }
  if (hasKey) {
    throw new Error(
      'STRIPE_SECRET_KEY is set, but this command runs on the simulator and would not use it. ' +
        'Unset it for this command: env -u STRIPE_SECRET_KEY npm start',
    );
  }
}
