import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { linksCommand } from '../../src/cli/links';
import { hashOfToken, read } from '../../src/links/token';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const KEY = Buffer.alloc(32, 5);
const keys = [{ id: 'one', key: KEY }];
const SETTINGS = {
  RECOUP_LINKS_URL: 'https://money.ridge.example',
  RECOUP_LINK_SECRET: `one:${KEY.toString('base64')}`,
};

let database: FreshDatabase;
let said: string[];
const before = { ...process.env };
beforeAll(async () => {
  database = await freshDatabase();
  await database.db
    .insertInto('accounts')
    .values({ account: 'acct_A', first_seen_clock: new Date() })
    .execute();
});
afterAll(() => database.close());
beforeEach(() => {
  said = [];
  Object.assign(process.env, { DATABASE_URL: database.url, ...SETTINGS });
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  process.env = { ...before };
  jest.restoreAllMocks();
});

async function links(...words: string[]): Promise<string> {
  const command = linksCommand();
  for (const one of [command, ...command.commands]) {
    one.exitOverride().configureOutput({ writeErr: () => undefined });
  }
  await command.parseAsync(words, { from: 'user' });
  return said.splice(0).join('\n');
}
const make = (...words: string[]) => links('make', '--account', 'acct_A', '--by', 'ana', ...words);
const decisions = () =>
  database.db.selectFrom('decisions').select(['kind', 'subject', 'actor', 'action']).orderBy('seq').execute();

describe('bin/recoup links', () => {
  test('makes an address that works, lists it, and takes it back; both are decisions', async () => {
    expect(await links('list', '--account', 'acct_A')).toBe('acct_A was given no address.');
    const made = await make('--kind', 'statement');
    const token = /^https:\/\/money\.ridge\.example\/s\/(\S+)$/m.exec(made)?.[1] ?? '';
    expect(read(keys, token)).toMatchObject({ purpose: 'statement', account: 'acct_A' });
    const row = await database.db.selectFrom('links').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ token_hash: hashOfToken(token), made_for: 'ana', used_at: null });
    expect(row.expires_at - row.made_at).toBe(14 * 86_400_000);
    expect(await links('list', '--account', 'acct_A')).toMatch(/^lk_\w{20} {2}statement, for ana, .* works/);
    const revoke = ['revoke', row.link_id, '--by', 'ben', '--reason', 'wrong person'];
    expect(await links(...revoke)).toBe(`${row.link_id} opens nothing any more.`);
    expect(await links('list', '--account', 'acct_A')).toContain('taken back by ben');
    await expect(links(...revoke)).rejects.toThrow('no link that can still be opened');
    expect(await decisions()).toMatchObject([
      { kind: 'link_made', subject: 'account:acct_A', actor: 'ana', action: { link: row.link_id } },
      { kind: 'link_revoked', subject: 'account:acct_A', actor: 'ben', action: { link: row.link_id } },
    ]);
    expect(JSON.stringify(await decisions())).not.toContain(token.split('.')[2]);
  });

  test('says what a click may do', async () => {
    expect(await make('--kind', 'onboarding')).toMatch(/\/l\/\S+\nlk_\w+: works once, until 20/);
  });

  test('makes none for an account that nobody knows, and none that nobody would answer', async () => {
    await expect(links('make', '--account', 'acct_B', '--kind', 'statement', '--by', 'ana')).rejects.toThrow(
      'acct_B is not known here',
    );
    delete process.env.RECOUP_LINKS_URL;
    delete process.env.RECOUP_LINK_SECRET;
    await expect(make('--kind', 'statement')).rejects.toThrow('set RECOUP_LINKS_URL and RECOUP_LINK_SECRET');
  });

  test('does not start as a process without an address, a key and a name', async () => {
    delete process.env.RECOUP_LINK_SECRET;
    await expect(links()).rejects.toThrow(/RECOUP_PLATFORM_NAME is not set[^]*RECOUP_LINK_SECRET is not set/);
  });

  test.each([
    ['an id that is none', ['make', '--account', '123', '--kind', 'statement', '--by', 'ana'], 'acct_1A2b'],
    [
      'a kind that is none',
      ['make', '--account', 'acct_A', '--kind', 'payout', '--by', 'ana'],
      'Allowed choices',
    ],
    ['nobody', ['make', '--account', 'acct_A', '--kind', 'statement'], '--by'],
    ['no reason', ['revoke', 'lk_1', '--by', 'ana'], '--reason'],
    ['a link that is none', ['revoke', 'lk_1', '--by', 'ana', '--reason', 'x'], 'Nothing was taken back'],
    ['a word that is none', ['vanish'], 'too many arguments'],
  ])('refuses %s', async (_what, words, problem) => {
    await expect(links(...words)).rejects.toThrow(problem);
  });
});
