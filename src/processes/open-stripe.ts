import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type Stripe from 'stripe';
import { countStripeCall } from '../metrics/stripe-metrics';
import type { Database } from '../store/database';
import { createStripeClient } from '../stripe/client';
import { TokenBucket } from '../stripe/token-bucket';
import { shareStripeLimit } from '../workers/stripe-share';
import { forGood } from './needs';
import { openClock, type KnownClock } from './open-clock';
import { openPlatform } from './open-platform';
import type { ProcessContext } from './run-process';
import { waitFor } from './wait-for';

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

export interface OpenStripe extends KnownClock {
  readonly stripe: Stripe;
  readonly platformAccount: string;
}

/**
 * Stripe by its key, once it answers, with the clock that it keeps; its client takes a part of the limit that all
 * processes share. The need `stripe` is met from then on.
 * @throws RefusalError where the key or the clock is not the one that the database knows.
 */
export async function openStripe(
  context: ProcessContext,
  db: Database,
  settings: StripeSettings,
): Promise<OpenStripe> {
  const stripe = await clientOf(context, db, settings);
  const opened = await waitFor(context, 'stripe', async () => {
    const known = await openClock(db, settings.url);
    const { livemode } = settings;
    const platformAccount = await openPlatform(db, stripe, { livemode, simulated: known.simulated });
    return { ...known, platformAccount };
  });
  context.needs.watch('stripe', forGood);
  return { ...opened, stripe };
}

async function clientOf(
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
