/** One event on its way to one endpoint. Plain JSON: it is journaled. */
export interface Delivery {
  readonly id: string;
  readonly eventId: string;
  readonly endpointId: string;
  /** Attempts made, all of which failed. */
  readonly attempts: number;
  /** Clock epoch ms of the first attempt. */
  readonly firstAttemptMs: number;
  /** Wall epoch ms of the first attempt. */
  readonly firstAttemptWallMs: number;
  /** When the next attempt is due, clock epoch ms. */
  readonly dueMs: number;
  /** The first attempt's body is changed after signing. */
  readonly corrupt: boolean;
}

/** What the journal keeps of a delivery: its newest state, or that it is over. */
export type DeliveryChange =
  { readonly kind: 'open'; readonly delivery: Delivery } | { readonly kind: 'over'; readonly id: string };

/** An endpoint as far as delivery needs it. */
export interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  /** True: events of connected accounts; false: the platform's own. */
  readonly connect: boolean;
  /** Event types, or `*`. */
  readonly enabledEvents: readonly string[];
  readonly enabled: boolean;
}

export function endpointWants(endpoint: Endpoint, event: { type: string; account?: string }): boolean {
  if (!endpoint.enabled || endpoint.connect !== (event.account !== undefined)) return false;
  return endpoint.enabledEvents.includes('*') || endpoint.enabledEvents.includes(event.type);
}
