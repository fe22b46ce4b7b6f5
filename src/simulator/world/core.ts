import { schemas } from '../api/description';
import { API_VERSION } from '../api/overrides';
import { stripeObject, withoutUndefined } from './blank';
import { Calendar } from './calendar';
import type { Due } from './due';
import type { JsonObject, StripeEvent, StripeObject, WorldOptions } from './port';
import { Store } from './store';

const WORLD = '_world';

interface WorldRow extends JsonObject {
  readonly seed: number;
  readonly nowMs: number;
  readonly counter: number;
  readonly platformId: string;
}

export type Actor = 'story' | 'api' | 'stripe';

/**
 * What every part of the engine stands on: rows, ids, the clock, what is due, and events. It knows nothing of money.
 */
export class Core {
  /** Who is acting: decides whether a movement needs an explanation. */
  actor: Actor = 'story';
  /** `account|currency` pairs whose balance changed since the last commit. */
  readonly touched = new Set<string>();
  readonly eventListeners = new Set<(event: StripeEvent) => void>();
  private readonly calendar = new Calendar();

  private constructor(
    readonly store: Store,
    private world: WorldRow,
  ) {
    for (const { key, atMs } of this.notes<{ key: string; atMs: number }>('due'))
      this.calendar.add(key, atMs);
  }

  static create(options: WorldOptions): Core {
    const platformId = options.platform?.id ?? 'acct_platform';
    const world = { seed: options.seed, nowMs: options.startMs, counter: 0, platformId };
    const core = new Core(new Store(), world);
    core.saveWorld(world);
    return core;
  }

  static restore(store: Store): Core {
    const row = store.get(WORLD);
    if (row === undefined)
      throw new Error('the journal holds no world: it is incomplete; start with an empty one');
    return new Core(store, row.value as WorldRow);
  }

  get nowMs(): number {
    return this.world.nowMs;
  }

  get nowSeconds(): number {
    return Math.floor(this.world.nowMs / 1000);
  }

  get platformId(): string {
    return this.world.platformId;
  }

  setNow(nowMs: number): void {
    if (nowMs > this.world.nowMs) this.saveWorld({ ...this.world, nowMs });
  }

  /** Ids derive from the seed and a counter, so the same story has the same ids. */
  newId(prefix: string): string {
    const counter = this.world.counter + 1;
    this.saveWorld({ ...this.world, counter });
    const seed = this.world.seed.toString(36).padStart(4, '0');
    return `${prefix}_${seed}${counter.toString(36).padStart(6, '0')}`;
  }

  /** Makes an object of Stripe's and keeps it; `created`, where its kind has that, is now. */
  add<T extends StripeObject>(owner: string, kind: T['object'], id: string, fields: JsonObject): T {
    if (this.store.get(id) !== undefined) throw new Error(`the world already has ${id}: choose another id`);
    const dated = schemas[kind]?.properties?.['created'] === undefined ? {} : { created: this.nowSeconds };
    const made = stripeObject<T>(kind, { id, object: kind, ...dated, ...fields });
    this.store.put(id, owner, kind, made);
    return made;
  }

  get<T extends StripeObject>(id: string, kind: T['object']): T | null {
    const row = this.store.get(id);
    return row?.kind === kind ? (row.value as T) : null;
  }

  /** @throws Error where the world has no such object: for the engine's own references and for stories. */
  need<T extends StripeObject>(id: string, kind: T['object']): T {
    const found = this.get<T>(id, kind);
    if (found === null) throw new Error(`the world has no ${kind} ${id}`);
    return found;
  }

  /** The account that holds an object. */
  ownerOf(id: string): string {
    const row = this.store.get(id);
    if (row === undefined) throw new Error(`the world has no object ${id}`);
    return row.owner;
  }

  change<T extends StripeObject>(id: string, patch: JsonObject): T {
    const row = this.store.get(id);
    if (row === undefined) throw new Error(`the world has no object ${id}`);
    const value = withoutUndefined({ ...row.value, ...patch }) as unknown as T;
    this.store.put(id, row.owner, row.kind, value);
    return value;
  }

  /** Objects of one owner and kind, newest first. */
  list<T extends StripeObject>(owner: string, kind: T['object']): T[] {
    return this.store
      .list(owner, kind)
      .map((row) => row.value as T)
      .reverse();
  }

  note<T extends JsonObject>(kind: string, key: string): T | null {
    return (this.store.get(`_${kind}/${key}`)?.value as T | undefined) ?? null;
  }

  setNote(kind: string, key: string, value: JsonObject, owner = ''): void {
    this.store.put(`_${kind}/${key}`, owner, kind, value);
  }

  removeNote(kind: string, key: string): void {
    this.store.remove(`_${kind}/${key}`);
  }

  /** Notes of one kind, oldest first. */
  notes<T extends JsonObject>(kind: string, owner = ''): T[] {
    return this.store.list(owner, kind).map((row) => row.value as T);
  }

  /** Appends to a log of the world's own. */
  append(kind: string, value: JsonObject): void {
    const next = (this.note<{ next: number }>('log', kind)?.next ?? 0) + 1;
    this.setNote('log', kind, { next });
    this.setNote(kind, String(next), value);
  }

  /**
   * Emits one of Stripe's events: stored, and told to the listeners. Platform events carry no `account`; of an account
   * that has revoked the platform's access nothing is told.
   */
  emit(owner: string, type: string, object: StripeObject, previous?: JsonObject): void {
    if (this.note<{ deauthorized: boolean }>('account', owner)?.deauthorized === true) return;
    const event = stripeObject<StripeEvent>('event', {
      id: this.newId('evt'),
      object: 'event',
      account: owner === this.platformId ? undefined : owner,
      api_version: API_VERSION,
      created: this.nowSeconds,
      data: previous === undefined ? { object } : { object, previous_attributes: previous },
      request: this.actor === 'api' ? { id: null, idempotency_key: null } : null,
      type,
    });
    this.store.put(event.id, owner, 'event', event);
    for (const listener of this.eventListeners) listener(event);
  }

  /** Puts something on the calendar. Returns its key, by which it can be taken off. */
  schedule(atMs: number, due: Due): string {
    const next = (this.note<{ next: number }>('log', 'due')?.next ?? 0) + 1;
    this.setNote('log', 'due', { next });
    const key = String(next);
    this.setNote('due', key, { key, atMs, due: due as unknown as JsonObject });
    this.calendar.add(key, atMs);
    return key;
  }

  unschedule(key: string): void {
    this.removeNote('due', key);
    this.calendar.remove(key);
  }

  /** The earliest item, first made first; null where the calendar is empty. */
  earliest(): { key: string; atMs: number; due: Due } | null {
    const key = this.calendar.first();
    if (key === null) return null;
    return this.note('due', key) as unknown as { key: string; atMs: number; due: Due } | null;
  }

  private saveWorld(world: WorldRow): void {
    this.world = world;
    this.store.put(WORLD, '', 'world', world);
  }
}
