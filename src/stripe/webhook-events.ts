import type Stripe from 'stripe';

type EventType = Exclude<Stripe.WebhookEndpointCreateParams.EnabledEvent, '*'>;

/** Said for either side: of the platform's own charges, and of direct charges on connected accounts. */
const OF_CHARGES = [
  'charge.dispute.closed',
  'charge.dispute.created',
  'charge.dispute.funds_reinstated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.updated',
  'charge.failed',
  'charge.refund.updated',
  'charge.refunded',
  'radar.early_fraud_warning.created',
  'radar.early_fraud_warning.updated',
  'refund.created',
  'refund.failed',
  'refund.updated',
] as const satisfies readonly EventType[];

/** What an endpoint for the platform's own events has to be sent; `route` says what each is for. */
export const PLATFORM_EVENTS: readonly EventType[] = [
  ...OF_CHARGES,
  'balance.available',
  'transfer.created',
  'transfer.reversed',
];

/** What an endpoint for events on connected accounts has to be sent. */
export const CONNECT_EVENTS: readonly EventType[] = [
  ...OF_CHARGES,
  'account.application.deauthorized',
  'account.external_account.created',
  'account.external_account.deleted',
  'account.external_account.updated',
  'account.updated',
  'balance.available',
  'balance_settings.updated',
  'capability.updated',
  'payout.canceled',
  'payout.created',
  'payout.failed',
  'payout.paid',
  'topup.canceled',
  'topup.created',
  'topup.failed',
  'topup.reversed',
  'topup.succeeded',
  'transfer.created',
  'transfer.reversed',
];
