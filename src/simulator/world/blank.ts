import { resolve, schemas } from '../api/description';
import type { Schema } from '../api/schema';
import type { JsonObject, JsonValue, StripeObject } from './port';

const blanks = new Map<string, JsonObject>();

/**
 * An object of Stripe's with every field that the API description has as required or nullable: null where it is
 * nullable, else the emptiest value of its type; then the given fields over it. Fields given as undefined are left
 * out, as Stripe leaves them out.
 */
export function stripeObject<T extends StripeObject = StripeObject>(
  schemaName: string,
  fields: JsonObject,
): T {
  let blank = blanks.get(schemaName);
  if (blank === undefined) {
    blank = blankOf(schemas[schemaName] ?? missing(schemaName));
    blanks.set(schemaName, blank);
  }
  return { ...blank, ...withoutUndefined(fields) } as unknown as T;
}

function missing(schemaName: string): never {
  throw new Error(`the API description has no schema ${schemaName}`);
}

function blankOf(schema: Schema): JsonObject {
  const required = new Set(schema.required ?? []);
  const fields: Record<string, JsonValue> = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (property.nullable === true) fields[name] = null;
    else if (required.has(name)) fields[name] = emptyValue(property);
  }
  return fields;
}

function emptyValue(given: Schema): JsonValue {
  const schema = resolve(given.$ref === undefined ? (given.anyOf?.[0] ?? given) : given);
  const { type = 'object' } = schema;
  switch (type) {
    case 'array':
      return [];
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return 0;
    case 'string':
      return schema.enum?.[0] ?? '';
    case 'object':
      return blankOf(schema);
  }
}

/** JSON has no undefined: what is absent must not be a key. */
export function withoutUndefined(fields: JsonObject): Record<string, JsonValue> {
  const kept: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) kept[name] = value;
  return kept;
}
