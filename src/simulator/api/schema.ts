/** The subset of JSON Schema that Stripe's description uses, as `stripe-api.json` carries it. */
export interface Schema {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  readonly format?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly pattern?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
  /** Names of the schemas that an id in this place expands to. */
  readonly expandable?: readonly string[];
  readonly 'x-expandableFields'?: readonly string[];
}

export type Method = 'GET' | 'POST' | 'DELETE';

/** One call of Stripe's API: `id` is `POST /v1/transfers/{id}/reversals`. */
export interface ApiOperation {
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  /** Query parameters of a GET, form parameters of the others, as one object schema. */
  readonly parameters: Schema;
  readonly response: Schema;
}
