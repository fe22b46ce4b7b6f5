import rawDescription from './stripe-api.json';
import { ADDED_ENUM_VALUES, ADDED_OPERATIONS, ADDED_SCHEMAS, NARROWED_PARAMETERS } from './overrides';
import type { ApiOperation, Method, Schema } from './schema';

interface RawParameter {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
}

interface RawOperation {
  readonly query: readonly RawParameter[];
  readonly form: Schema;
  readonly response: Schema;
}

interface RawDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

const raw = rawDescription as unknown as RawDescription;

/** Stripe's object schemas by name, with the overrides applied. */
export const schemas: Readonly<Record<string, Schema>> = buildSchemas();

/** Every call that the simulator knows, with the overrides applied. */
export const apiOperations: readonly ApiOperation[] = buildOperations();

/** The schema a reference stands for; a schema that is none, as it is. An unknown name allows anything. */
export function resolve(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const target = schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)];
  return target === undefined ? {} : resolve(target);
}

function buildSchemas(): Record<string, Schema> {
  const all: Record<string, Schema> = { ...raw.schemas, ...ADDED_SCHEMAS };
  for (const { schema: name, property, values } of ADDED_ENUM_VALUES) {
    const schema = all[name];
    const found = schema?.properties?.[property];
    if (schema === undefined || found?.enum === undefined) {
      throw new Error(
        `override for ${name}.${property}: stripe-api.json has no such enum; correct overrides.ts`,
      );
    }
    const widened = { ...found, enum: [...found.enum, ...values] };
    all[name] = { ...schema, properties: { ...schema.properties, [property]: widened } };
  }
  return all;
}

function buildOperations(): ApiOperation[] {
  const operations: ApiOperation[] = [...ADDED_OPERATIONS];
  for (const [path, byMethod] of Object.entries(raw.paths)) {
    for (const [verb, operation] of Object.entries(byMethod)) {
      const method: Method = verb === 'get' ? 'GET' : 'POST';
      const id = `${method} ${path}`;
      const parameters = method === 'GET' ? querySchema(operation.query) : formSchema(id, operation.form);
      operations.push({ id, method, path, parameters, response: operation.response });
    }
  }
  return operations;
}

function querySchema(parameters: readonly RawParameter[]): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(parameters.map((one) => [one.name, one.schema])),
    required: parameters.filter((one) => one.required).map((one) => one.name),
  };
}

/** Stripe refuses amounts below one in requests, which its description does not say. */
function formSchema(id: string, form: Schema): Schema {
  const properties: Record<string, Schema> = { ...form.properties };
  for (const narrowed of NARROWED_PARAMETERS) {
    if (narrowed.operation === id) properties[narrowed.parameter] = narrowed.schema;
  }
  const amount = properties['amount'];
  if (amount?.type === 'integer') properties['amount'] = { ...amount, minimum: 1 };
  return { ...form, additionalProperties: false, properties };
}
