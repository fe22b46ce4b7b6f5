import type Stripe from 'stripe';
import { stripeFailure } from './errors';
import { ACCOUNT_READS, PLATFORM_READS, type ReadNeed } from './key-needs';

export interface KeyReport {
  /** The platform's own account. */
  readonly platformAccount: string;
  readonly livemode: boolean;
  /** What the key may not read, each with Stripe's reason. */
  readonly denied: readonly { readonly resource: string; readonly reason: string }[];
  /** The connected account on which the reads were tried; null where the platform has none yet. */
  readonly triedOn: string | null;
}

/** Stripe does not accept the key at all, or could not be asked. */
export class KeyError extends Error {
  override readonly name = 'KeyError';

  constructor(reason: string) {
    super(
      `Stripe did not accept the key: ${reason}. ` +
        'Copy it again from the Dashboard (Developers, API keys); a restricted key needs the right to read accounts.',
    );
  }
}

/**
 * Whose key it is, and what it may read: one small read of each resource. Whether it may write is not tried, for
 * that would be a write.
 * @throws KeyError where the key is not accepted, or Stripe cannot be reached.
 */
export async function checkKey(stripe: Stripe): Promise<KeyReport> {
  const [platform, balance] = await accepted(() =>
    Promise.all([stripe.accounts.retrieveCurrent(), stripe.balance.retrieve()]),
  );
  const denied = await deniedOf(stripe, PLATFORM_READS, {}, '');
  const triedOn = await firstAccount(stripe);
  const onAccount =
    triedOn === null
      ? []
      : await deniedOf(stripe, ACCOUNT_READS, { stripeAccount: triedOn }, ' of connected accounts');
  return {
    platformAccount: platform.id,
    livemode: balance.livemode,
    denied: [...denied, ...onAccount],
    triedOn,
  };
}

async function accepted<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (stripeFailure(error, false) === null) throw error;
    throw new KeyError(reasonOf(error));
  }
}

async function deniedOf(
  stripe: Stripe,
  needs: readonly ReadNeed[],
  options: Stripe.RequestOptions,
  where: string,
): Promise<KeyReport['denied']> {
  const tried = await Promise.all(
    needs.map(async ({ resource, read }) => {
      try {
        await read(stripe, options);
        return [];
      } catch (error) {
        if (stripeFailure(error, false) === null) throw error;
        return [{ resource: `${resource}${where}`, reason: reasonOf(error) }];
      }
    }),
  );
  return tried.flat();
}

async function firstAccount(stripe: Stripe): Promise<string | null> {
  try {
    const { data } = await stripe.accounts.list({ limit: 1 });
    return data[0]?.id ?? null;
  } catch (error) {
    if (stripeFailure(error, false) === null) throw error;
    return null;
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
