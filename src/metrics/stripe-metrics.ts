import type { StripeCall } from '../stripe/client';
import type { Metrics } from './index';

/** Counts a call that was made, or was tried in vain. */
export function countStripeCall(metrics: Metrics, call: StripeCall): void {
  const { method, priority } = call;
  metrics.count('recoup_stripe_requests_total', { method, outcome: outcomeOf(call.status) });
  metrics.observe('recoup_stripe_request_seconds', call.tookMs / 1_000, { method });
  metrics.observe('recoup_stripe_bucket_wait_seconds', call.waitedMs / 1_000, { priority });
}

/** `refused` is Stripe's no, such as a balance that is short: part of the work, and no error. */
function outcomeOf(
  status: number | null,
): 'ok' | 'refused' | 'denied' | 'rate_limited' | 'error' | 'no_answer' {
  if (status === null) return 'no_answer';
  if (status < 400) return 'ok';
  if (status === 429) return 'rate_limited';
  if (status === 401 || status === 403) return 'denied';
  return status < 500 ? 'refused' : 'error';
}
