import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { filesBelow, read } from './pages';

/** The pages in the order in which docs/README.md lists them. */
const LADDER = [...read('docs/README.md').matchAll(/^\d+\. \[[^\]]+\]\(([^)]+)\)/gm)].map(
  ([, page = '']) => `docs/${page}`,
);

const titleOf = (page: string): string => read(page).split('\n')[0]?.replace('# ', '') ?? '';

function linkFrom(page: string, to: string, text: string): string {
  return `[${text}](${path.posix.relative(path.posix.dirname(page), to)})`;
}

/** What stands below a page's title: the pages on both sides of it, by their titles. */
function neighboursOf(page: string): string {
  const at = LADDER.indexOf(page);
  const [before, after] = [LADDER[at - 1], LADDER[at + 1]];
  return [
    ...(before === undefined ? [] : [`Before: ${linkFrom(page, before, titleOf(before))}.`]),
    ...(after === undefined ? [] : [`After: ${linkFrom(page, after, titleOf(after))}.`]),
    `${linkFrom(page, 'docs/README.md', 'All pages')}.`,
  ].join(' ');
}

describe('the ladder', () => {
  test('has every page once, and decisions by their index', () => {
    const pages = filesBelow('docs').filter((file) => file.endsWith('.md'));
    const rungs = pages.filter((file) => file !== 'docs/README.md' && !/\/\d{3}-/.test(file));
    expect(LADDER.toSorted()).toEqual(rungs.toSorted());
  });

  test.each(LADDER.map((page) => [page]))('%s says what comes before and after it', (page) => {
    expect(read(page).split('\n').slice(1, 3)).toEqual(['', neighboursOf(page)]);
  });
});
