import Stripe from 'stripe';

/** What a failed call means for whoever made it. */
export type StripeFailure =
  /** Stripe understood and said no: nothing happened. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** Nothing happened; the same call may be made again. */
  | { readonly kind: 'unavailable'; readonly retryAfterMs: number | null }
  /** It may have happened. `replayed`: the answer is a stored one, and another try with this key brings it again. */
  | { readonly kind: 'ambiguous'; readonly replayed: boolean }
  /** The key was used with other parameters. */
  | { readonly kind: 'idempotency' }
  /** Another call with the same key is under way. */
  | { readonly kind: 'in_use' }
  /** 401 or 403 for a connected account: it is deauthorized, or was never ours. */
  | { readonly kind: 'unreachable_account' }
  | { readonly kind: 'missing'; readonly message: string }
  /** An answer that Recoup does not know. Nothing is assumed about it but that Stripe gave it. */
  | { readonly kind: 'other'; readonly code: string; readonly message: string };

/** These never reached Stripe. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const errors = Stripe.errors;

/**
 * What an error of the client means; null where it is not Stripe's, but a defect to be thrown on.
 * `onAccount`: the call was made on behalf of a connected account.
 */
export function stripeFailure(error: unknown, onAccount: boolean): StripeFailure | null {
  if (!(error instanceof errors.StripeError)) return null;
  const { code, message } = error;
  if (error instanceof errors.StripeConnectionError) {
    return NOT_CONNECTED.has(causeCode(error))
      ? { kind: 'unavailable', retryAfterMs: null }
      : { kind: 'ambiguous', replayed: false };
  }
  if (error instanceof errors.StripeRateLimitError) {
    return { kind: 'unavailable', retryAfterMs: retryAfterMs(error) };
  }
  if (code === 'idempotency_key_in_use') return { kind: 'in_use' };
  if (error instanceof errors.StripeIdempotencyError) return { kind: 'idempotency' };
  if (error instanceof errors.StripeAuthenticationError || error instanceof errors.StripePermissionError) {
    return onAccount || code === 'account_invalid'
      ? { kind: 'unreachable_account' }
      : { kind: 'other', code: code ?? `http_${error.statusCode ?? 0}`, message };
  }
  if (error instanceof errors.StripeInvalidRequestError) {
    const isMissing = error.statusCode === 404 || code === 'resource_missing';
    return isMissing
      ? { kind: 'missing', message }
      : { kind: 'refused', code: code ?? 'invalid_request', message };
  }
  if (error instanceof errors.StripeCardError) return { kind: 'refused', code: code ?? 'declined', message };
  if (error instanceof errors.StripeAPIError) return apiFailure(error);
  return { kind: 'other', code: code ?? error.type, message };
}

/** 409 and whatever has no class of its own. */
function apiFailure(error: InstanceType<typeof errors.StripeError>): StripeFailure {
  const status = error.statusCode ?? 500;
  if (status === 409) return { kind: 'unavailable', retryAfterMs: retryAfterMs(error) };
  if (status >= 500) return { kind: 'ambiguous', replayed: header(error, 'idempotent-replayed') === 'true' };
  // An answer that is not JSON has the class but no status of failure: it says nothing about the effect.
  if (status < 400) return { kind: 'ambiguous', replayed: false };
  return { kind: 'other', code: error.code ?? `http_${status}`, message: error.message };
}

function retryAfterMs(error: InstanceType<typeof errors.StripeError>): number | null {
  const seconds = Number(header(error, 'retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
}

function header(error: InstanceType<typeof errors.StripeError>, name: string): string | undefined {
  return error.headers?.[name];
}

function causeCode(error: InstanceType<typeof errors.StripeError>): string {
  const { detail } = error;
  const code: unknown = typeof detail === 'object' && 'code' in detail ? detail.code : undefined;
  return typeof code === 'string' ? code : '';
}
