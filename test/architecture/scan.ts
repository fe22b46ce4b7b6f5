import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from '@swc/core';

export const ROOT = path.resolve(__dirname, '../..');

export interface SourceFile {
  /** Relative to `src`, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

export interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

type Node = Readonly<Record<string, unknown>>;

export function sourceFiles(): readonly SourceFile[] {
  const src = path.join(ROOT, 'src');
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({
      file: file.split(path.sep).join('/'),
      text: readFileSync(path.join(src, file), 'utf8'),
    }));
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

function nodesOf({ file, text }: SourceFile): readonly Node[] {
  const found: Node[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isNode(value)) {
      if (typeof value.type === 'string') found.push(value);
      Object.values(value).forEach(visit);
    }
  };
  try {
    visit(parseSync(text, { syntax: 'typescript', target: 'es2023' }).body);
  } catch (error) {
    throw new Error(`${file} cannot be parsed`, { cause: error });
  }
  return found;
}

/** Everything a file takes from elsewhere: imports, re-exports, `import()`, `require()`, `import('…').Type`. */
export function importsOf(source: SourceFile): readonly Import[] {
  return nodesOf(source).flatMap((node): Import[] => {
    switch (node.type) {
      case 'ImportDeclaration':
        return [{ from: textOf(node.source), typeOnly: node.typeOnly === true || allTypes(node.specifiers) }];
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        return isNode(node.source) ? [{ from: textOf(node.source), typeOnly: node.typeOnly === true }] : [];
      case 'TsImportType':
        return [{ from: textOf(node.argument), typeOnly: true }];
      case 'CallExpression':
        return isLoad(node.callee) ? [{ from: textOf(argumentOf(node)), typeOnly: false }] : [];
      default:
        return [];
    }
  });
}

const allTypes = (specifiers: unknown): boolean =>
  Array.isArray(specifiers) &&
  specifiers.length > 0 &&
  specifiers.every((specifier: unknown) => isNode(specifier) && specifier.isTypeOnly === true);

const isLoad = (callee: unknown): boolean =>
  isNode(callee) &&
  (callee.type === 'Import' || (callee.type === 'Identifier' && callee.value === 'require'));

function argumentOf(call: Node): unknown {
  const first: unknown = Array.isArray(call.arguments) ? call.arguments[0] : undefined;
  return isNode(first) ? first.expression : undefined;
}

const textOf = (literal: unknown): string =>
  isNode(literal) && literal.type === 'StringLiteral' && typeof literal.value === 'string'
    ? literal.value
    : '(computed)';

/** The last two names of every member called: `stripe.transfers.create(…)` is `transfers.create`. */
export function callsOf(source: SourceFile): readonly string[] {
  return nodesOf(source).flatMap((node) => {
    if (node.type !== 'CallExpression' || !isNode(node.callee)) return [];
    const callee = unwrap(node.callee);
    const [object, method] = [nameOf(callee.object), nameOf(callee.property)];
    return method === null ? [] : [`${object ?? ''}.${method}`];
  });
}

function nameOf(value: unknown): string | null {
  if (!isNode(value)) return null;
  if (value.type === 'Identifier' && typeof value.value === 'string') return value.value;
  if (value.type === 'MemberExpression') return nameOf(value.property);
  if (value.type === 'Computed') return isNode(value.expression) ? textOf(value.expression) : null;
  if (value.type === 'OptionalChainingExpression') return nameOf(value.base);
  return null;
}

/** `a?.b` is a member like `a.b`. */
function unwrap(callee: Node): Node {
  return callee.type === 'OptionalChainingExpression' && isNode(callee.base) ? callee.base : callee;
}

/** Names read that are not anybody's property: `Date` in `Date.now()`, `process` in `process.env`. */
export function globalsOf(source: SourceFile): ReadonlySet<string> {
  const nodes = nodesOf(source);
  const namesOfMembers = new Set(
    nodes.flatMap((node) => [node.type === 'MemberExpression' ? node.property : undefined, node.key]),
  );
  return new Set(
    nodes.flatMap((node) =>
      node.type === 'Identifier' && !namesOfMembers.has(node) && typeof node.value === 'string'
        ? [node.value]
        : [],
    ),
  );
}

/** Whether the present moment is read: `Date.now()`, `new Date()`, `performance.now()`. */
export function readsTheTime(source: SourceFile): boolean {
  const calls = callsOf(source);
  if (calls.includes('Date.now') || calls.includes('performance.now')) return true;
  return nodesOf(source).some(
    (node) =>
      node.type === 'NewExpression' &&
      nameOf(node.callee) === 'Date' &&
      (!Array.isArray(node.arguments) || node.arguments.length === 0),
  );
}
