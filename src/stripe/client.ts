import Stripe from 'stripe';
import { type Priority, TokenBucket } from './token-bucket';

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
  /** One whose rate somebody else keeps, say because processes share the limit. Default: one of its own. */
  readonly bucket?: TokenBucket;
  /** Told of each call once it is over. */
  readonly onCall?: (call: StripeCall) => void;
  /** Wall time until an answer is given up. */
  readonly timeoutMs?: number;
}

/** A call as the wire saw it; nothing of its contents. */
export interface StripeCall {
  readonly method: string;
  readonly priority: Priority;
  /** Wall time spent waiting for a token, and until the answer. */
  readonly waitedMs: number;
  readonly tookMs: number;
  /** HTTP's; null where no answer came. */
  readonly status: number | null;
}

type HttpClient = ReturnType<typeof Stripe.createNodeHttpClient>;

/**
 * The client that everything uses. It never repeats a call of its own accord: who calls knows what a repetition
 * means, and brings the idempotency key.
 */
export function createStripeClient(options: StripeClientOptions): Stripe {
  const { key, host, port, protocol, timeoutMs = REQUEST_TIMEOUT_MS, onCall = () => undefined } = options;
  const bucket = options.bucket ?? new TokenBucket(options.requestsPerSecond);
  return new Stripe(key, {
    apiVersion: STRIPE_API_VERSION,
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    httpClient: throttled(Stripe.createNodeHttpClient(), bucket, onCall),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(protocol === undefined ? {} : { protocol }),
  });
}

/** What changes something goes before what reads; waiting for a token does not count against the time-out. */
function throttled(inner: HttpClient, bucket: TokenBucket, onCall: (call: StripeCall) => void): HttpClient {
  return {
    getClientName: () => inner.getClientName(),
    makeRequest: async (...request) => {
      const [, , , method] = request;
      const priority = method === 'GET' ? 'read' : 'money';
      const askedMs = performance.now();
      await bucket.take(priority);
      const startedMs = performance.now();
      let status: number | null = null;
      try {
        const response = await inner.makeRequest(...request);
        status = response.getStatusCode();
        return response;
      } finally {
        onCall({
          method,
          priority,
          waitedMs: startedMs - askedMs,
          tookMs: performance.now() - startedMs,
          status,
        });
      }
    },
  };
}
