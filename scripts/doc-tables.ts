import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SETTINGS, type Setting } from '../src/config-settings';
import { policyJsonSchema } from '../src/policy-file';
import { ACCOUNT_READS, PLATFORM_READS, WRITES } from '../src/stripe/key-needs';
import { CONNECT_EVENTS, PLATFORM_EVENTS } from '../src/stripe/webhook-events';
import { ladderRows, policyRows } from './policy-rows';

export interface GeneratedFile {
  /** Relative to the project. */
  readonly file: string;
  /** What it should hold, from the code of now. */
  readonly text: string;
}

const ROOT = path.join(__dirname, '..');
const DECISIONS = path.join(ROOT, 'docs/decisions');
const PAGES = ['docs/production.md', 'docs/configuration.md', 'docs/policy.md', 'docs/decisions/README.md'];
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

/** What is told on a page beside the settings. */
const TABLES: Readonly<Record<string, () => string>> = {
  policy: () => table(['setting', 'what it decides', 'shipped'], policyRows()),
  ladder: () => table(['day', 'who hears', 'a person decides'], ladderRows()),
  decisions: () => table(['', 'decision'], decisionRows()),
  reads: () =>
    table(
      ['read', "the platform's", 'on connected accounts'],
      onBothSides(
        PLATFORM_READS.map(({ resource }) => resource),
        ACCOUNT_READS.map(({ resource }) => resource),
      ),
    ),
  writes: () =>
    table(
      ['call', 'right', 'why'],
      WRITES.map(({ call, permission, why }) => [call.replace(/^POST \S+/, '`$&`'), permission, why]),
    ),
  events: () =>
    table(
      ['event', '`/stripe`', '`/stripe/connect`'],
      onBothSides(PLATFORM_EVENTS, CONNECT_EVENTS).map(([event = '', ...sides]) => [
        `\`${event}\``,
        ...sides,
      ]),
    ),
};

function tableOf(name: string): string {
  const told = TABLES[name];
  if (told !== undefined) return told();
  const group = /^settings of (\w+)$/.exec(name)?.[1];
  const rows = Object.entries<Setting>(SETTINGS)
    .filter(([, setting]) => setting.group === group)
    .map(([setting, { what, unset }]) => [`\`${setting}\``, what, unset]);
  if (rows.length > 0) return table(['setting', 'what', 'default'], rows);
  throw new Error(
    `No code makes the table "${name}": write one of ${Object.keys(TABLES).join(', ')}, or "settings of" and a group of settings`,
  );
}

/** A row for each word of either list, with a mark below the side that has it. */
function onBothSides(
  platform: readonly string[],
  connected: readonly string[],
): readonly (readonly string[])[] {
  const mark = (side: readonly string[], word: string): string => (side.includes(word) ? 'yes' : '');
  return [...new Set([...platform, ...connected])]
    .toSorted()
    .map((word) => [word, mark(platform, word), mark(connected, word)]);
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
