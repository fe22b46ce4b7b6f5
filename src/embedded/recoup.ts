import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type Stripe from 'stripe';
import type { Config } from '../config';
import type { Clock } from '../domain/clock';
import type { Policy } from '../domain/policy/policy';
import { linksToGive, type LinkSettings } from '../links/mint';
import { createNotifier } from '../notify/notifier';
import { startWork } from '../processes/work';
import type { Database } from '../store/database';
import { claimInstallation } from '../store/installation';
import { clientOn, connectTemporal } from '../temporal/connection';
import { dataConverter } from '../temporal/data-converter';
import type { Closers } from './closers';
import { NAMESPACE } from './temporal';

/** As its sellers know it where nobody named it. */
export const PLATFORM = 'the marketplace';
/** After `kill -9` nobody comes back for what the dead worker had cached; days are short here. */
const STICKY_TIMEOUT_MS = 1_000;

export interface RecoupOptions {
  readonly config: Pick<Config, 'notices' | 'codecKeys' | 'earningsFolder'>;
  readonly db: Database;
  readonly databaseUrl: string;
  /** `host:port` */
  readonly temporalAddress: string;
  readonly stripe: Stripe;
  /** Under which addresses sellers reach the part that answers them. */
  readonly links: Omit<LinkSettings, 'expiresAfterWallMs'>;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly log: Logger;
  readonly closers: Closers;
  readonly say: (line: string) => void;
}

/** Worker, relay and outbox: what works on what the inbox holds. Answers the client to Temporal. */
export async function startRecoup(options: RecoupOptions): Promise<Client> {
  const { config, db, stripe, clock, policy, log, closers } = options;
  const settings = {
    connection: { address: options.temporalAddress },
    namespace: NAMESPACE,
    dataConverter: dataConverter(config.codecKeys),
  };
  const [connection, platformAccount] = await Promise.all([
    connectTemporal(settings),
    platformOf(stripe, db),
  ]);
  closers.add('the connection to Temporal', () => connection.close());
  const client = clientOn(connection, settings);
  await startWork({
    ...options,
    temporal: { client, settings },
    earningsFolder: config.earningsFolder,
    platformAccount,
    livemode: false,
    stickyTimeoutMs: STICKY_TIMEOUT_MS,
  });

  const { notices } = config;
  const notifier = createNotifier({
    db,
    stripe,
    recipients: policy.recipients,
    means: notices,
    platform: notices.platformName ?? PLATFORM,
    links: linksToGive({ ...options.links, ...policy.links }),
    trial: true,
    clock,
    wallNow: Date.now,
    log: log.child({ part: 'outbox' }),
  });
  closers.add('the outbox', () => notifier.stop());
  return client;
}

async function platformOf(stripe: Stripe, db: Database): Promise<string> {
  const { id } = await stripe.accounts.retrieveCurrent();
  await claimInstallation(db, { platformAccount: id, livemode: false });
  return id;
}
