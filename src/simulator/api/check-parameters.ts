import type { Schema } from './schema';

/** A value as a form or a query carries it: text, or text nested in lists and objects. */
export type RawValue = string | readonly RawValue[] | { readonly [key: string]: RawValue };

/** What Stripe says of a parameter that it refuses. */
export class ParameterFailure extends Error {
  constructor(
    message: string,
    readonly param: string,
    readonly code?: string,
  ) {
    super(message);
    this.name = 'ParameterFailure';
  }
}

/**
 * The parameters with the types that the schema gives them, unknown and ill-typed ones refused in Stripe's words.
 * @throws ParameterFailure
 */
export function checkParameters(
  schema: Schema,
  raw: Readonly<Record<string, RawValue>>,
): Record<string, unknown> {
  return checkObject(schema, raw, '');
}

function checkObject(
  schema: Schema,
  raw: Readonly<Record<string, RawValue>>,
  path: string,
): Record<string, unknown> {
  refuseUnknown(schema, raw, path);
  const checked: Record<string, unknown> = {};
  for (const name of schema.required ?? []) {
    if (raw[name] === undefined) {
      const param = join(path, name);
      throw new ParameterFailure(`Missing required param: ${param}.`, param, 'parameter_missing');
    }
  }
  for (const [name, value] of Object.entries(raw)) {
    checked[name] = checkValue(schemaOfKey(schema, name), value, join(path, name));
  }
  return checked;
}

function refuseUnknown(schema: Schema, raw: Readonly<Record<string, RawValue>>, path: string): void {
  const closed = schema.additionalProperties === false || (schema.properties && !schema.additionalProperties);
  if (!closed) return;
  const unknown = Object.keys(raw).filter((name) => !Object.hasOwn(schema.properties ?? {}, name));
  const first = unknown[0];
  if (first === undefined) return;
  const names = unknown.map((name) => join(path, name)).join(', ');
  throw new ParameterFailure(
    `Received unknown parameter${unknown.length > 1 ? 's' : ''}: ${names}`,
    join(path, first),
    'parameter_unknown',
  );
}

function schemaOfKey(schema: Schema, name: string): Schema {
  const declared = schema.properties;
  if (declared && Object.hasOwn(declared, name)) return declared[name] ?? {};
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
}

function checkValue(schema: Schema, raw: RawValue, path: string): unknown {
  if (schema.anyOf !== undefined) return checkAny(schema.anyOf, raw, path);
  switch (schema.type) {
    case 'integer':
      return checkInteger(schema, text(raw, path, 'integer'), path);
    case 'number':
      return checkNumber(text(raw, path, 'number'), path);
    case 'boolean':
      return checkBoolean(text(raw, path, 'boolean'), path);
    case 'array':
      return checkArray(schema, raw, path);
    case 'object':
      return checkNested(schema, raw, path);
    case 'string':
    case undefined:
    default:
      return checkString(schema, raw, path);
  }
}

/** The alternative whose shape fits decides what is said of a mistake in it. */
function checkAny(alternatives: readonly Schema[], raw: RawValue, path: string): unknown {
  let failure: ParameterFailure | undefined;
  for (const alternative of alternatives) {
    try {
      return checkValue(alternative, raw, path);
    } catch (error) {
      if (!(error instanceof ParameterFailure)) throw error;
      if (failure === undefined || fits(alternative, raw)) failure = error;
    }
  }
  throw failure ?? new ParameterFailure(`Invalid value for ${path}`, path);
}

function fits(schema: Schema, raw: RawValue): boolean {
  if (Array.isArray(raw)) return schema.type === 'array';
  if (typeof raw === 'object') return schema.type === 'object';
  return schema.type !== 'array' && schema.type !== 'object' && !(schema.enum?.length === 1);
}

