import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createStripeClient } from '../../src/stripe/client';
import { stripeFailure } from '../../src/stripe/errors';

interface Answer {
  readonly status: number;
  readonly error?: { readonly type?: string; readonly code?: string; readonly message?: string };
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
  readonly hangUp?: boolean;
}

let answer: Answer = { status: 200 };
let requests: http.IncomingHttpHeaders[] = [];
let port = 0;
const server = http.createServer((request, response) => {
  requests.push(request.headers);
  if (answer.hangUp === true) {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, { 'Content-Type': 'application/json', ...answer.headers });
  response.end(
    answer.body ??
      JSON.stringify({ error: { type: 'invalid_request_error', message: 'm', ...answer.error } }),
  );
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
});

/** Through the real client: what it makes of an answer is what has to be understood. */
async function failureOf(given: Answer, onAccount = false, toPort = port) {
  answer = given;
  requests = [];
  const stripe = createStripeClient({
    key: 'sk_test_x',
    host: '127.0.0.1',
    port: toPort,
    protocol: 'http',
    requestsPerSecond: 1_000,
    timeoutMs: 2_000,
  });
  try {
    await stripe.transfers.create(
      { amount: 1, currency: 'usd', destination: 'acct_x' },
      { idempotencyKey: 'k' },
    );
  } catch (error) {
    return stripeFailure(error, onAccount);
  }
  throw new Error('the call did not fail');
}

describe('an answer of Stripe', () => {
  test.each([
    [
      'a refusal',
      { status: 400, error: { code: 'balance_insufficient' } },
      { kind: 'refused', code: 'balance_insufficient' },
    ],
    ['a refusal without a code', { status: 400 }, { kind: 'refused', code: 'invalid_request' }],
    [
      'a declined one',
      { status: 402, error: { type: 'card_error', code: 'card_declined' } },
      { kind: 'refused', code: 'card_declined' },
    ],
    ['an object that is not there', { status: 404 }, { kind: 'missing' }],
    [
      'a parameter that is not there',
      { status: 400, error: { code: 'resource_missing' } },
      { kind: 'missing' },
    ],
    [
      'too many',
      { status: 429, headers: { 'Retry-After': '3' } },
      { kind: 'unavailable', retryAfterMs: 3_000 },
    ],
    [
      'too many, by its code',
      { status: 400, error: { code: 'rate_limit' } },
      { kind: 'unavailable', retryAfterMs: null },
    ],
    ['a lock', { status: 409, error: { code: 'lock_timeout' } }, { kind: 'unavailable' }],
    [
      'a key in use',
      { status: 409, error: { type: 'idempotency_error', code: 'idempotency_key_in_use' } },
      { kind: 'in_use' },
    ],
    ['changed parameters', { status: 400, error: { type: 'idempotency_error' } }, { kind: 'idempotency' }],
    [
      'a failure of its own',
      { status: 500, error: { type: 'api_error' } },
      { kind: 'ambiguous', replayed: false },
    ],
    [
      'a stored failure',
      { status: 500, headers: { 'Idempotent-Replayed': 'true' } },
      { kind: 'ambiguous', replayed: true },
    ],
    ['no JSON', { status: 200, body: '<html>' }, { kind: 'ambiguous', replayed: false }],
    ['a connection that ends', { status: 200, hangUp: true }, { kind: 'ambiguous', replayed: false }],
    ['a key that is not valid', { status: 401 }, { kind: 'other', code: 'http_401' }],
    [
      'something never met before',
      { status: 424, error: { type: 'new_error', code: 'new_code' } },
      { kind: 'other', code: 'new_code' },
    ],
  ] satisfies [string, Answer, object][])('%s', async (_what, given, expected) => {
    expect(await failureOf(given)).toMatchObject(expected);
  });

  test.each([401, 403])('%d on behalf of an account says that it cannot be reached', async (status) => {
    expect(await failureOf({ status }, true)).toEqual({ kind: 'unreachable_account' });
  });
});

test('nobody listening is unavailable: nothing has happened', async () => {
  const closed = http.createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port: free } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  expect(await failureOf({ status: 200 }, false, free)).toEqual({ kind: 'unavailable', retryAfterMs: null });
});

test('an error that is not Stripe’s is none of its failures', () => {
  expect(stripeFailure(new TypeError('x'), false)).toBeNull();
});

test('the client asks once, with the pinned version and without telemetry', async () => {
  await failureOf({ status: 500 });
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({ 'stripe-version': '2026-10-28.endive', 'idempotency-key': 'k' });
  expect(requests[0]).not.toHaveProperty('x-stripe-client-telemetry');
});
