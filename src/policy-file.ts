import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import type { Policy } from './domain/policy/policy';
import { policySchema, type PolicyText } from './policy-schema';

/** The policy that ships with the product; also the one used where no other is named. */
export const SHIPPED_POLICY = join(__dirname, '..', 'recoup.policy.yaml');

export interface PolicyMistake {
  /** From 1. */
  readonly line: number;
  /** Where in the file, such as `hold.from.USD`; empty for the file as a whole. */
  readonly path: string;
  readonly reason: string;
}

/** Every mistake of a policy file at once, each with its line. The command line prints it and ends with `exitCode`. */
export class PolicyError extends Error {
  readonly exitCode = 2;
  constructor(
    readonly file: string,
    readonly mistakes: readonly PolicyMistake[],
  ) {
    const lines = mistakes.map((m) => `  line ${m.line}${m.path === '' ? '' : `, ${m.path}`}: ${m.reason}`);
    super(
      `${file} is not a policy (${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}):\n` +
        `${lines.join('\n')}\nMend these lines, then check it with: recoup policy check`,
    );
    this.name = 'PolicyError';
  }
}

/** @throws PolicyError with all its mistakes, or where the file cannot be read. */
export function loadPolicy(file: string = SHIPPED_POLICY): Policy {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = `cannot be read (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new PolicyError(file, [{ line: 1, path: '', reason }]);
  }
  return parsePolicy(text, file);
}

/** @throws PolicyError with all mistakes of the text. */
export function parsePolicy(text: string, file = 'recoup.policy.yaml'): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  if (document.errors.length > 0) {
    throw new PolicyError(
      file,
      document.errors.map((error) => ({ line: lineAt(error.pos[0]), path: '', reason: error.message })),
    );
  }
  const parsed = policySchema.safeParse(document.toJS() as unknown, { reportInput: true });
  if (parsed.success) return toPolicy(parsed.data);
  const mistakes = parsed.error.issues.flatMap((issue) =>
    pathsOf(issue).map((path) => ({
      line: lineAt(offsetOf(document, path)),
      path: path.map(String).join('.'),
      reason: reasonOf(issue),
    })),
  );
  throw new PolicyError(
    file,
    mistakes.sort((a, b) => a.line - b.line),
  );
}

/** The policy with its hash, worked out anew: also after a change in memory, such as the embedded run's look gap. */
export function sealPolicy(policy: Omit<Policy, 'hash'>): Policy {
  const { hash: _, ...rest } = policy as Policy;
  return { ...rest, hash: createHash('sha256').update(canonical(rest)).digest('hex') };
}

/** JSON Schema of the file, for editors. */
export function policyJsonSchema(): string {
  const schema = z.toJSONSchema(policySchema, { io: 'input' });
  return `${JSON.stringify({ title: 'Policy of Recoup', ...schema }, null, 2)}\n`;
}

let shipped: Policy | undefined;

/** The shipped policy, read once. */
export function defaultPolicy(): Policy {
  return (shipped ??= loadPolicy());
}

function toPolicy(text: PolicyText): Policy {
  const { lookGap, factsMaxAge, approval, links, ...rest } = text;
  return sealPolicy({
    ...rest,
    approval: { expiresAfterWallMs: approval.expiresAfter },
    links: { expiresAfterWallMs: links.expiresAfter },
    lookGapWallMs: lookGap,
    factsMaxAgeWallMs: factsMaxAge,
  });
}

/** Equal content gives equal text, whatever the order of its keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

type Issue = z.core.$ZodIssue;

function pathsOf(issue: Issue): readonly PropertyKey[][] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

function reasonOf(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') return 'no such setting; remove it or mend its spelling';
  if (issue.code === 'invalid_key') return issue.issues.map((inner) => inner.message).join('; ');
  if (issue.code === 'custom') return issue.message;
  const message = issue.message.replace(/^Invalid input: /, '').replace(/, received .*$/, '');
  if (issue.input === undefined) return `missing: ${message}`;
  return `${JSON.stringify(issue.input)}: ${message}`;
}

/** Offset of the node at a path, or of the nearest one above it where it is missing. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    const range = (node as { range?: readonly number[] | null } | undefined)?.range;
    if (range?.[0] !== undefined) return range[0];
  }
  return 0;
}
