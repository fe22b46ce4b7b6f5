import type { Core } from './core';
import type { JsonObject } from './port';
import type { Fact } from './facts';

/**
 * Where money can be. `stripe:<account>` is what Stripe holds for a seller, `bank:<account>` the seller's bank,
 * `fees` Stripe's income, `exchange` Stripe's currency desk, `world` the unnamed rest (other payers, the platform's
 * owners).
 */
export type Place =
  | 'platform'
  | 'platform:reserve'
  | 'platform:bank'
  | 'customers'
  | 'fees'
  | 'exchange'
  | 'world'
  | `stripe:${string}`
  | `bank:${string}`;

export interface Movement extends JsonObject {
  readonly atMs: number;
  readonly kind: string;
  readonly from: Place;
  readonly to: Place;
  readonly amountMinor: number;
  readonly currency: string;
  readonly ref: string;
}

/** Who holds an account's money at Stripe. */
export const placeOf = (core: Core, owner: string): Place =>
  owner === core.platformId ? 'platform' : `stripe:${owner}`;

/** Books one movement: one place falls, another rises, by the same amount. Minor units; zero is no movement. */
export function move(
  core: Core,
  kind: string,
  from: Place,
  to: Place,
  amountMinor: number,
  currency: string,
  ref: string,
): void {
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 0)
    throw new Error(`${kind} of ${amountMinor} ${currency}: not a movement`);
  if (amountMinor === 0) return;
  core.append('movement', { atMs: core.nowMs, kind, from, to, amountMinor, currency, ref });
  addTo(core, from, currency, -amountMinor);
  addTo(core, to, currency, amountMinor);
}

/** What a place holds, minor units; all places of a currency sum to zero. */
export function held(core: Core, place: Place, currency: string): number {
  return core.note<{ amountMinor: number }>('place', `${place}|${currency}`)?.amountMinor ?? 0;
}

/** Places and amounts, for tests and tables. */
export function places(core: Core): { place: Place; currency: string; amountMinor: number }[] {
  return core.notes<{ place: Place; currency: string; amountMinor: number }>('place');
}

/** Records what the story says, in order: what the verdict is worked out from. */
export function record(core: Core, fact: Fact): void {
  core.append('fact', fact);
}

export const facts = (core: Core): readonly Fact[] => core.notes('fact') as unknown as readonly Fact[];

function addTo(core: Core, place: Place, currency: string, deltaMinor: number): void {
  core.setNote('place', `${place}|${currency}`, {
    place,
    currency,
    amountMinor: held(core, place, currency) + deltaMinor,
  });
}
