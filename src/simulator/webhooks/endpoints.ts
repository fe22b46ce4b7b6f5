import { randomBytes } from 'node:crypto';
import type { DashboardEndpoint } from '../world/dashboard-endpoints';
import type { StripeObject } from '../world/port';
import type { Endpoint } from './delivery';

/** What Stripe never shows again after an endpoint's creation, and delivery needs. Plain JSON: it is journaled. */
export interface EndpointSecret {
  readonly id: string;
  readonly secret: string;
  readonly connect: boolean;
}

/** The endpoints that events go to: those set up in the Dashboard, and those made through the API. */
export class Endpoints {
  private readonly given: ReadonlyMap<string, EndpointSecret>;
  private readonly made = new Map<string, EndpointSecret>();
  private known: readonly Endpoint[] = [];

  /** `listed` gives the endpoint objects that exist in the API, those of the Dashboard among them. */
  constructor(
    dashboard: readonly (DashboardEndpoint & { readonly secret: string })[],
    private readonly listed: () => readonly StripeObject[],
  ) {
    this.given = new Map(dashboard.map(({ id, secret, connect }) => [id, { id, secret, connect }]));
  }

  all(): readonly Endpoint[] {
    return this.known;
  }

  /** Reads the endpoint objects again. Not while the world is at work: events are emitted in the midst of calls. */
  refresh(): void {
    this.known = this.listed().flatMap((object) => this.fromObject(object) ?? []);
  }

  /** Remembers what a newly made endpoint signs with, and returns it. */
  remember(object: StripeObject, connect: boolean): EndpointSecret {
    const given = object['secret'];
    const secret = typeof given === 'string' ? given : `whsec_${randomBytes(24).toString('hex')}`;
    const kept = { id: object.id ?? '', secret, connect };
    this.restore([kept]);
    return kept;
  }

  restore(secrets: readonly EndpointSecret[]): void {
    for (const secret of secrets) this.made.set(secret.id, secret);
    this.refresh();
  }

  kept(): readonly EndpointSecret[] {
    return [...this.made.values()];
  }

  private fromObject(object: StripeObject): Endpoint | undefined {
    const id = object.id ?? '';
    const secret = this.given.get(id) ?? this.made.get(id);
    const { url, enabled_events: enabledEvents, status } = object;
    if (secret === undefined || typeof url !== 'string') return undefined;
    return {
      ...secret,
      url,
      enabledEvents: Array.isArray(enabledEvents) ? enabledEvents.map(String) : [],
      enabled: status === 'enabled',
    };
  }
}
