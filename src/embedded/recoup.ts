import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import type Stripe from 'stripe';
import type { Clock } from '../domain/clock';
import type { Policy } from '../domain/policy/policy';
import { createOutbox } from '../notify/run-outbox';
import { logChannel } from '../notify/log-channel';
import { QUICK_RECONNECT, createAccountLook, createRelay } from '../relay';
import type { Database } from '../store/database';
import { claimInstallation } from '../store/installation';
import { ensureSchedules } from '../workers/schedules';
import { createServices } from '../workers/services';
import { startWorker } from '../workers/worker';
import type { Closers } from './closers';
import { keepWorking } from './keep-working';
import { NAMESPACE } from './temporal';

/** Built beside the compiled code. */
const WORKFLOW_BUNDLE = path.resolve(__dirname, '..', 'workflow-bundle.js');
const PLATFORM = 'the marketplace';
/** After `kill -9` nobody comes back for what the dead worker had cached; days are short here. */
const STICKY_TIMEOUT_MS = 1_000;

export interface RecoupOptions {
  readonly db: Database;
  readonly databaseUrl: string;
  /** `host:port` */
  readonly temporalAddress: string;
  readonly stripe: Stripe;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly log: Logger;
  readonly closers: Closers;
  readonly say: (line: string) => void;
}

/** Worker, relay and outbox: what works on what the inbox holds. Answers the client to Temporal. */
export async function startRecoup(options: RecoupOptions): Promise<Client> {
  const { db, stripe, clock, policy, log, closers } = options;
  const wallNow = Date.now;
  const [connection, platformAccount] = await Promise.all([
    Connection.connect({ address: options.temporalAddress, channelArgs: QUICK_RECONNECT }),
    platformOf(stripe, db),
  ]);
  closers.add('the connection to Temporal', () => connection.close());
  const temporal = new Client({ connection, namespace: NAMESPACE });
  await ensureSchedules(temporal, clock);

  const deps = createServices({ db, stripe, policy, clock, wallNow, platformAccount });
  const working = await keepWorking(async () => {
    const native = await NativeConnection.connect({ address: options.temporalAddress });
    const workflows = { codePath: WORKFLOW_BUNDLE };
    return {
      native,
      worker: await startWorker({
        connection: native,
        namespace: NAMESPACE,
        workflows,
        deps,
        stickyTimeoutMs: STICKY_TIMEOUT_MS,
      }),
    };
  }, options.say);
  closers.add('the worker', () => working.stop());

  const relay = createRelay({
    db,
    databaseUrl: options.databaseUrl,
    temporal,
    clock,
    wallNow,
    livemode: false,
    lookGapWallMs: policy.lookGapWallMs,
    lookAtAccount: createAccountLook({ db, stripe, clock, wallNow }),
    log: log.child({ part: 'relay' }),
  });
  relay.start();
  closers.add('the relay', () => relay.stop());

  const outboxLog = log.child({ part: 'outbox' });
  const outbox = createOutbox({
    db,
    channels: [logChannel(outboxLog)],
    clock,
    wallNow,
    platform: PLATFORM,
    log: outboxLog,
  });
  closers.add('the outbox', () => outbox.stop());
  return temporal;
}

async function platformOf(stripe: Stripe, db: Database): Promise<string> {
  const { id } = await stripe.accounts.retrieveCurrent();
  await claimInstallation(db, { platformAccount: id, livemode: false });
  return id;
}
