import type { Acts, Narration, Switches } from './acts-port';
import type { Core } from './core';
import type { Page, PageRequest } from './pages';
import type { Verdict } from './verdict-port';

/** What survives JSON unchanged; everything that the world keeps is made of it. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** An object of Stripe's API, as the wire carries it: ids where an expansion could stand. Never changed in place. */
export type StripeObject = JsonObject & { readonly id?: string; readonly object: string };

/** Whose eyes and hands a call has: the `Stripe-Account` header, or null for the platform itself. */
export interface Caller {
  readonly account: string | null;
}

export type FailureType = 'invalid_request_error' | 'api_error' | 'card_error' | 'idempotency_error';

/** A refusal that becomes Stripe's error body. Nothing has changed in the world when it is thrown. */
export class StripeFailure extends Error {
  constructor(
    readonly status: number,
    readonly type: FailureType,
    readonly code: string | null,
    message: string,
    readonly param: string | null = null,
  ) {
    super(message);
    this.name = 'StripeFailure';
  }
}

export type PathValues = Readonly<Record<string, string>>;
/** Parameters as the API description types them: integers are numbers, booleans booleans, `''` unsets. */
export type Params = JsonObject;

/**
 * One call of Stripe's API, by method and path as stripe-api.json writes them. A list gives all matches of its
 * filters, newest first; pagination and expansion are the HTTP side's.
 */
export type Operation =
  | {
      readonly kind: 'one';
      readonly run: (world: World, caller: Caller, path: PathValues, params: Params) => StripeObject;
    }
  | {
      readonly kind: 'list';
      readonly run: (
        world: World,
        caller: Caller,
        path: PathValues,
        params: Params,
      ) => readonly StripeObject[];
      /** A page of the list without filters, where it is too long to be made for each; null: by `run`. */
      readonly page?: (world: World, caller: Caller, page: PageRequest) => Page | null;
    };

/** A row that was written since the last drain; null where it was removed. Applying changes in order restores. */
export interface Change {
  readonly id: string;
  readonly row: Row | null;
}

export interface Row {
  /** The account that holds the object, or the platform; '' for the world's own rows. */
  readonly owner: string;
  readonly kind: string;
  readonly seq: number;
  readonly value: JsonObject;
}

export interface StripeEvent extends StripeObject {
  readonly id: string;
  readonly object: 'event';
  readonly type: string;
  /** Absent on the platform's own events. */
  readonly account?: string;
  readonly created: number;
  readonly data: { readonly object: StripeObject; readonly previous_attributes?: JsonObject };
}

export type DeliveryState = 'pending' | 'succeeded' | 'failed';

export interface WorldOptions {
  /** Every id derives from it. */
  readonly seed: number;
  /** Clock instant of the beginning, epoch ms. */
  readonly startMs: number;
  readonly platform?: { readonly id?: string; readonly country?: string; readonly defaultCurrency?: string };
  readonly switches?: Partial<Switches>;
}

/** A Stripe Connect platform with its accounts, that keeps books and has a clock. All instants are clock epoch ms. */
export interface World {
  readonly platformId: string;
  readonly nowMs: number;
  readonly acts: Acts;
  /** The engine's inside: for operations and tests, not for the HTTP side. */
  readonly core: Core;
  /**
   * Runs one operation for a caller: refuses callers without access, then the books are checked.
   * @throws StripeFailure where Stripe would refuse; the world is unchanged then.
   */
  perform(
    operation: Operation,
    caller: Caller,
    path: PathValues,
    params: Params,
  ): StripeObject | readonly StripeObject[];
  /** The object with this id as the caller may see it, or null: what `expand` puts in place of an id. */
  find(id: string, caller: Caller): StripeObject | null;
  /** Processes in order everything that is due until `clockMs`; an earlier instant changes nothing. */
  advanceTo(clockMs: number): void;
  /** Instant of the next thing that will happen by itself, or null. */
  nextDueMs(): number | null;
  /** Called with each event as it is emitted, synchronously. Returns a function that ends it. */
  onEvent(listener: (event: StripeEvent) => void): () => void;
  /** Called when a scheduled act of a story has happened. Returns a function that ends it. */
  onNarration(listener: (line: Narration) => void): () => void;
  /** What became of an event's webhooks; read by the `delivery_success` filter. */
  markDelivery(eventId: string, state: DeliveryState): void;
  /** The rows changed since the last drain. */
  drainChanges(): readonly Change[];
  /** All rows, for a compacted journal. */
  snapshot(): readonly Change[];
  /** What the economic book says of everybody who moved money until now. */
  verdict(): Verdict;
  /** Recomputes everything from lots and movements. @throws Error naming the first disagreement. */
  audit(): void;
}
