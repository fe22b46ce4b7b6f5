import { DAY_MS } from '../domain/clock';
import type { Policy } from '../domain/policy/policy';
import { scaledPolicy } from '../embedded/embedded-policy';
import type { Metrics } from '../metrics';
import { addStoreMetrics } from '../metrics/store-metrics';
import { linksToGive, type LinkSettings } from '../links/mint';
import type { NotifierOptions } from '../notify/notifier';
import { createNotifier } from '../notify/notifier';
import type { TemporalSettings } from '../temporal/connection';
import { MET } from './needs';
import { openStore } from './open-store';
import { openStripe, type StripeSettings } from './open-stripe';
import { openTemporal } from './open-temporal';
import type { ProcessContext } from './run-process';
import { waitFor } from './wait-for';
import { startWork } from './work';

export interface WorkerProcessOptions {
  readonly databaseUrl: string;
  readonly temporal: TemporalSettings;
  readonly stripe: StripeSettings;
  readonly policy: Policy;
  readonly earningsFolder: string | null;
  readonly notices: NotifierOptions['means'];
  /** Null: letters carry no addresses. */
  readonly links: Omit<LinkSettings, 'expiresAfterWallMs'> | null;
  /** As sellers know the platform. */
  readonly platformName: string;
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
  const { stripe, clock, simulated, platformAccount } = await openStripe(context, db, settings);
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
      earningsFolder: options.earningsFolder,
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
    links: options.links === null ? null : linksToGive({ ...options.links, ...policy.links }),
    trial: simulated,
    clock,
    wallNow: Date.now,
    log: log.child({ part: 'outbox' }),
  });
  closers.add('the outbox', () => notifier.stop());
  addStoreMetrics(metrics, { db, clock, wallNow: Date.now });
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
