import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type Stripe from 'stripe';
import { DAY_MS } from '../domain/clock';
import type { Policy } from '../domain/policy/policy';
import { scaledPolicy } from '../embedded/embedded-policy';
import type { Metrics } from '../metrics';
import { addStoreMetrics } from '../metrics/store-metrics';
import { countStripeCall } from '../metrics/stripe-metrics';
import type { NotifierOptions } from '../notify/notifier';
import { createNotifier } from '../notify/notifier';
import type { Database } from '../store/database';
import { createStripeClient } from '../stripe/client';
import { TokenBucket } from '../stripe/token-bucket';
import type { TemporalSettings } from '../temporal/connection';
import { shareStripeLimit } from '../workers/stripe-share';
import { forGood, MET } from './needs';
import { openClock } from './open-clock';
import { openPlatform } from './open-platform';
import { openStore } from './open-store';
import { openTemporal } from './open-temporal';
import type { ProcessContext } from './run-process';
import { waitFor } from './wait-for';
import { startWork } from './work';

export interface WorkerProcessOptions {
  readonly databaseUrl: string;
  readonly temporal: TemporalSettings;
  readonly stripe: StripeSettings;
  readonly policy: Policy;
  readonly notices: NotifierOptions['means'];
  /** As sellers know the platform. */
  readonly platformName: string;
}

export interface StripeSettings {
  readonly key: string;
  readonly livemode: boolean;
  /** Null: Stripe's own address. */
  readonly url: string | null;
  readonly address: {
    readonly host: string;
    readonly port: number;
    readonly protocol: 'http' | 'https';
  } | null;
  /** What all processes together may use. */
  readonly requestsPerSecond: number;
}

/** Activities run up to thirty seconds in a call of Stripe; what is cut off is looked for before it is sent again. */
const GRACE_MS = 20_000;
const CONNECTIONS = 20;

/** Brings up what works on the inbox: Temporal worker, relay, outbox; each need in turn, in whatever order they come. */
export async function bringUpWorker(context: ProcessContext, options: WorkerProcessOptions): Promise<void> {
  const { closers, log, metrics, needs } = context;
  const { stripe: settings } = options;
  needs.declare('database', 'schema', 'stripe', 'temporal', 'worker');
  const db = await openStore(context, options.databaseUrl, CONNECTIONS);
  const stripe = await openStripe(context, db, settings);
  const { clock, simulated, platformAccount } = await waitFor(context, 'stripe', async () => {
    const known = await openClock(db, settings.url);
    const { livemode } = settings;
    const account = await openPlatform(db, stripe, { livemode, simulated: known.simulated });
    return { ...known, platformAccount: account };
  });
  needs.watch('stripe', forGood);
  const policy = clock.msPerDay === DAY_MS ? options.policy : scaledPolicy(options.policy);
  log.info({ platformAccount, livemode: settings.livemode, msPerDay: clock.msPerDay }, 'the platform');
  const client = await openTemporal(context, options.temporal);
  const work = await waitFor(context, 'worker', () =>
    startWork({
      db,
      databaseUrl: options.databaseUrl,
      temporal: { client, settings: options.temporal },
      stripe,
      platformAccount,
      livemode: settings.livemode,
      policy,
      clock,
      log,
      closers,
      say: (line) => log.warn(line),
      onMove: ({ kind }, outcome) =>
        metrics.count('recoup_moves_total', {
          kind,
          outcome: outcome.kind === 'held' ? `held_${outcome.reason.why}` : outcome.kind,
        }),
      graceMs: GRACE_MS,
    }),
  );
  needs.watch('worker', async () => (work.state() === 'RUNNING' ? MET : `is ${work.state().toLowerCase()}`));
  const notifier = createNotifier({
    db,
    stripe,
    recipients: policy.recipients,
    means: options.notices,
    platform: options.platformName,
    trial: simulated,
    clock,
    wallNow: Date.now,
    log: log.child({ part: 'outbox' }),
  });
  closers.add('the outbox', () => notifier.stop());
  addStoreMetrics(metrics, { db, clock, wallNow: Date.now });
}

/** A client that takes its part of the limit that all workers share. */
async function openStripe(
  { closers, metrics }: ProcessContext,
  db: Database,
  settings: StripeSettings,
): Promise<Stripe> {
  const { key, address, requestsPerSecond } = settings;
  const bucket = new TokenBucket(requestsPerSecond);
  const share = await shareStripeLimit({
    db,
    bucket,
    requestsPerSecond,
    caller: `${hostname()}:${process.pid}:${randomUUID()}`,
    onShare: (perSecond) => metrics.set('recoup_stripe_share_per_second', perSecond),
  });
  closers.add('the share of Stripe’s limit', () => share.stop());
  return createStripeClient({
    key,
    requestsPerSecond,
    bucket,
    onCall: (call) => countStripeCall(metrics, call),
    ...address,
  });
}

/** Figures of Temporal's SDK, which it shows on an address of its own, on this machine alone. */
export function passOnTemporalMetrics(metrics: Metrics, address: string): void {
  metrics.also(async () => {
    try {
      const response = await fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(2_000) });
      return await response.text();
    } catch {
      return '# the figures of the Temporal SDK could not be read';
    }
  });
}
