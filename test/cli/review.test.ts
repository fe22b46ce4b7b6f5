import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { reviewCommand } from '../../src/cli/review';
import { createSimulator, type Simulator } from '../../src/simulator';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

let database: FreshDatabase;
let simulator: Simulator;
let said: string[];
const NAMES = ['DATABASE_URL', 'RECOUP_STRIPE_URL'] as const;
const before = NAMES.map((name) => [name, process.env[name]] as const);
beforeAll(async () => {
  database = await freshDatabase();
  simulator = await createSimulator({ time: { kind: 'manual', startMs: Date.now() } });
  simulator.world.acts.createSeller({ id: 'acct_A', country: 'US' });
  process.env.DATABASE_URL = database.url;
  process.env.RECOUP_STRIPE_URL = `http://${simulator.host}:${simulator.port}`;
});
afterAll(async () => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await simulator.close();
  await database.close();
});
beforeEach(() => {
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
});

async function review(...words: string[]): Promise<string> {
  const command = reviewCommand();
  for (const one of [command, ...command.commands]) {
    one.exitOverride().configureOutput({ writeErr: () => undefined });
  }
  await command.parseAsync(words, { from: 'user' });
  return said.join('\n');
}

describe('bin/recoup review', () => {
  test('lists nothing, refuses what was never under review, opens one, and shows it', async () => {
    expect(await review('list')).toBe('No account is under review.');
    await expect(review('show', '--account', 'acct_A')).rejects.toThrow('was never under review');
    const resolve = ['resolve', '--account', 'acct_A', '--by', 'ana', '--note', 'seen'];
    await expect(review(...resolve)).rejects.toThrow('no review of acct_A is open');
    expect(await review('open', '--account', 'acct_A', '--by', 'ana', '--reason', 'odd sales')).toContain(
      'acct_A is under review',
    );
    expect(await review('list')).toContain('acct_A  since');
    expect(await review('show', '--account', 'acct_A')).toContain('open');
    const wakes = await database.db.selectFrom('wakes').select(['target', 'number']).execute();
    expect(wakes).toEqual([{ target: 'review:acct_A', number: 1 }]);
  });

  test('asks for a rejection once, and prints the command of the second person', async () => {
    const words = ['reject', '--account', 'acct_A', '--reason', 'fraud_other', '--by', 'ana'];
    expect(await review(...words)).toMatch(/bin\/recoup approvals approve dec_\d+ --by ANOTHER_NAME/);
    await expect(review(...words)).rejects.toThrow('is decided on already');
    await expect(review('unreject', '--account', 'acct_A', '--by', 'ana')).rejects.toThrow('is not rejected');
    expect(await review('show', '--account', 'acct_A')).toContain('reject asked by ana');
    const [act] = await database.db.selectFrom('review_acts').selectAll().execute();
    expect(act).toMatchObject({ kind: 'reject', reason: 'fraud_other', payouts: 'pause', state: 'asked' });
  });

  test.each<[readonly string[], string]>([
    [['open', '--account', 'A', '--by', 'ana', '--reason', 'x'], "Stripe's id of it"],
    [['open', '--account', 'acct_A/..', '--by', 'ana', '--reason', 'x'], "Stripe's id of it"],
    [['open', '--account', 'acct_A', '--by', ' ', '--reason', 'x'], 'It is empty'],
    [['reject', '--account', 'acct_A', '--by', 'ana'], '--reason'],
    [['reject', '--account', 'acct_A', '--by', 'ana', '--reason', 'fraud'], 'Allowed choices'],
    [
      ['reject', '--account', 'acct_A', '--by', 'ana', '--reason', 'other', '--payouts', 'x'],
      'Allowed choices',
    ],
  ])('refuses %j', async (words, why) => {
    await expect(review(...words)).rejects.toThrow(why);
  });
});
