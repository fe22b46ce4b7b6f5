import { createHmac } from 'node:crypto';

/** The `Stripe-Signature` header: HMAC-SHA256 by the endpoint's secret over `<wall seconds>.<body>`. */
export function signatureHeader(body: string, secret: string, wallMs: number): string {
  const timestamp = Math.floor(wallMs / 1000);
  const digest = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return `t=${timestamp},v1=${digest}`;
}
