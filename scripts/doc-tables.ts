import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { SETTINGS, type Setting } from '../src/config-settings';
import { policyJsonSchema, SHIPPED_POLICY } from '../src/policy-file';

export interface GeneratedFile {
  /** Relative to the project. */
  readonly file: string;
  /** What it should hold, from the code of now. */
  readonly text: string;
}

const ROOT = path.join(__dirname, '..');
const DECISIONS = path.join(ROOT, 'docs/decisions');
const PAGES = ['docs/configuration.md', 'docs/policy.md', 'docs/decisions/README.md'];
/** Behind the name stands where its words come from, for whoever would change them on the page. */
const TABLE = /(<!-- table: ([a-z ]+)(?:;[^\n]*)? -->\n)[\s\S]*?(\n<!-- end of table -->)/g;

/** Everything whose words stand in the code: `npm run docs` writes it, a test compares it. */
export function generatedFiles(): readonly GeneratedFile[] {
  const pages = PAGES.map((file) => {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    return { file, text: withTables(text) };
  });
  return [...pages, { file: 'recoup.policy.schema.json', text: policyJsonSchema() }];
}

/** The page with its tables as the code has them now. @throws Error where it asks for a table that nobody makes. */
export function withTables(page: string): string {
  return page.replaceAll(
    TABLE,
    (_all, begin: string, name: string, end: string) => `${begin}\n${tableOf(name)}\n${end}`,
  );
}

function tableOf(name: string): string {
  if (name === 'policy') return table(['setting', 'what it decides', 'shipped'], policyRows());
  if (name === 'decisions') return table(['', 'decision'], decisionRows());
  const group = /^settings of (\w+)$/.exec(name)?.[1];
  const rows = Object.entries<Setting>(SETTINGS)
    .filter(([, setting]) => setting.group === group)
    .map(([setting, { what, unset }]) => [`\`${setting}\``, what, unset]);
  if (rows.length > 0) return table(['setting', 'what', 'default'], rows);
  throw new Error(
    `No code makes the table "${name}": write "policy", "decisions", or "settings of" and a group of settings`,
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
    .replace(/^\| --- .*$/m, (line) => line.replaceAll(' ', ''));
}

/** Every record by its number, with the title that stands above it. */
function decisionRows(): readonly (readonly string[])[] {
  const records = readdirSync(DECISIONS).filter((file) => /^\d{3}-/.test(file));
  return records.toSorted().map((file) => {
    const [title = ''] = readFileSync(path.join(DECISIONS, file), 'utf8').split('\n');
    return [`[${file.slice(0, 3)}](${file})`, title.replace('# ', '')];
  });
}

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

function policyRows(): readonly (readonly string[])[] {
  const shipped: unknown = parse(readFileSync(SHIPPED_POLICY, 'utf8'));
  return rowsBelow(schemaNode.parse(JSON.parse(policyJsonSchema())), [], shipped);
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
    const plain = value.every((one) => typeof one !== 'object');
    return plain ? value.map((one) => `\`${String(one)}\``).join(', ') : `${value.length} rows`;
  }
  const rows = Object.entries(value);
  const dollars = rows.find(([key]) => key === 'USD');
  if (dollars !== undefined) return `${String(dollars[1])} USD`;
  if (rows.length > FEW) return `${rows.length} countries`;
  return rows.map(([key, one]) => `${key} ${Array.isArray(one) ? one.join(', ') : String(one)}`).join('; ');
}
