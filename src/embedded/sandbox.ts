import type Stripe from 'stripe';
import type { Config } from '../config';
import { checkKey, type KeyReport } from '../stripe/check-key';
import { createStripeClient } from '../stripe/client';

/** Somebody's own Stripe sandbox, in place of the simulator. */
export interface Sandbox {
  readonly stripe: Stripe;
  readonly report: KeyReport;
}

/**
 * Looks at the key before anything is started. Nothing is changed at Stripe.
 * @throws Error where there is no key, where it is a live one, or where it may not read what Recoup reads.
 */
export async function openSandbox({ stripe }: Config): Promise<Sandbox> {
  const { secretKey, url, requestsPerSecond } = stripe;
  if (secretKey === null) {
    throw new Error(
      '--stripe needs the key of a sandbox: set STRIPE_SECRET_KEY to one that begins with sk_test_ or rk_test_ ' +
        '(Dashboard, Developers, API keys).',
    );
  }
  if (stripe.livemode) throw new Error(LIVE);
  const client = createStripeClient({ key: secretKey, requestsPerSecond, ...addressOf(url) });
  const report = await checkKey(client);
  if (report.livemode) throw new Error(LIVE);
  if (report.denied.length > 0) {
    const lines = report.denied.map(({ resource, reason }) => `  ${resource}: ${reason}`);
    throw new Error(
      `The key may not read all that Recoup reads, so nothing was started:\n${lines.join('\n')}\n` +
        'Give the restricted key these rights in the Dashboard (Developers, API keys), or use a secret key.',
    );
  }
  return { stripe: client, report };
}

const LIVE =
  'STRIPE_SECRET_KEY is a live key, and this command is for trying things out: it keeps its database and its ' +
  'Temporal server in a folder. Use a key of a sandbox here; docs/production.md says how Recoup runs with a live one.';

/** Another server that speaks Stripe's API, where one is named. */
export function addressOf(
  url: string | null,
): { readonly host: string; readonly port: number; readonly protocol: 'http' | 'https' } | null {
  if (url === null) return null;
  const { hostname, port, protocol } = new URL(url);
  const isHttps = protocol === 'https:';
  return {
    host: hostname,
    port: port === '' ? (isHttps ? 443 : 80) : Number(port),
    protocol: isHttps ? 'https' : 'http',
  };
}
