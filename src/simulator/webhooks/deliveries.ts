import { HOUR_MS } from '../../domain/clock';
import type { Faults } from '../faults/faults';
import type { JsonObject, StripeEvent } from '../world/port';
import { endpointWants, type Delivery, type DeliveryChange, type Endpoint } from './delivery';
import { nextAttemptMs } from './retry-schedule';
import { signatureHeader } from './signature';
import type { Transport } from './transport';

const MAX_IN_FLIGHT = 16;

export interface DeliveriesOptions {
  readonly transport: Transport;
  readonly faults: Faults;
  readonly endpoints: () => readonly Endpoint[];
  /** What has become of an event over all its endpoints. */
  readonly onOutcome: (eventId: string, outcome: 'pending' | 'succeeded' | 'failed') => void;
  /** Something has changed that the journal must hold. */
  readonly onChange: (change: DeliveryChange) => void;
  readonly clockMs: () => number;
  readonly wallMs: () => number;
  /** Attempts go on for three days of clock time, but at least for this much wall time. */
  readonly retryForAtLeastWallMs: number;
}

/** Delivers events at least once, in no promised order, with Stripe's retries. */
export class Deliveries {
  private readonly open = new Map<string, Delivery>();
  private readonly openByEvent = new Map<string, number>();
  /** What is sent, for each event with open deliveries. */
  private readonly bodies = new Map<string, string>();
  /** Due now, in order. */
  private readonly ready: string[] = [];
  /** Due later; `waiting` is scanned only when the earliest of them is due. */
  private readonly waiting = new Map<string, number>();
  /** Held back until another event has gone to the same endpoint. */
  private readonly heldBack = new Map<string, string[]>();
  private readonly inFlight = new Set<Promise<void>>();
  /** Events that some endpoint never got. */
  private readonly failed = new Set<string>();
  private nextNumber = 1;
  private closed = false;

  constructor(private readonly options: DeliveriesOptions) {}

  /** Takes up what a journal held; `eventOf` finds the events. */
  restore(deliveries: readonly Delivery[], eventOf: (id: string) => JsonObject | undefined): void {
    for (const delivery of deliveries) {
      const event = eventOf(delivery.eventId);
      if (event === undefined) continue;
      this.bodies.set(delivery.eventId, bodyOf(event));
      this.nextNumber = Math.max(this.nextNumber, Number(delivery.id.split('-')[1] ?? 0) + 1);
      this.register(delivery);
      this.keep(delivery);
    }
  }

  /** Every delivery that is not over. */
  openDeliveries(): readonly Delivery[] {
    return [...this.open.values()];
  }

  /** Opens deliveries of a new event to every endpoint that wants it; `pump` sends them. */
  add(event: StripeEvent): void {
    const wanting = this.options.endpoints().filter((endpoint) => endpointWants(endpoint, event));
    if (wanting.length === 0) return;
    this.bodies.set(event.id, bodyOf(event));
    this.options.onOutcome(event.id, 'pending');
    for (const endpoint of wanting) this.addFor(endpoint, event);
  }

  private addFor(endpoint: Endpoint, event: StripeEvent): void {
    const fault = this.options.faults.forDelivery(event.type);
    if (fault?.kind === 'webhook-drop') {
      this.fail(event.id);
      return;
    }
    const copies = fault?.kind === 'webhook-duplicate' ? 1 + (fault.rule.copies ?? 1) : 1;
    const delayMs = fault?.kind === 'webhook-delay' ? (fault.rule.delayMs ?? HOUR_MS) : 0;
    const firstAttemptMs = this.options.clockMs() + delayMs;
    for (let copy = 0; copy < copies; copy += 1) {
      const delivery: Delivery = {
        id: `whd-${this.nextNumber++}`,
        eventId: event.id,
        endpointId: endpoint.id,
        attempts: 0,
        firstAttemptMs,
        firstAttemptWallMs: this.options.wallMs(),
        dueMs: firstAttemptMs,
        corrupt: fault?.kind === 'webhook-corrupt',
      };
      this.register(delivery);
      this.options.onChange({ kind: 'open', delivery });
      if (fault?.kind === 'webhook-reorder') this.holdBack(delivery);
      else this.keep(delivery);
    }
  }

  /** Clock epoch ms of the next attempt that lies in the future, if any. */
  nextDueMs(): number | undefined {
    let next: number | undefined;
    for (const dueMs of this.waiting.values()) next = next === undefined ? dueMs : Math.min(next, dueMs);
    return next;
  }

