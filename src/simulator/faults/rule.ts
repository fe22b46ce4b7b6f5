/** What can go wrong with a call. */
export const API_FAULTS = [
  /** A 500 and no effect; stored under the idempotency key, as Stripe does. */
  'api-error-before',
  /** The effect takes place, the answer is a 500; stored likewise. */
  'api-error-after',
  /** The connection ends before the effect; nothing is stored. */
  'api-timeout-before',
  /** The effect takes place and its answer is stored, but the connection ends. */
  'api-timeout-after',
  /** The effect takes place; the answer comes `delayMs` later, the key being in use meanwhile. */
  'api-slow',
  'api-rate-limit',
  /** 409: the object is locked or the key in use; no effect, nothing stored. */
  'api-conflict',
  /** All stored idempotency keys are forgotten before the call is looked at. */
  'api-keys-pruned',
] as const;

/** What can go wrong with the delivery of an event to an endpoint. */
export const WEBHOOK_FAULTS = [
  'webhook-duplicate',
  /** Held until another event has been sent to the same endpoint. */
  'webhook-reorder',
  /** First sent `delayMs` of clock time later. */
  'webhook-delay',
  /** Never sent; the event stays undelivered and is found only by listing events. */
  'webhook-drop',
  /** The body is changed after it was signed, in the first attempt only. */
  'webhook-corrupt',
] as const;

export type ApiFault = (typeof API_FAULTS)[number];
export type WebhookFault = (typeof WEBHOOK_FAULTS)[number];
export type FaultKind = ApiFault | WebhookFault;

export interface FaultRule {
  readonly kind: FaultKind;
  /** What it applies to: `POST /v1/transfers`, or an event type; `*` at the end matches any rest. Absent: all. */
  readonly match?: string;
  /** Matches that pass unharmed before the rule first applies. */
  readonly skip?: number;
  /** How often it fires at most. Absent: for ever. */
  readonly times?: number;
  /** Chance in [0, 1] that it fires at a match. Absent: always. */
  readonly probability?: number;
  /** For `webhook-duplicate`: deliveries beyond the first. Default 1. */
  readonly copies?: number;
  /** For `webhook-delay` clock ms (default an hour), for `api-slow` wall ms (default 50). */
  readonly delayMs?: number;
}
