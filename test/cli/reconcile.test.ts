import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'kysely';
import { reconcileCommand } from '../../src/cli/reconcile';
import { currency } from '../../src/domain/money';
import { compareReserve } from '../../src/domain/reconciliation/compare';
import { closeReconciliation, openReconciliation, recordDifference } from '../../src/store/reconciliations';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const AT = { wallMs: Date.UTC(2027, 0, 4, 5, 40), clockMs: Date.UTC(2027, 0, 4, 5, 40) };

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
  await sql`truncate reconciliations, reconciliation_lines restart identity`.execute(database.db);
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
});

async function reconcile(...words: string[]): Promise<void> {
  const command = reconcileCommand().exitOverride();
  for (const one of command.commands) one.exitOverride().configureOutput({ writeErr: () => undefined });
  await command.parseAsync(words, { from: 'user' });
}

describe('bin/recoup reconcile list', () => {
  it('says that there was none', async () => {
    await reconcile('list');
    expect(said.join()).toContain('No reconciliation yet');
  });

  it('shows the last ones, the sums of the latest, and who was otherwise than known', async () => {
    const known = { shortfallMinor: 5_000, unreadableMinor: [], debits: [] };
    const comparison = compareReserve(currency('usd'), 6_234, { application: known, platform: known });
    await database.db.transaction().execute(async (tx) => {
      const number = await openReconciliation(tx, 'daily', AT);
      const found = { account: 'acct_1', currency: 'usd', knownMinor: 0, foundMinor: 1_234 };
      await recordDifference(tx, number, found, AT);
      const done = { reading: 'platform' as const, read: 40, calls: 43, failed: null };
      await closeReconciliation(tx, number, { comparisons: [comparison], outcome: 'differs', ...done }, AT);
      await openReconciliation(tx, 'full', AT);
    });
    await reconcile('list');
    const text = said.join('\n');
    expect(text).toContain('full check 2 of 2027-01-04T05:40: not ended');
    expect(text).toContain(
      'reconciliation 1 of 2027-01-04T05:40: DIFFERS, 40 balances read, 43 calls to Stripe',
    );
    expect(text).toContain(
      'held 62.34 USD, known 50.00 USD, of accounts that cannot be read 0.00 USD, for debits just paid 0.00 USD, difference 12.34 USD',
    );
    expect(text).toContain('acct_1 usd: known 0 below zero, found 1234 (minor units)');
  });

  it.each([
    ['--last', '0'],
    ['--last', 'ten'],
    ['--wait', '1.5'],
  ])('refuses %s %s', async (option, value) => {
    const words = option === '--wait' ? ['run', option, value] : ['list', option, value];
    await expect(reconcile(...words)).rejects.toThrow('A whole number from 1 to 99999.');
  });
});
