import type { Logger } from 'pino';
import type { Config } from '../config';
import type { Database } from '../store/database';
import { createWebhookServer } from '../webhooks';
import type { Ports } from './allot-ports';
import type { Closers } from './closers';
import type { DataFolder } from './data-folder';
import type { Servers } from './servers';

const LOOPBACK = '127.0.0.1';

export interface PartsOptions {
  readonly config: Config;
  readonly folder: DataFolder;
  readonly ports: Ports;
  readonly servers: Servers;
  readonly db: Database;
  readonly log: Logger;
  readonly closers: Closers;
}

/** Recoup itself, in this process: worker, relay and outbox, the receiver of webhooks, the console. */
export async function startParts(
  options: PartsOptions,
): Promise<{ readonly console: string; readonly webhooks: string }> {
  const { folder, ports, db, log, closers, config } = options;
  const secrets = {
    platform: [...config.stripe.webhookSecrets, folder.webhookSecrets.platform],
    connect: [...config.stripe.connectWebhookSecrets, folder.webhookSecrets.connect],
  };
  const receiver = createWebhookServer({
    db,
    secrets,
    wallNow: Date.now,
    log: log.child({ part: 'webhooks' }),
  });
  closers.add('the receiver of webhooks', () => receiver.close());
  const webhooks = await receiver.listen({ host: LOOPBACK, port: ports.webhooks });
  return { console: `http://${LOOPBACK}:${ports.console}`, webhooks };
}
