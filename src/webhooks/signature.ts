import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far a signature's time stamp may lie from now, in either direction, in ms of wall time. */
export const TOLERANCE_MS = 300_000;

export type SignatureCheck =
  { readonly ok: true } | { readonly ok: false; readonly code: SignatureFault; readonly message: string };

export type SignatureFault =
  'signature_missing' | 'signature_invalid' | 'timestamp_stale' | 'timestamp_future';

/**
 * Stripe's scheme: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`, with one v1 for each active secret. Checked
 * over the raw bytes against every secret of the endpoint, so that a secret can be rolled without a gap. Stripe's own
 * check accepts a time stamp a day ahead; this one does not. `wallMs` is epoch ms.
 */
export function checkSignature(
  body: Buffer,
  header: string | undefined,
  secrets: readonly string[],
  wallMs: number,
): SignatureCheck {
  const { timestamp, signatures } = parseHeader(header ?? '');
  if (timestamp === null || signatures.length === 0) {
    return fault('signature_missing', 'the Stripe-Signature header is missing or has no t and v1');
  }
  const matches = secrets.some((secret) => {
    const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
    return signatures.some((given) => given.length === expected.length && timingSafeEqual(given, expected));
  });
  if (!matches) {
    return fault(
      'signature_invalid',
      'no active secret of this endpoint made this signature: compare the signing secret in the Dashboard with the configured ones, and check that nothing on the way changes the body',
    );
  }
  const aheadMs = Number(timestamp) * 1_000 - wallMs;
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  if (aheadMs < -TOLERANCE_MS) return fault('timestamp_stale', `signed ${seconds} s ago, more than ${HINT}`);
  if (aheadMs > TOLERANCE_MS)
    return fault('timestamp_future', `signed ${seconds} s ahead, more than ${HINT}`);
  return { ok: true };
}

const HINT = `the ${TOLERANCE_MS / 1_000} s allowed: compare this machine's clock with a time server`;

function fault(code: SignatureFault, message: string): SignatureCheck {
  return { ok: false, code, message };
}

function parseHeader(header: string): { timestamp: string | null; signatures: Buffer[] } {
  let timestamp: string | null = null;
  const signatures: Buffer[] = [];
  for (const part of header.split(',')) {
    const at = part.indexOf('=');
    const name = part.slice(0, at).trim();
    const value = part.slice(at + 1).trim();
    if (name === 't' && /^\d{1,12}$/.test(value)) timestamp = value;
    if (name === 'v1' && /^[0-9a-f]{64}$/.test(value)) signatures.push(Buffer.from(value, 'hex'));
  }
  return { timestamp, signatures };
}
