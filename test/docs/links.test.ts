import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type DocPage, filesBelow, pages, read, ROOT, spans } from './pages';

const PAGES = pages();
const SOURCES = ['src', 'test', 'scripts', 'bench'].flatMap(filesBelow);
const CODE = SOURCES.filter((file) => /^(src|test\/(?!docs\/)).*\.ts$/.test(file))
  .map(read)
  .join('\n');

/** Targets of links and pictures within the project. */
function targetsOf({ text }: DocPage): readonly string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/(?:src|srcset)="([^"]+)"/g)];
  return links.map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
}

/** As they are linked to: small letters, hyphens for spaces, nothing else. */
function anchorsOf(file: string): readonly string[] {
  return [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

function brokenLinks(page: DocPage): readonly string[] {
  return targetsOf(page).filter((target) => {
    const [name = '', anchor] = target.split('#');
    const file = name === '' ? page.file : path.posix.join(path.posix.dirname(page.file), name);
    if (!existsSync(path.join(ROOT, file))) return true;
    return anchor !== undefined && !anchorsOf(file).includes(anchor);
  });
}

/** Files and folders by their path, or a source by the end of its path. A `*` stands for the rest of a name. */
function missingFiles({ text }: DocPage): readonly string[] {
  return spans(text).filter((span) => {
    const isPath = /^(src|test|docs|scripts|bench)\/[\w./*-]+$/.test(span);
    if (!isPath && !/^[\w./-]+\.(ts|md|sql)$/.test(span)) return false;
    if (span.includes('*')) return !SOURCES.some((file) => file.startsWith(span.replace(/\*.*$/, '')));
    return (
      !existsSync(path.join(ROOT, span)) &&
      !SOURCES.some((file) => file === span || file.endsWith(`/${span}`))
    );
  });
}

/** Names of functions, fields and workflows that no code has. */
function unknownNames({ text }: DocPage): readonly string[] {
  return spans(text)
    .filter((span) => /^[a-z]+[A-Z]\w*$/.test(span))
    .filter((name) => !new RegExp(`\\b${name}\\b`).test(CODE));
}

describe.each(PAGES.map((page) => [page.file, page] as const))('%s', (_file, page) => {
  test('links to what is there', () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  test('names files that are there', () => {
    expect(missingFiles(page)).toEqual([]);
  });

  test('names what the code has', () => {
    expect(unknownNames(page)).toEqual([]);
  });
});

describe('a page that is wrong is found out', () => {
  const page = (text: string): DocPage => ({ file: 'docs/x.md', text });

  test.each([
    ['a link to nothing', brokenLinks, '[here](nowhere.md)', ['nowhere.md']],
    ['a link to a heading that is gone', brokenLinks, '[a](concepts.md#gone)', ['concepts.md#gone']],
    ['a picture that is gone', brokenLinks, '<img src="images/gone.png">', ['images/gone.png']],
    ['a file that was moved', missingFiles, 'see `src/gone.ts`', ['src/gone.ts']],
    ['a file that was renamed', missingFiles, 'see `gone.ts`', ['gone.ts']],
    ['a function that was renamed', unknownNames, 'calls `neverWasHere`', ['neverWasHere']],
  ])('%s', (_what, find, text, found) => {
    expect(find(page(text))).toEqual(found);
  });

  test('and one that is right is not', () => {
    const right = page('[a](concepts.md#time), `src/money`, `door.ts`, `moveMoney`, <https://stripe.com>');
    expect([...brokenLinks(right), ...missingFiles(right), ...unknownNames(right)]).toEqual([]);
  });
});
