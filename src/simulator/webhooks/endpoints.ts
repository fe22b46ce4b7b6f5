import { randomBytes } from 'node:crypto';
import type { ConfiguredEndpoint } from '../options';
import type { StripeObject } from '../world/port';
import type { Endpoint } from './delivery';

/** What Stripe never shows again after an endpoint's creation, and delivery needs. Plain JSON: it is journaled. */
export interface EndpointSecret {
  readonly id: string;
  readonly secret: string;
  readonly connect: boolean;
}

/** The endpoints that events go to: those configured from the start, and those made through the API. */
export class Endpoints {
  private readonly configured: readonly Endpoint[];
  private readonly secrets = new Map<string, EndpointSecret>();
  private made: readonly Endpoint[] = [];

  /** `listed` gives the endpoint objects that exist in the API. */
  constructor(
    configured: readonly ConfiguredEndpoint[],
    private readonly listed: () => readonly StripeObject[],
  ) {
    this.configured = configured.map((one, index) => ({
      id: `we_configured_${index + 1}`,
      url: one.url,
      secret: one.secret,
      connect: one.connect,
      enabledEvents: one.enabledEvents ?? ['*'],
      enabled: true,
    }));
  }

  all(): readonly Endpoint[] {
    return [...this.configured, ...this.made];
  }

  /** Reads the endpoint objects again. Not while the world is at work: events are emitted in the midst of calls. */
  refresh(): void {
    this.made = this.listed().flatMap((object) => this.fromObject(object) ?? []);
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
    for (const secret of secrets) this.secrets.set(secret.id, secret);
    this.refresh();
  }

  kept(): readonly EndpointSecret[] {
    return [...this.secrets.values()];
  }

  private fromObject(object: StripeObject): Endpoint | undefined {
    const secret = this.secrets.get(object.id ?? '');
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
