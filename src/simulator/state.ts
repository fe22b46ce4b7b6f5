import { toClock } from '../domain/clock';
import type { JsonValue as Json } from './world/port';
import { Faults } from './faults/faults';
import { IdempotencyKeys, type StoredAnswer } from './http/idempotency';
import { Journal } from './journal/journal';
import type { SimulatorOptions, SimulatorTime } from './options';
import { Deliveries } from './webhooks/deliveries';
import type { Delivery, DeliveryChange } from './webhooks/delivery';
import { Endpoints, type EndpointSecret } from './webhooks/endpoints';
import type { Transport } from './webhooks/transport';
import type { Narration } from './world/acts-port';
import { dashboardEndpointId, showDashboardEndpoints } from './world/dashboard-endpoints';
import { operations } from './world/operations';
import type { Change, World } from './world/port';
import { createWorld, restoreWorld } from './world/world';

/** What one line of the journal holds: all that one call or one moment changed, whole or not at all. */
interface JournalEntry {
  readonly world?: readonly Change[];
  readonly keys?: readonly (readonly [string, StoredAnswer])[];
  readonly keysForgotten?: true;
  readonly deliveries?: readonly DeliveryChange[];
  readonly endpoints?: readonly EndpointSecret[];
  readonly told?: readonly Narration[];
}

interface Unwritten {
  keys: (readonly [string, StoredAnswer])[];
  keysForgotten: boolean;
  deliveries: DeliveryChange[];
  endpoints: EndpointSecret[];
  told: Narration[];
}

/** On a scaled clock a receiver may be away for this much wall time before Stripe gives up on it. */
const SCALED_RETRY_WALL_MS = 60_000;

/** The world with everything around it that must outlive the process, and the journal that sees to that. */
export class State {
  readonly time: SimulatorTime;
  readonly world: World;
  readonly faults: Faults;
  readonly keys: IdempotencyKeys;
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
  /** Every line of a story told so far, oldest first. */
  readonly told: Narration[] = [];
  /** API calls answered since this process began, refused ones too. */
  apiCalls = 0;
  /** Defects of the simulator itself met so far; empty in a sound run. */
  readonly defects: Error[] = [];
  /** Whether the journal held an earlier run. */
  readonly restored: boolean;
  readonly wallMs: () => number;
  private readonly journal: Journal | undefined;
  private unwritten = nothing();
  private flushing = false;
  private flushed: () => void = () => undefined;

  constructor(
    private readonly options: SimulatorOptions,
    transport: Transport,
  ) {
    this.time = options.time;
    this.wallMs = options.wallMs ?? Date.now;
    this.faults = new Faults(options.seed ?? 1);
    this.keys = new IdempotencyKeys(this.wallMs);
    this.journal = options.dataFolder === undefined ? undefined : new Journal(options.dataFolder);
    const entries = (this.journal?.read() ?? []) as unknown as JournalEntry[];
    this.restored = entries.length > 0;
    this.world = this.makeWorld(entries);
    const dashboard = (options.webhooks ?? []).map((one, index) => ({
      ...one,
      id: dashboardEndpointId(index + 1),
      enabledEvents: one.enabledEvents ?? ['*'],
    }));
    showDashboardEndpoints(this.world.core, dashboard);
    this.endpoints = new Endpoints(dashboard, () => this.listEndpoints());
    this.deliveries = new Deliveries({
      transport,
      faults: this.faults,
      endpoints: () => this.endpoints.all(),
      onOutcome: (id, outcome) => this.world.markDelivery(id, outcome),
      onChange: (change) => {
        this.unwritten.deliveries.push(change);
        this.flushSoon();
      },
      clockMs: () => this.world.nowMs,
      wallMs: this.wallMs,
      retryForAtLeastWallMs: options.time.kind === 'ticking' ? SCALED_RETRY_WALL_MS : 0,
    });
    this.restoreRest(entries);
    this.listen();
    if (!this.restored) options.prepare?.(this.world);
    this.journal?.rewrite([this.wholeEntry() as unknown as Json]);
  }

  /** Brings the world to the present instant of a ticking clock; by hand it stands where it was put. */
  catchUp(): void {
    const { time } = this.options;
    if (time.kind === 'ticking') this.world.advanceTo(toClock(time.clock, this.wallMs()));
  }

