import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { defaultPolicy, policyJsonSchema, SHIPPED_POLICY } from '../src/policy-file';

interface SchemaNode {
  readonly description?: string | undefined;
  readonly properties?: Readonly<Record<string, SchemaNode>> | undefined;
}

const schemaNode: z.ZodType<SchemaNode> = z.object({
  description: z.string().optional(),
  properties: z
    .record(
      z.string(),
      z.lazy(() => schemaNode),
    )
    .optional(),
});

/** The policy's settings as rows: name, what it decides, and what is shipped. @throws Error for one without words. */
export function policyRows(): readonly (readonly string[])[] {
  const shipped: unknown = parse(readFileSync(SHIPPED_POLICY, 'utf8'));
  return rowsBelow(schemaNode.parse(JSON.parse(policyJsonSchema())), [], shipped);
}

/** The shipped ladder: day, who hears of it, and whether a decision is asked for then. */
export function ladderRows(): readonly (readonly string[])[] {
  const { ladder, gate } = defaultPolicy();
  return ladder.map(({ day, audiences }) => {
    const asks =
      day === gate.day ? 'the gate' : gate.repeatDays.includes(day) ? 'the gate, one level up' : '';
    return [String(day), audiences.join(', '), asks];
  });
}

/** A row for each setting that is described; one that is not has settings of its own. */
function rowsBelow(
  node: SchemaNode,
  above: readonly string[],
  value: unknown,
): readonly (readonly string[])[] {
  if (node.description !== undefined) return [[`\`${above.join('.')}\``, node.description, inShort(value)]];
  if (node.properties === undefined) {
    throw new Error(`${above.join('.')} has no description: give it one in src/policy-schema.ts`);
  }
  const values = z.record(z.string(), z.unknown()).parse(value);
  return Object.entries(node.properties).flatMap(([key, inner]) =>
    rowsBelow(inner, [...above, key], values[key]),
  );
}

const FEW = 3;

/** A shipped value as far as it fits a cell: amounts in one currency, long tables by their number. */
function inShort(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `\`${String(value)}\``;
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none';
    const plain = value.every((one) => typeof one !== 'object');
    return plain ? value.map((one) => `\`${String(one)}\``).join(', ') : `${value.length} rows`;
  }
  const rows = Object.entries(value);
  const dollars = rows.find(([key]) => key === 'USD');
  if (dollars !== undefined) return `${String(dollars[1])} USD`;
  if (rows.length > FEW) return `${rows.length} countries`;
  return rows.map(([key, one]) => `${key} ${Array.isArray(one) ? one.join(', ') : String(one)}`).join('; ');
}
