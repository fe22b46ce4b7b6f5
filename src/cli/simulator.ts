import { Command } from 'commander';
import { readConfig } from '../config';

const DEFAULT_DAY_MS = 2_000;

interface Flags {
  readonly port?: string;
  readonly day?: string;
  readonly dataDir?: string;
  readonly story: boolean;
}

export function simulatorCommand(): Command {
  return new Command('simulator')
    .description("A Stripe Connect platform to test against: Stripe's API, honest books and a clock")
    .option('--port <port>', 'port of the API')
    .option('--day <span>', 'how long a simulated day lasts, such as 2s')
    .option(
      '--data-dir <folder>',
      'keep the state there, so that the next start goes on; otherwise in memory only',
    )
    .option('--no-story', 'an empty platform, in which nothing happens by itself')
    .action(async ({ port, day, dataDir, story }: Flags) => {
      const config = readConfig({
        ...process.env,
        ...(port === undefined ? {} : { RECOUP_SIMULATOR_PORT: port }),
        ...(day === undefined ? {} : { RECOUP_DAY: day }),
      });
      const { runSimulator } = await import('../simulator/run');
      const simulator = await runSimulator({
        port: config.ports.simulator,
        msPerDay: config.msPerDay ?? DEFAULT_DAY_MS,
        story,
        ...(dataDir === undefined ? {} : { dataFolder: dataDir }),
        onNarration: ({ atMs, seller, what }) =>
          console.log([new Date(atMs).toISOString().slice(0, 16), seller, what].filter(Boolean).join('  ')),
      });
      console.log(
        `A simulated Stripe listens on ${simulator.url}; any key that begins with sk_test_ will do.`,
      );
      const stop = (): void => {
        void simulator.close().then(() => process.exit(0));
      };
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
    });
}