  storeAnswer(scopedKey: string, answer: StoredAnswer): void {
    this.keys.store(scopedKey, answer);
    this.unwritten.keys.push([scopedKey, answer]);
  }

  /** Forgets all stored idempotency keys, as Stripe may once they are 24 hours old. */
  forgetKeys(): number {
    const count = this.keys.forgetAll();
    this.unwritten.keys = [];
    this.unwritten.keysForgotten = true;
    this.commit();
    return count;
  }

  rememberEndpoint(secret: EndpointSecret): void {
    this.unwritten.endpoints.push(secret);
  }

  /** Writes what has changed to the journal: what is answered after this outlives the process. */
  commit(): void {
    const world = this.world.drainChanges();
    const { keys, keysForgotten, deliveries, endpoints, told } = this.unwritten;
    this.unwritten = nothing();
    if (this.journal === undefined) return;
    const entry: JournalEntry = {
      ...(world.length > 0 && { world }),
      ...(keysForgotten && { keysForgotten }),
      ...(keys.length > 0 && { keys }),
      ...(deliveries.length > 0 && { deliveries }),
      ...(endpoints.length > 0 && { endpoints }),
      ...(told.length > 0 && { told }),
    };
    if (Object.keys(entry).length > 0) this.journal.append(entry as unknown as Json);
  }

  /** A fault of the simulator itself, which must not pass unseen. */
  defect(error: Error): void {
    this.defects.push(error);
    if (this.options.onDefect) this.options.onDefect(error);
    else process.stderr.write(`simulator: ${error.stack ?? error.message}\n`);
  }

  /** Commits, and sends what is due. */
  flush(): void {
    this.commit();
    this.deliveries.pump();
    this.flushed();
  }

  /** Has `listener` called after each flush. */
  onFlush(listener: () => void): void {
    this.flushed = listener;
  }

  async close(): Promise<void> {
    await this.deliveries.close();
    this.commit();
    this.journal?.close();
  }

  private flushSoon(): void {
    if (this.flushing) return;
    this.flushing = true;
    setImmediate(() => {
      this.flushing = false;
      this.flush();
    });
  }

  private makeWorld(entries: readonly JournalEntry[]): World {
    const { seed = 1, time, platform, switches } = this.options;
    const worldOptions = {
      seed,
      startMs: time.kind === 'manual' ? time.startMs : time.clock.originMs,
      ...(platform && { platform }),
      ...(switches && { switches }),
    };
    const changes = entries.flatMap((entry) => entry.world ?? []);
    return changes.length === 0 ? createWorld(worldOptions) : restoreWorld(changes);
  }

  private restoreRest(entries: readonly JournalEntry[]): void {
    const deliveries = new Map<string, Delivery>();
    for (const entry of entries) {
      if (entry.keysForgotten) this.keys.forgetAll();
      for (const [key, answer] of entry.keys ?? []) this.keys.store(key, answer);
      this.told.push(...(entry.told ?? []));
      for (const change of entry.deliveries ?? []) {
        if (change.kind === 'over') deliveries.delete(change.id);
        else deliveries.set(change.delivery.id, change.delivery);
      }
    }
    this.endpoints.restore(entries.flatMap((entry) => entry.endpoints ?? []));
    const events = new Map(this.world.snapshot().map(({ id, row }) => [id, row]));
    this.deliveries.restore([...deliveries.values()], (id) => events.get(id)?.value);
  }

  private listen(): void {
    this.world.onEvent((event) => {
      this.deliveries.add(event);
      this.flushSoon();
    });
    this.world.onNarration((line) => {
      this.told.push(line);
      this.unwritten.told.push(line);
      this.options.onNarration?.(line);
      this.flushSoon();
    });
  }

  private wholeEntry(): JournalEntry {
    this.world.drainChanges();
    this.unwritten = nothing();
    return {
      world: this.world.snapshot(),
      keys: this.keys.entries(),
      deliveries: this.deliveries.openDeliveries().map((delivery) => ({ kind: 'open', delivery })),
      endpoints: this.endpoints.kept(),
      told: this.told,
    };
  }

  private listEndpoints() {
    const listed = this.world.perform(operations['GET /v1/webhook_endpoints'], { account: null }, {}, {});
    return Array.isArray(listed) ? listed : [];
  }
}

function nothing(): Unwritten {
  return { keys: [], keysForgotten: false, deliveries: [], endpoints: [], told: [] };
}