function checkString(schema: Schema, raw: RawValue, path: string): string {
  const value = text(raw, path, 'string');
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    if (value === '') throw empty(path);
    throw new ParameterFailure(`Invalid ${path}: must be one of ${listOf(schema.enum)}`, path);
  }
  if (schema.maxLength !== undefined && value.length > schema.maxLength) {
    throw new ParameterFailure(
      `Invalid string: ${value.slice(0, 40)}...; must be at most ${schema.maxLength} characters`,
      path,
    );
  }
  if (schema.format === 'currency' && !/^[a-z]{3}$/i.test(value)) {
    if (value === '') throw empty(path);
    throw new ParameterFailure(`Invalid currency: ${value}.`, path);
  }
  return schema.format === 'currency' ? value.toLowerCase() : value;
}

function checkInteger(schema: Schema, value: string, path: string): number {
  const number = Number(value);
  if (!/^-?\d+$/.test(value) || !Number.isSafeInteger(number)) {
    throw new ParameterFailure(`Invalid integer: ${value}`, path, 'parameter_invalid_integer');
  }
  if (schema.minimum !== undefined && number < schema.minimum) {
    throw new ParameterFailure(
      `This value must be greater than or equal to ${schema.minimum}.`,
      path,
      'parameter_invalid_integer',
    );
  }
  return number;
}

function checkNumber(value: string, path: string): number {
  if (!/^-?\d+(\.\d+)?$/.test(value)) throw new ParameterFailure(`Invalid decimal: ${value}`, path);
  return Number(value);
}

function checkBoolean(value: string, path: string): boolean {
  if (value !== 'true' && value !== 'false') {
    throw new ParameterFailure(`Invalid boolean: ${value}`, path);
  }
  return value === 'true';
}

function checkArray(schema: Schema, raw: RawValue, path: string): unknown[] {
  // The client writes an empty list as an empty text.
  if (raw === '') return [];
  const list = Array.isArray(raw) ? raw : indexed(raw);
  if (list === undefined) throw new ParameterFailure('Invalid array', path);
  return list.map((item: RawValue, index) => checkValue(schema.items ?? {}, item, `${path}[${index}]`));
}

/** A form parser hands a list with gaps or many entries over as an object with the indices as keys. */
function indexed(raw: RawValue): RawValue[] | undefined {
  if (typeof raw === 'string') return undefined;
  const entries = Object.entries(raw);
  return entries.every(([key]) => /^\d+$/.test(key)) ? entries.map(([, value]) => value) : undefined;
}

function checkNested(schema: Schema, raw: RawValue, path: string): Record<string, unknown> {
  if (raw === '') throw empty(path);
  if (typeof raw !== 'object' || Array.isArray(raw)) throw new ParameterFailure('Invalid object', path);
  const nested = raw as Readonly<Record<string, RawValue>>;
  if (path.endsWith('metadata') && !schema.properties) checkMetadata(nested, path);
  return checkObject(schema, nested, path);
}

/** Stripe's limits on metadata: 50 keys, 40 characters a key, 500 a value. */
function checkMetadata(raw: Readonly<Record<string, RawValue>>, path: string): void {
  if (Object.keys(raw).length > 50) throw new ParameterFailure('Metadata can have up to 50 keys', path);
  for (const [key, value] of Object.entries(raw)) {
    if (key.length > 40) {
      throw new ParameterFailure(
        `Metadata keys can have up to 40 characters, but you passed in a key that is ${key.length} characters.`,
        path,
      );
    }
    if (typeof value === 'string' && value.length > 500) {
      throw new ParameterFailure(
        `Metadata values can have up to 500 characters, but you passed in a value that is ${value.length} characters.`,
        join(path, key),
      );
    }
  }
}

function text(raw: RawValue, path: string, expected: string): string {
  if (typeof raw !== 'string') {
    throw new ParameterFailure(`Invalid ${expected}: ${JSON.stringify(raw).slice(0, 80)}`, path);
  }
  if (raw === '' && expected !== 'string') throw empty(path);
  return raw;
}

function empty(path: string): ParameterFailure {
  return new ParameterFailure(
    `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a parameter; ` +
      `however '${path}' cannot be unset. You should remove '${path}' from your request or supply a non-empty value.`,
    path,
    'parameter_invalid_empty',
  );
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}[${name}]`;
}

function listOf(values: readonly string[]): string {
  if (values.length < 2) return values.join('');
  return `${values.slice(0, -1).join(', ')}, or ${values[values.length - 1] ?? ''}`;
}