  /** Starts every attempt that is due. */
  pump(): void {
    if (this.closed) return;
    const nowMs = this.options.clockMs();
    for (const [id, dueMs] of this.waiting) {
      if (dueMs > nowMs) continue;
      this.waiting.delete(id);
      this.ready.push(id);
    }
    while (this.inFlight.size < MAX_IN_FLIGHT) {
      const id = this.ready.shift();
      if (id === undefined) return;
      const delivery = this.open.get(id);
      if (delivery !== undefined) this.start(delivery);
    }
  }

  /** Resolves when nothing is in flight and nothing is due. What is held back to change the order is let go. */
  async settled(): Promise<void> {
    for (;;) {
      this.pump();
      if (this.inFlight.size === 0) {
        if (this.closed || !this.letGo()) return;
        continue;
      }
      await Promise.race(this.inFlight);
    }
  }

  /** Stops sending. What is open stays open for the next start. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.inFlight);
  }

  private keep(delivery: Delivery): void {
    this.open.set(delivery.id, delivery);
    if (delivery.dueMs <= this.options.clockMs()) this.ready.push(delivery.id);
    else this.waiting.set(delivery.id, delivery.dueMs);
  }

  private holdBack(delivery: Delivery): void {
    const held = this.heldBack.get(delivery.endpointId) ?? [];
    this.heldBack.set(delivery.endpointId, [...held, delivery.id]);
  }

  private letGo(endpointId?: string): boolean {
    const endpoints = endpointId === undefined ? [...this.heldBack.keys()] : [endpointId];
    let any = false;
    for (const id of endpoints) {
      const held = this.heldBack.get(id) ?? [];
      this.heldBack.delete(id);
      this.ready.push(...held);
      any ||= held.length > 0;
    }
    return any;
  }

  private start(delivery: Delivery): void {
    const attempt = this.attempt(delivery).finally(() => {
      this.inFlight.delete(attempt);
      this.letGo(delivery.endpointId);
      this.pump();
    });
    this.inFlight.add(attempt);
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const endpoint = this.options.endpoints().find((one) => one.id === delivery.endpointId);
    const body = this.bodies.get(delivery.eventId);
    if (endpoint === undefined || body === undefined) {
      this.end(delivery);
      return;
    }
    const signature = signatureHeader(body, endpoint.secret, this.options.wallMs());
    const sent = delivery.corrupt && delivery.attempts === 0 ? corrupted(body) : body;
    const accepted = await this.options
      .transport(endpoint.url, sent, {
        'Content-Type': 'application/json; charset=utf-8',
        'Stripe-Signature': signature,
        'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      })
      .then(
        (status) => status >= 200 && status < 300,
        () => false,
      );
    if (accepted) this.succeed(delivery);
    else this.retryLater(delivery);
  }

  private succeed(delivery: Delivery): void {
    this.end(delivery);
    if (!this.openByEvent.has(delivery.eventId) && !this.failed.has(delivery.eventId)) {
      this.options.onOutcome(delivery.eventId, 'succeeded');
    }
  }

  private retryLater(delivery: Delivery): void {
    const attempts = delivery.attempts + 1;
    const wallMs = this.options.wallMs() - delivery.firstAttemptWallMs;
    const dueMs = nextAttemptMs(
      delivery.firstAttemptMs,
      attempts,
      wallMs < this.options.retryForAtLeastWallMs,
    );
    if (dueMs === undefined) {
      this.end(delivery);
      this.fail(delivery.eventId);
      return;
    }
    const next = { ...delivery, attempts, dueMs: Math.max(dueMs, this.options.clockMs() + 1) };
    this.options.onChange({ kind: 'open', delivery: next });
    this.keep(next);
  }

  private fail(eventId: string): void {
    this.failed.add(eventId);
    this.options.onOutcome(eventId, 'failed');
  }

  private register(delivery: Delivery): void {
    this.open.set(delivery.id, delivery);
    this.openByEvent.set(delivery.eventId, (this.openByEvent.get(delivery.eventId) ?? 0) + 1);
  }

  private end({ id, eventId }: Delivery): void {
    this.open.delete(id);
    const left = (this.openByEvent.get(eventId) ?? 1) - 1;
    if (left === 0) {
      this.openByEvent.delete(eventId);
      this.bodies.delete(eventId);
    } else this.openByEvent.set(eventId, left);
    this.options.onChange({ kind: 'over', id });
  }
}

/** An event on its way has at least this webhook pending. */
function bodyOf(event: JsonObject): string {
  return JSON.stringify({ ...event, pending_webhooks: 1 });
}

function corrupted(body: string): string {
  return body.replace('"object"', '"objekt"');
}
