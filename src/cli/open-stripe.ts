import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type Stripe from 'stripe';
import { z } from 'zod';
import type { Config } from '../config';
import { addressOf } from '../embedded/sandbox';
import { readEndpoints } from '../embedded/endpoints';
import type { Database } from '../store/database';
import { readSetting } from '../store/settings';
import { checkKey, type KeyReport } from '../stripe/check-key';
import { createStripeClient } from '../stripe/client';
import { TokenBucket } from '../stripe/token-bucket';
import { shareStripeLimit } from '../workers/stripe-share';

const INSTALLATION = z.object({ platformAccount: z.string(), livemode: z.boolean() });

/** Nothing can be said, for it could not be looked at. */
export class CannotReadError extends Error {
  override readonly name = 'CannotReadError';
  readonly exitCode = 2;
}

/** Stripe for a command that reads much: it takes its part of the limit that the workers share. */
export interface ManyReads {
  readonly stripe: Stripe;
  readonly report: KeyReport;
}

/**
 * Runs the work with a client that keeps to its share of Stripe's limit, and gives the share back.
 * @throws Error with exit code 2 where there is no Stripe to ask, or its key belongs to another platform than the
 *   database's books.
 */
export async function withStripe<T>(
  config: Config,
  db: Database,
  work: (many: ManyReads) => Promise<T>,
): Promise<T> {
  const { secretKey, url, requestsPerSecond } = config.stripe;
  const simulator = readEndpoints(config.dataDir)?.simulator ?? null;
  const address = addressOf(url ?? (secretKey === null ? simulator : null));
  if (secretKey === null && address === null) {
    throw new CannotReadError(
      `No Stripe to ask: STRIPE_SECRET_KEY is not set, and no embedded run is up on ${config.dataDir}. ` +
        'Set the key, or start one (npm start).',
    );
  }
  const bucket = new TokenBucket(requestsPerSecond);
  const caller = `${hostname()}:${process.pid}:${randomUUID()}`;
  const share = await shareStripeLimit({ db, bucket, requestsPerSecond, caller });
  try {
    const key = secretKey ?? 'sk_test_simulator';
    const stripe = createStripeClient({ key, requestsPerSecond, bucket, ...address });
    const report = await checkedKey(stripe);
    await refuseOtherPlatform(db, report);
    return await work({ stripe, report });
  } finally {
    await share.stop();
  }
}

async function checkedKey(stripe: Stripe): Promise<KeyReport> {
  try {
    return await checkKey(stripe);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CannotReadError(reason, { cause: error });
  }
}

async function refuseOtherPlatform(db: Database, { platformAccount, livemode }: KeyReport): Promise<void> {
  const known = INSTALLATION.nullable().parse(await readSetting(db, 'installation'));
  if (known === null || (known.platformAccount === platformAccount && known.livemode === livemode)) return;
  const mode = (live: boolean): string => (live ? 'live' : 'test');
  throw new CannotReadError(
    `The database keeps the books of ${known.platformAccount} (${mode(known.livemode)}), but the key belongs to ` +
      `${platformAccount} (${mode(livemode)}). Use the key that it was set up with, or another database (DATABASE_URL).`,
  );
}
