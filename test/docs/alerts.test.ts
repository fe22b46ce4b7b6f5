import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { fences, read } from './pages';

/** As Prometheus reads a file of rules, as far as ours go. */
const RULES = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^[A-Za-z_]\w*$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smhd]$/)
            .optional(),
          annotations: z.strictObject({ summary: z.string(), do: z.string() }),
        }),
      ),
    }),
  ),
});

describe('the alerts in metrics.md', () => {
  const [yaml = ''] = fences(read('docs/metrics.md')).filter((fence) => fence.startsWith('```yaml'));
  const text = yaml.replaceAll(/^```.*$/gm, '');

  test('are a file that Prometheus can read, each with what to do', () => {
    const { groups } = RULES.parse(parse(text));
    expect(groups.flatMap(({ rules }) => rules).length).toBeGreaterThan(15);
  });

  test('and a comma in the words, which cuts them in two, is found out', () => {
    const cut = text.replace('summary: No worker is scraped', 'summary: No worker, or none is scraped');
    expect(RULES.safeParse(parse(cut)).success).toBe(false);
  });

  test('close every bracket that they open', () => {
    const expressions = RULES.parse(parse(text)).groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
    const open = (expr: string): string => expr.replaceAll(/"[^"]*"/g, '').replaceAll(/[^()[\]{}]/g, '');
    const rest = (brackets: string): string => {
      const less = brackets.replaceAll(/\(\)|\[\]|\{\}/g, '');
      return less === brackets ? less : rest(less);
    };
    expect(expressions.filter((expr) => rest(open(expr)) !== '')).toEqual([]);
  });
});
