import type { ApiOperation, Schema } from './schema';

/**
 * What the pinned client (stripe 23.1.0, API version 2026-10-28.endive) has and the older description
 * (2026-08-26.dahlia) lacks. The source of each is the file under `node_modules/stripe/esm/resources` it names.
 */
export const API_VERSION = '2026-10-28.endive';

const EXPAND: Schema = { type: 'array', items: { type: 'string', maxLength: 5000 } };
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

function form(properties: Record<string, Schema>): Schema {
  return { type: 'object', additionalProperties: false, properties: { ...properties, expand: EXPAND } };
}

export const ADDED_OPERATIONS: readonly ApiOperation[] = [
  // Accounts.d.ts, AccountUnrejectParams.
  {
    id: 'POST /v1/accounts/{account}/unreject',
    method: 'POST',
    path: '/v1/accounts/{account}/unreject',
    parameters: form({}),
    response: ref('account'),
  },
  // Payouts.d.ts, PayoutCancelParams.
  {
    id: 'POST /v1/payouts/{payout}/cancel',
    method: 'POST',
    path: '/v1/payouts/{payout}/cancel',
    parameters: form({}),
    response: ref('payout'),
  },
  // WebhookEndpoints.d.ts, WebhookEndpointDeleteParams and DeletedWebhookEndpoint.
  {
    id: 'DELETE /v1/webhook_endpoints/{webhook_endpoint}',
    method: 'DELETE',
    path: '/v1/webhook_endpoints/{webhook_endpoint}',
    parameters: { type: 'object', additionalProperties: false, properties: {} },
    response: ref('deleted_webhook_endpoint'),
  },
];

export const ADDED_SCHEMAS: Readonly<Record<string, Schema>> = {
  deleted_webhook_endpoint: {
    type: 'object',
    required: ['deleted', 'id', 'object'],
    properties: {
      deleted: { type: 'boolean' },
      id: { type: 'string' },
      object: { type: 'string', enum: ['webhook_endpoint'] },
    },
  },
  // ConnectCollectionTransfers.d.ts: only ever seen as the expanded source of a balance transaction.
  connect_collection_transfer: {
    type: 'object',
    required: ['amount', 'currency', 'destination', 'id', 'livemode', 'object'],
    'x-expandableFields': ['destination'],
    properties: {
      amount: { type: 'integer' },
      currency: { type: 'string', format: 'currency' },
      destination: { type: 'string', expandable: ['account'] },
      id: { type: 'string' },
      livemode: { type: 'boolean' },
      object: { type: 'string', enum: ['connect_collection_transfer'] },
    },
  },
  // ReserveTransactions.d.ts.
  reserve_transaction: {
    type: 'object',
    required: ['amount', 'currency', 'id', 'object'],
    properties: {
      amount: { type: 'integer' },
      currency: { type: 'string', format: 'currency' },
      description: { type: 'string', nullable: true },
      id: { type: 'string' },
      object: { type: 'string', enum: ['reserve_transaction'] },
    },
  },
};

/** Values that an enum has gained, by schema and property: Disputes.d.ts (Status), BalanceTransactions.d.ts (Type). */
export const ADDED_ENUM_VALUES: readonly { schema: string; property: string; values: readonly string[] }[] = [
  { schema: 'dispute', property: 'status', values: ['appeal_needs_response', 'appeal_under_review'] },
  {
    schema: 'balance_transaction',
    property: 'type',
    values: ['issuing_dispute_provisional_credit', 'issuing_dispute_provisional_credit_reversal'],
  },
];

/** Parameters that Stripe refuses although the description leaves them open: Accounts.d.ts, AccountRejectParams. */
export const NARROWED_PARAMETERS: readonly { operation: string; parameter: string; schema: Schema }[] = [
  {
    operation: 'POST /v1/accounts/{account}/reject',
    parameter: 'reason',
    schema: {
      type: 'string',
      enum: [
        'credit',
        'fraud_no_intent_to_fulfill',
        'fraud_other',
        'fraud_payment_method_casher',
        'fraud_payment_method_tester',
        'other',
        'terms_of_service',
      ],
    },
  },
];
