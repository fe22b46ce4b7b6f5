import Stripe from 'stripe';
import { TokenBucket } from './token-bucket';

/** The version that the installed client was made for: its types describe this one and no other. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

const REQUEST_TIMEOUT_MS = 30_000;

export interface StripeClientOptions {
  readonly key: string;
  /** Another server that speaks Stripe's API, such as the simulator. */
  readonly host?: string;
  readonly port?: number;
  readonly protocol?: 'http' | 'https';
  /** Below Stripe's limit: 100 live, 25 in a sandbox. */
  readonly requestsPerSecond: number;
  /** Wall time until an answer is given up. */
  readonly timeoutMs?: number;
}

type HttpClient = ReturnType<typeof Stripe.createNodeHttpClient>;

/**
 * The client that everything uses. It never repeats a call of its own accord: who calls knows what a repetition
 * means, and brings the idempotency key.
 */
export function createStripeClient(options: StripeClientOptions): Stripe {
  const { key, host, port, protocol, requestsPerSecond, timeoutMs = REQUEST_TIMEOUT_MS } = options;
  return new Stripe(key, {
    apiVersion: STRIPE_API_VERSION,
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    httpClient: throttled(Stripe.createNodeHttpClient(), new TokenBucket(requestsPerSecond)),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(protocol === undefined ? {} : { protocol }),
  });
}

/** What changes something goes before what reads; waiting for a token does not count against the time-out. */
function throttled(inner: HttpClient, bucket: TokenBucket): HttpClient {
  return {
    getClientName: () => inner.getClientName(),
    makeRequest: async (...request) => {
      const [, , , method] = request;
      await bucket.take(method === 'GET' ? 'read' : 'money');
      return inner.makeRequest(...request);
    },
  };
}
