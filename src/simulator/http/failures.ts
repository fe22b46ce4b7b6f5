import { StripeFailure } from '../world/port';
import type { ParameterFailure } from '../api/check-parameters';

/** Refusals that Stripe's front door makes before a call reaches anything; in Stripe's words. */
export const failures = {
  missingKey: () =>
    new StripeFailure(
      401,
      'invalid_request_error',
      null,
      'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer ' +
        "auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    ),
  invalidKey: (key: string) =>
    new StripeFailure(401, 'invalid_request_error', null, `Invalid API Key provided: ${redact(key)}`),
  unknownUrl: (method: string, pathname: string) =>
    new StripeFailure(
      404,
      'invalid_request_error',
      null,
      `Unrecognized request URL (${method}: ${pathname}). Please see https://stripe.com/docs or we can help at ` +
        'https://support.stripe.com/.',
    ),
  unreadable: (why: string) =>
    new StripeFailure(400, 'invalid_request_error', null, `Invalid request parameters: ${why}`),
  parameter: (failure: ParameterFailure) =>
    new StripeFailure(400, 'invalid_request_error', failure.code ?? null, failure.message, failure.param),
  rateLimited: () =>
    new StripeFailure(
      429,
      'invalid_request_error',
      'rate_limit',
      'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
    ),
  locked: () =>
    new StripeFailure(
      409,
      'invalid_request_error',
      'lock_timeout',
      'This object cannot be accessed right now because another API request or Stripe process is currently ' +
        'accessing it. If you see this error intermittently, retry the request.',
    ),
  keyTooLong: () =>
    new StripeFailure(
      400,
      'idempotency_error',
      null,
      'Idempotency keys can be up to 255 characters; this one is longer.',
    ),
  keyInUse: (key: string) =>
    new StripeFailure(
      409,
      'idempotency_error',
      'idempotency_key_in_use',
      `There is currently another in-progress request using this Idempotent Key (that probably means you submitted ` +
        `twice, and the other request is still going through): ${key}. Please try again later.`,
    ),
  keyChanged: (key: string) =>
    new StripeFailure(
      400,
      'idempotency_error',
      null,
      'Keys for idempotent requests can only be used with the same parameters they were first used with. Try using ' +
        `a key other than '${key}' if you meant to execute a different request.`,
    ),
  serverError: () => new StripeFailure(500, 'api_error', null, 'An unknown error occurred.'),
  limitRange: (limit: number) =>
    new StripeFailure(
      400,
      'invalid_request_error',
      'parameter_invalid_integer',
      limit < 1
        ? 'This value must be greater than or equal to 1.'
        : `This value must be less than or equal to 100 (it currently is '${limit}').`,
      'limit',
    ),
  cursors: () =>
    new StripeFailure(
      400,
      'invalid_request_error',
      'parameters_exclusive',
      'You may only specify one of these parameters: ending_before, starting_after.',
      'starting_after',
    ),
  noCursor: (kind: string, id: string, param: string) =>
    new StripeFailure(400, 'invalid_request_error', 'resource_missing', `No such ${kind}: '${id}'`, param),
  notExpandable: (path: string, suggestion: string | undefined) =>
    new StripeFailure(
      400,
      'invalid_request_error',
      null,
      `This property cannot be expanded (${path}).` +
        (suggestion === undefined ? '' : ` You may want to try expanding '${suggestion}' instead?`),
      'expand',
    ),
} as const;

function redact(key: string): string {
  return key.length < 12 ? '****' : `${key.slice(0, 8)}****${key.slice(-4)}`;
}
