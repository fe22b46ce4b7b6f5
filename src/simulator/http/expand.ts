import { resolve, schemas } from '../api/description';
import type { Schema } from '../api/schema';
import type { JsonValue, StripeObject } from '../world/port';
import { failures } from './failures';

/** Stripe expands at most four levels deep. */
const MAX_DEPTH = 4;

/**
 * Refuses paths that name nothing expandable, before anything is done.
 * @throws StripeFailure
 */
export function checkExpand(response: Schema, paths: readonly string[]): void {
  for (const path of paths) {
    const segments = path.split('.');
    if (segments.length > MAX_DEPTH || !isExpandable(response, segments)) {
      const onData = resolve(response).properties?.['data'] !== undefined && segments[0] !== 'data';
      const suggestion = onData && isExpandable(response, ['data', ...segments]) ? `data.${path}` : undefined;
      throw failures.notExpandable(path, suggestion);
    }
  }
}

/** The answer with the objects that the paths name in place of their ids. */
export function expand(
  object: StripeObject,
  paths: readonly string[],
  find: (id: string) => StripeObject | null,
): StripeObject {
  return paths.reduce<StripeObject>(
    (answer, path) => expandAt(answer, path.split('.'), find) as StripeObject,
    object,
  );
}

function isExpandable(schema: Schema, segments: readonly string[]): boolean {
  const [name, ...rest] = segments;
  if (name === undefined) return true;
  return variants(schema).some((variant) => {
    const property = variant.properties?.[name];
    if (property === undefined) return false;
    const declared =
      (variant['x-expandableFields']?.includes(name) ?? false) || property.expandable !== undefined;
    return declared && isExpandable(property, rest);
  });
}

/** All object schemas that a value of this schema may have. */
function variants(schema: Schema): readonly Schema[] {
  const resolved = resolve(schema);
  if (resolved.expandable !== undefined) return resolved.expandable.flatMap((name) => schemas[name] ?? []);
  if (resolved.anyOf !== undefined) return resolved.anyOf.flatMap(variants);
  if (resolved.items !== undefined) return variants(resolved.items);
  return [resolved];
}

function expandAt(
  value: JsonValue | undefined,
  segments: readonly string[],
  find: (id: string) => StripeObject | null,
): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((item: JsonValue) => expandAt(item, segments, find) ?? null);
  const [name, ...rest] = segments;
  if (name === undefined || typeof value !== 'object' || value === null) return value;
  const object = value as { readonly [key: string]: JsonValue | undefined };
  const inner = object[name];
  if (inner === undefined || inner === null) return value;
  const found = typeof inner === 'string' ? (find(inner) ?? inner) : inner;
  return { ...object, [name]: expandAt(found, rest, find) };
}
