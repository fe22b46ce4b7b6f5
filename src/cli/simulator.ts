import { Command } from 'commander';
import { type Config, readConfig } from '../config';
import type { ConfiguredEndpoint } from '../simulator';

const DEFAULT_DAY_MS = 2_000;

interface Flags {
  readonly host?: string;
  readonly port?: string;
  readonly webhooks?: string;
  readonly day?: string;
  readonly dataDir?: string;
  readonly story: boolean;
}

export function simulatorCommand(): Command {
  return new Command('simulator')
    .description("A Stripe Connect platform to test against: Stripe's API, honest books and a clock")
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--port <port>', 'port of the API')
    .option(
      '--webhooks <url>',
      'deliver to /stripe and /stripe/connect below it, signed with the first of STRIPE_WEBHOOK_SECRETS and STRIPE_CONNECT_WEBHOOK_SECRETS',
    )
    .option('--day <span>', 'how long a simulated day lasts, such as 2s')
    .option(
      '--data-dir <folder>',
      'keep the state there, so that the next start goes on; otherwise in memory only',
    )
    .option('--no-story', 'an empty platform, in which nothing happens by itself')
    .action(async ({ host, port, webhooks, day, dataDir, story }: Flags) => {
      const config = readConfig({
        ...process.env,
        ...(port === undefined ? {} : { RECOUP_SIMULATOR_PORT: port }),
        ...(day === undefined ? {} : { RECOUP_DAY: day }),
      });
      const { runSimulator } = await import('../simulator/run');
      const simulator = await runSimulator({
        ...(host === undefined ? {} : { host }),
        port: config.ports.simulator,
        webhooks: webhooks === undefined ? [] : endpointsAt(webhooks, config),
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

/** Both endpoints of a receiver, with the secrets that it has. @throws Error where one is missing. */
function endpointsAt(url: string, { stripe }: Config): readonly ConfiguredEndpoint[] {
  const [platform] = stripe.webhookSecrets;
  const [connect] = stripe.connectWebhookSecrets;
  if (!URL.canParse(url) || platform === undefined || connect === undefined) {
    throw new Error(
      '--webhooks takes the address of a receiver, such as http://127.0.0.1:3001, and needs STRIPE_WEBHOOK_SECRETS ' +
        'and STRIPE_CONNECT_WEBHOOK_SECRETS as the receiver has them.',
    );
  }
  const base = url.replace(/\/+$/, '');
  return [
    { url: `${base}/stripe`, secret: platform, connect: false },
    { url: `${base}/stripe/connect`, secret: connect, connect: true },
  ];
}
