import { createHmac } from 'node:crypto';

/**
 * The headers that Standard Webhooks asks for (https://www.standardwebhooks.com, version 1): an HMAC-SHA256 of
 * `id.timestamp.body` for each secret, so that a receiver can change over while one is rolled.
 * `secrets` begin with `whsec_`; `atMs` is wall time.
 */
export function signedHeaders(
  id: string,
  atMs: number,
  body: string,
  secrets: readonly string[],
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const seconds = String(Math.floor(atMs / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures.join(' ') };
}
