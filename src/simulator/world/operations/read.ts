import { StripeFailure } from '../port';
import type { JsonObject, Params, StripeObject } from '../port';
import type { World, Caller } from '../port';
import { callerAccount } from '../accounts';

export const text = (params: Params, name: string): string | null => {
  const value = params[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

export const int = (params: Params, name: string): number | null => {
  const value = params[name];
  return typeof value === 'number' ? value : null;
};

export const flag = (params: Params, name: string): boolean => params[name] === true;

export const group = (params: JsonObject, name: string): JsonObject | null => {
  const value = params[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
};

/** @throws StripeFailure where it is missing. */
export function required(params: Params, name: string): string {
  return text(params, name) ?? fail(400, 'parameter_missing', `Missing required param: ${name}.`, name);
}

/** @throws StripeFailure where it is missing. */
export function requiredInt(params: Params, name: string): number {
  return int(params, name) ?? fail(400, 'parameter_missing', `Missing required param: ${name}.`, name);
}

/** A currency as Stripe's objects carry it. @throws StripeFailure where it is missing or none. */
export function currencyOf(params: Params): string {
  const code = required(params, 'currency').toLowerCase();
  return /^[a-z]{3}$/.test(code)
    ? code
    : fail(400, 'parameter_invalid', `Invalid currency: ${code}.`, 'currency');
}

/** Metadata after a call: new keys are merged, an empty value removes its key, an empty text all of them. */
export function mergeMetadata(before: JsonObject, params: Params): JsonObject {
  if (params['metadata'] === '') return {};
  const merged: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...before, ...group(params, 'metadata') })) {
    if (typeof value === 'string' && value !== '') merged[name] = value;
  }
  return merged;
}

export function fail(
  status: number,
  code: string | null,
  message: string,
  param: string | null = null,
): never {
  throw new StripeFailure(status, 'invalid_request_error', code, message, param);
}

export function missing(kind: string, id: string, param = 'id'): never {
  return fail(404, 'resource_missing', `No such ${kind.replaceAll('_', ' ')}: '${id}'`, param);
}

/** An object that the caller holds. @throws StripeFailure where there is none. */
export function held<T extends StripeObject>(
  world: World,
  caller: Caller,
  kind: T['object'],
  id: string,
  param = 'id',
): T {
  const found = world.core.get<T>(id, kind);
  if (found === null || world.core.ownerOf(id) !== callerAccount(world.core, caller))
    return missing(kind, id, param);
  return found;
}

/** Objects that the caller holds, newest first. */
export function all<T extends StripeObject>(world: World, caller: Caller, kind: T['object']): T[] {
  return world.core.list<T>(callerAccount(world.core, caller), kind);
}

/** Keeps objects whose field equals the parameter of the same name, for each name that is given. */
export function matching<T extends StripeObject>(
  objects: readonly T[],
  params: Params,
  names: readonly string[],
): T[] {
  const wanted = names.filter((name) => params[name] !== undefined && params[name] !== '');
  return objects.filter((object) => wanted.every((name) => object[name] === params[name]));
}

/** Stripe's filter on an instant in unix seconds: a number, or `gt`, `gte`, `lt`, `lte`. */
export function within<T extends StripeObject>(
  objects: readonly T[],
  params: Params,
  name: 'created' | 'arrival_date' | 'amount',
): T[] {
  const wanted = params[name];
  if (wanted === undefined || wanted === '') return [...objects];
  if (typeof wanted === 'number') return objects.filter((object) => object[name] === wanted);
  const range = group(params, name) ?? {};
  const bound = (key: string, fallback: number): number =>
    typeof range[key] === 'number' ? range[key] : fallback;
  return objects.filter((object) => {
    const value = object[name] as number;
    return (
      value > bound('gt', -Infinity) &&
      value >= bound('gte', -Infinity) &&
      value < bound('lt', Infinity) &&
      value <= bound('lte', Infinity)
    );
  });
}

export const INSUFFICIENT =
  'Insufficient funds in Stripe account. In test mode, you can add funds to your available balance by creating a charge with 4000 0000 0000 0077.';
