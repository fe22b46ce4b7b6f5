import Stripe from 'stripe';

const { webhooks } = new Stripe('sk_test_signing');

/** A header as Stripe's own library makes it. `wallMs` is epoch ms. */
export function signed(payload: string, secret: string, wallMs: number): string {
  return webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(wallMs / 1_000) });
}

export function eventBody(id: string, fields: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id,
    object: 'event',
    type: 'charge.dispute.created',
    created: 1_790_000_000,
    livemode: false,
    data: { object: { id: 'dp_1', object: 'dispute' } },
    ...fields,
  });
}
