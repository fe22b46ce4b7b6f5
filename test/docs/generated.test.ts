import { describe, expect, test } from '@jest/globals';
import { generatedFiles, withTables } from '../../scripts/doc-tables';
import { read } from './pages';

const page = (name: string, inside: string): string =>
  `# A page\n\n<!-- table: ${name} -->\n${inside}\n<!-- end of table -->\n\nIts end.\n`;

describe('what is generated from the code', () => {
  test.each(generatedFiles().map(({ file, text }) => [file, text]))(
    '%s is as the code says',
    (file, text) => {
      const told = read(file) === text ? 'current' : `${file} is stale: write it with npm run docs`;
      expect(told).toBe('current');
    },
  );

  test('a table that is stale is written anew, and nothing beside it', () => {
    const written = withTables(page('settings of stripe', '| `GONE` | a setting of old |'));
    expect(written).not.toContain('GONE');
    expect(written).toContain('| `STRIPE_SECRET_KEY` | ');
    expect(written).toMatch(/^# A page\n[\s\S]*\nIts end\.\n$/);
    expect(withTables(written)).toBe(written);
  });

  test('a policy setting has its words, and the shipped value', () => {
    expect(withTables(page('policy', ''))).toContain(
      '| `dispute.evidenceReminderDays` | so many days before evidence is due the team is reminded; after the last of them daily, and once when the deadline has passed | `7`, `3` |',
    );
  });

  test('a table that nobody makes is a mistake', () => {
    expect(() => withTables(page('settings of nobody', ''))).toThrow(
      'No code makes the table "settings of nobody"',
    );
  });
});
