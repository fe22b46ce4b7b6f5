import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type Stripe from 'stripe';
import { flowStatusFrom } from '../activities/sweep/flow-status';
import type { Clock } from '../domain/clock';
import type { Policy } from '../domain/policy/policy';
import type { Closers } from '../embedded/closers';
import { createAccountLook, createLineLook, createRelay, createWarningLook } from '../relay';
import type { Database } from '../store/database';
import { connectWorker, type TemporalSettings } from '../temporal/connection';
import { workflowBundle } from '../workers/bundle';
import { keepWorking } from '../workers/keep-working';
import { ensureSchedules } from '../workers/schedules';
import { createServices, type OnMove } from '../workers/services';
import { startWorker } from '../workers/worker';

export interface WorkOptions {
  readonly db: Database;
  readonly databaseUrl: string;
  readonly temporal: { readonly client: Client; readonly settings: TemporalSettings };
  readonly stripe: Stripe;
  /** The platform's own Stripe account. */
  readonly platformAccount: string;
  readonly livemode: boolean;
  readonly policy: Policy;
  /** Of files of earnings by day; null where none was named. */
  readonly earningsFolder: string | null;
  readonly clock: Clock;
  readonly log: Logger;
  readonly closers: Closers;
  /** Told when a worker had to be replaced. */
  readonly say: (line: string) => void;
  readonly onMove?: OnMove;
  /** Default: Temporal's. Shorter where days are short: after a kill nobody comes back for what was cached. */
  readonly stickyTimeoutMs?: number;
  /** How long activities under way may take when the worker drains. */
  readonly graceMs?: number;
}

/** Temporal worker and relay: what works on what the inbox holds. Answers how the worker stands. */
export async function startWork(options: WorkOptions): Promise<{ state(): string }> {
  const { db, stripe, clock, policy, log, closers, temporal, livemode } = options;
  const { stickyTimeoutMs, graceMs, onMove, platformAccount } = options;
  const wallNow = Date.now;
  await ensureSchedules(temporal.client, clock, policy);

  const deps = createServices({
    db,
    stripe,
    policy,
    clock,
    wallNow,
    platformAccount,
    earningsFolder: options.earningsFolder,
    flowStatus: flowStatusFrom(temporal.client),
    ...(onMove === undefined ? {} : { onMove }),
  });
  const { namespace, dataConverter } = temporal.settings;
  const sealed = dataConverter.payloadCodecs !== undefined;
  const working = await keepWorking(async () => {
    const native = await connectWorker(temporal.settings);
    const worker = await startWorker({
      connection: native,
      namespace,
      workflows: workflowBundle(sealed),
      deps,
      dataConverter,
      ...(stickyTimeoutMs === undefined ? {} : { stickyTimeoutMs }),
      ...(graceMs === undefined ? {} : { graceMs }),
    });
    return { native, worker };
  }, options.say);
  closers.add('the worker', () => working.stop());

  const relay = createRelay({
    db,
    databaseUrl: options.databaseUrl,
    temporal: temporal.client,
    clock,
    wallNow,
    livemode,
    lookGapWallMs: policy.lookGapWallMs,
    lookAtAccount: createAccountLook({ db, stripe, clock, wallNow, policy }),
    lookAtWarning: createWarningLook({ db, stripe, clock, wallNow }),
    lookAtLine: createLineLook({ db, stripe, clock, wallNow }),
    log: log.child({ part: 'relay' }),
  });
  relay.start();
  closers.add('the relay', () => relay.stop());
  return { state: () => working.state() };
}
