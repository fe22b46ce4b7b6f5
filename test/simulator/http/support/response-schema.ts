import { resolve, schemas } from '../../../../src/simulator/api/description';
import type { Schema } from '../../../../src/simulator/api/schema';

/** Where an answer differs from its schema; empty when it fits. Fields that the schema does not know are told too. */
export function misfits(schema: Schema, value: unknown, path = '$'): string[] {
  if (schema.nullable === true && value === null) return [];
  if (schema.expandable !== undefined) return expandableMisfits(schema.expandable, value, path);
  const resolved = resolve(schema);
  if (resolved.nullable === true && value === null) return [];
  if (resolved.anyOf !== undefined) return anyMisfits(resolved.anyOf, value, path);
  switch (resolved.type) {
    case 'object':
      return objectMisfits(resolved, value, path);
    case 'array':
      if (!Array.isArray(value)) return [`${path}: ${describe(value)} instead of a list`];
      return value.flatMap((item, index) => misfits(resolved.items ?? {}, item, `${path}[${index}]`));
    case 'string':
      return stringMisfits(resolved, value, path);
    case 'integer':
      return Number.isSafeInteger(value) ? [] : [`${path}: ${describe(value)} instead of an integer`];
    case 'number':
      return typeof value === 'number' ? [] : [`${path}: ${describe(value)} instead of a number`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${path}: ${describe(value)} instead of a boolean`];
    case undefined:
    default:
      return [];
  }
}

function objectMisfits(schema: Schema, value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [`${path}: ${describe(value)} instead of an object`];
  }
  const object = value as Readonly<Record<string, unknown>>;
  const properties = schema.properties ?? {};
  const found: string[] = [];
  for (const name of schema.required ?? []) {
    if (object[name] === undefined) found.push(`${path}.${name}: required, and absent`);
  }
  for (const [name, item] of Object.entries(object)) {
    const property = properties[name];
    if (property !== undefined) found.push(...misfits(property, item, `${path}.${name}`));
    else if (typeof schema.additionalProperties === 'object') {
      found.push(...misfits(schema.additionalProperties, item, `${path}.${name}`));
    } else if (schema.additionalProperties !== true && schema.properties !== undefined) {
      found.push(`${path}.${name}: unknown to the schema`);
    }
  }
  return found;
}

function expandableMisfits(names: readonly string[], value: unknown, path: string): string[] {
  if (typeof value === 'string') return [];
  const known = names.flatMap((name) => schemas[name] ?? []);
  return known.length === 0 ? [] : anyMisfits(known, value, path);
}

/** The differences from the alternative that fits best. */
function anyMisfits(alternatives: readonly Schema[], value: unknown, path: string): string[] {
  let fewest: string[] | undefined;
  for (const alternative of alternatives) {
    const found = misfits(alternative, value, path);
    if (fewest === undefined || found.length < fewest.length) fewest = found;
  }
  return fewest ?? [];
}

function stringMisfits(schema: Schema, value: unknown, path: string): string[] {
  if (typeof value !== 'string') return [`${path}: ${describe(value)} instead of a text`];
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return [`${path}: "${value}" is not in the enum`];
  if (schema.maxLength !== undefined && value.length > schema.maxLength) return [`${path}: too long`];
  if (schema.format === 'currency' && !/^[a-z]{3}$/.test(value))
    return [`${path}: "${value}" is no currency`];
  return [];
}

/** Top-level fields that the schema has as required or nullable and the object lacks. */
export function absentFields(schema: Schema, value: Readonly<Record<string, unknown>>): string[] {
  const resolved = resolve(schema);
  return Object.entries(resolved.properties ?? {})
    .filter(([name, property]) => resolved.required?.includes(name) || property.nullable === true)
    .map(([name]) => name)
    .filter((name) => value[name] === undefined);
}

function describe(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}
