import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createConsole } from '../../src/console';
import { DAY_MS, WALL_CLOCK } from '../../src/domain/clock';
import { currency } from '../../src/domain/money';
import { compareReserve } from '../../src/domain/reconciliation/compare';
import type { ReconciliationResult } from '../../src/domain/reconciliation/outcome';
import { closeReconciliation, openReconciliation, recordDifference } from '../../src/store/reconciliations';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const AT_MS = Date.UTC(2027, 0, 4, 5, 40);

let database: FreshDatabase;
let app: FastifyInstance;
beforeAll(async () => {
  database = await freshDatabase();
  app = await createConsole({
    db: database.db,
    clock: WALL_CLOCK,
    wallNow: () => AT_MS,
    temporalUiUrl: null,
    temporalReachable: () => Promise.resolve(true),
  });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

async function read(url = '/reserve'): Promise<string> {
  const response = await app.inject({ url, headers: { host: 'localhost:3000' } });
  expect(response.statusCode).toBe(200);
  return response.body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

/** Held in usd, of which 50.00 are known and 20.00 are for a debit that was just paid. */
async function reconciled(
  heldMinor: number,
  outcome: ReconciliationResult['outcome'],
  found: readonly string[],
) {
  const at = { wallMs: AT_MS, clockMs: AT_MS };
  const known = {
    shortfallMinor: 5_000,
    unreadableMinor: [],
    debits: [{ amountMinor: 2_000, settlesAtMs: AT_MS + DAY_MS }],
  };
  const comparison = compareReserve(currency('usd'), heldMinor, { application: known, platform: known });
  await database.db.transaction().execute(async (tx) => {
    const number = await openReconciliation(tx, 'daily', at);
    for (const account of found) {
      await recordDifference(tx, number, { account, currency: 'usd', knownMinor: 0, foundMinor: 1_234 }, at);
    }
    const done = { reading: 'platform' as const, read: 40, calls: 43, failed: null };
    await closeReconciliation(tx, number, { comparisons: [comparison], outcome, ...done }, at);
  });
}

describe('the reserve', () => {
  test('says what will appear where nothing was compared yet', async () => {
    expect(await read()).toContain('No reconciliation has ended yet.');
  });

  test('shows what is held beside what is known, and that they agree', async () => {
    await reconciled(7_000, 'agrees', []);
    const text = await read();
    expect(text).toMatch(/USD 70\.00 USD 50\.00 USD 0\.00 USD 20\.00 USD 0\.00 USD both readings/);
    expect(text).toContain('found no account otherwise than known');
    expect(text).toMatch(/1 daily .* 40 43 agrees/);
  });

  test('names who was otherwise than known, by the search and by the turns of the sweep', async () => {
    await reconciled(8_234, 'found', ['acct_unknown']);
    const at = { wallMs: AT_MS, clockMs: AT_MS };
    const turn = { account: 'acct_turn', currency: 'usd', knownMinor: 700, foundMinor: 0 };
    await database.db.transaction().execute((tx) => recordDifference(tx, null, turn, at));
    const text = await read();
    expect(text).toContain('acct_unknown 0.00 USD 12.34 USD');
    expect(text).toContain('acct_turn 7.00 USD 0.00 USD');
    expect(text).toContain('12.34 USD neither reading');
  });

  test('has a twin for programs', async () => {
    const { body } = await app.inject({ url: '/api/v1/reserve', headers: { host: 'localhost:3000' } });
    expect(JSON.parse(body)).toMatchObject({
      latest: { number: 2, result: { outcome: 'found' } },
      found: [{ account: 'acct_unknown', foundMinor: 1_234 }],
    });
  });
});
