import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'kysely';
import { sweepCommand } from '../../src/cli/sweep';
import { NOTHING_SWEPT, SWEEP_PARTS, type SweepResult } from '../../src/domain/sweep/parts';
import { closeSweep, openSweep } from '../../src/store/sweeps';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const AT_MS = Date.UTC(2027, 0, 4, 12);

let database: FreshDatabase;
let said: string[];
const before = process.env.DATABASE_URL;
beforeAll(async () => {
  database = await freshDatabase();
  process.env.DATABASE_URL = database.url;
});
afterAll(async () => {
  if (before === undefined) delete process.env.DATABASE_URL;
  else process.env.DATABASE_URL = before;
  await database.close();
});
beforeEach(async () => {
  await sql`truncate sweeps restart identity`.execute(database.db);
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
});

async function sweep(...words: string[]): Promise<void> {
  const command = sweepCommand().exitOverride();
  for (const one of command.commands) one.exitOverride().configureOutput({ writeErr: () => undefined });
  await command.parseAsync(words, { from: 'user' });
}

const resultWith = (fields: Partial<SweepResult>): SweepResult =>
  ({
    ...Object.fromEntries(SWEEP_PARTS.map((part) => [part, { ...NOTHING_SWEPT, failed: null }])),
    ...fields,
  }) as SweepResult;

async function ended(result: SweepResult): Promise<void> {
  const { db } = database;
  const number = await openSweep(db, { wallMs: AT_MS, clockMs: AT_MS });
  const at = { wallMs: AT_MS + 2_500, clockMs: AT_MS + 2_500 };
  await db.transaction().execute((tx) => closeSweep(tx, number, result, at));
}

describe('bin/recoup sweep list', () => {
  it('says that there was none', async () => {
    await sweep('list');
    expect(said.join()).toContain('No sweep yet');
  });

  it('shows the last ones, and the latest part by part, with what failed', async () => {
    await ended(resultWith({}));
    const accounts = { read: 40, found: 2, calls: 80, failed: null };
    await ended(resultWith({ accounts, events: { read: 0, found: 0, calls: 1, failed: 'forbidden' } }));
    await openSweep(database.db, { wallMs: AT_MS, clockMs: AT_MS });
    await sweep('list', '--last', '2');
    expect(said[0]).toBe('sweep 3 of 2027-01-04T12:00: not ended');
    expect(said[1]).toBe(
      'sweep 2 of 2027-01-04T12:00: read 40, found 2, 81 calls to Stripe in 2.5 s, 1 of 14 parts failed',
    );
    expect(said[2]).toMatch(/undelivered events +0 +0 +1 {2}forbidden/);
    expect(said[2]).toMatch(/all accounts, in turns +40 +2 +80$/);
  });

  it('shows sweeps of a version that knew fewer parts', async () => {
    const { accounts: _, ...fewer } = resultWith({});
    await ended(fewer as SweepResult);
    await sweep('list');
    expect(said[1]).toMatch(/all accounts, in turns +0 +0 +0$/);
  });

  it.each(['0', '-1', 'many', '1.5', '100000'])('refuses --last %s', async (last) => {
    await expect(sweep('list', `--last=${last}`)).rejects.toThrow('A whole number from 1 to 99999.');
  });
});

describe('bin/recoup sweep', () => {
  it.each(['0', 'soon'])('refuses --wait %s', async (wait) => {
    await expect(sweep('run', `--wait=${wait}`)).rejects.toThrow('A whole number from 1 to 99999.');
  });
});
