import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(__dirname, '../..');

export interface DocPage {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/** Everything written for the reader. */
export function pages(): readonly DocPage[] {
  const below = filesBelow('docs').filter((file) => file.endsWith('.md'));
  return ['README.md', 'ARCHITECTURE.md', ...below].map((file) => ({ file, text: read(file) }));
}

export const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

export function filesBelow(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join('/'));
}

const FENCE = /^```[^\n]*\n[\s\S]*?^```$/gm;

/** What stands in fences, each as it would be typed: continued lines are one. */
export function fences(text: string): readonly string[] {
  return [...text.matchAll(FENCE)].map(([fence]) => fence.replaceAll(/\\\n\s*/g, ' '));
}

/** What stands in backticks outside of fences. A table's `\|` is a bar. */
export function spans(text: string): readonly string[] {
  return [...text.replaceAll(FENCE, '').matchAll(/`([^`\n]+)`/g)].map(([, span = '']) =>
    span.replaceAll('\\|', '|'),
  );
}
