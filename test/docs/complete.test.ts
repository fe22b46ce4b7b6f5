import { describe, expect, test } from '@jest/globals';
import { SETTINGS } from '../../src/config-settings';
import { filesBelow, read, spans } from './pages';

/** Members of a closed union of words, as it is written. */
function unionOf(file: string, name: string): readonly string[] {
  const declared = new RegExp(`export type ${name} =([^;]+);`).exec(read(file))?.[1];
  if (declared === undefined) throw new Error(`${file} has no type ${name}`);
  return [...declared.matchAll(/'([a-z_]+)'/g)].map(([, word = '']) => word);
}

/** Kinds of attention that are raised outside the cores: the file says both, who raises it and what. */
function raisedElsewhere(): readonly string[] {
  return filesBelow('src')
    .filter((file) => file.endsWith('.ts') && !file.startsWith('src/store/'))
    .map(read)
    .filter((text) => text.includes('raiseAttention('))
    .flatMap((text) => [...text.matchAll(/subject[^}]*?kind: '([a-z_]+)',\s+message/g)])
    .map(([, kind = '']) => kind);
}

const DECISIONS = filesBelow('docs/decisions').filter((file) => !file.endsWith('/README.md'));

describe('the pages are complete', () => {
  test('operating.md has every kind of attention', () => {
    const kinds = [
      ...unionOf('src/domain/case/state.ts', 'CaseAttention'),
      ...unionOf('src/domain/dispute/steps.ts', 'AttentionKind'),
      ...unionOf('src/domain/refund/steps.ts', 'RefundAttentionKind'),
      ...unionOf('src/domain/review/steps.ts', 'ReviewAttentionKind'),
      ...raisedElsewhere(),
    ];
    expect(kinds.length).toBeGreaterThan(30);
    const told = spans(read('docs/operating.md'));
    expect(kinds.filter((kind) => !told.includes(kind))).toEqual([]);
  });

  test('configuration.md has every setting', () => {
    const told = spans(read('docs/configuration.md'));
    expect(Object.keys(SETTINGS).filter((name) => !told.includes(name))).toEqual([]);
  });

  test('money-rules.md has every rule, once', () => {
    const rules = [...read('docs/money-rules.md').matchAll(/^\| R(\d+) /gm)].map(([, number]) =>
      Number(number),
    );
    expect(rules).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('decisions are numbered without a gap', () => {
    const numbers = DECISIONS.map((file) => Number(/\/(\d{3})-/.exec(file)?.[1])).toSorted((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  test.each(DECISIONS.map((file) => [file]))(
    '%s says context, decision, consequences, alternatives',
    (file) => {
      const headings = [...read(file).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      expect(headings).toEqual(['Context', 'Decision', 'Consequences', 'Alternatives']);
    },
  );
});
