import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createConsole } from '../../src/console';
import { WALL_CLOCK } from '../../src/domain/clock';
import { accountId } from '../../src/domain/ids';
import type { ReviewFinding } from '../../src/domain/review/findings';
import { currency } from '../../src/domain/money';
import { closeReviewRow, openReview, recordReviewLook } from '../../src/store/reviews';
import { raiseWake } from '../../src/store/wakes';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const AT = { wallMs: Date.UTC(2027, 0, 4, 12), clockMs: Date.UTC(2027, 0, 4, 12) };
const A = accountId('acct_A');
const REJECTED: ReviewFinding = {
  id: 'disabled:rejected.fraud',
  kind: 'rejected',
  severity: 'hard',
  saw: 'disabled_reason rejected.fraud',
  clears: 'Stripe takes the rejection back',
  mendedBy: 'stripe',
};

let database: FreshDatabase;
let app: FastifyInstance;
beforeAll(async () => {
  database = await freshDatabase();
  app = await createConsole({
    db: database.db,
    clock: WALL_CLOCK,
    wallNow: () => AT.wallMs,
    temporalUiUrl: null,
    temporalReachable: () => Promise.resolve(true),
  });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const get = (url: string) => app.inject({ url, headers: { host: 'localhost:3000' } });
async function read(url: string): Promise<string> {
  const response = await get(url);
  expect(response.statusCode).toBe(200);
  return response.body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

test('the pages of reviews say what stands, what is left to recover, and what came before', async () => {
  expect(await read('/reviews')).toContain('No account was under review');
  expect((await get('/reviews/acct_A')).statusCode).toBe(404);

  const why = { kind: 'person' as const, by: 'ana', reason: 'odd sales', atMs: AT.clockMs };
  const open = () => database.db.transaction().execute((tx) => openReview(tx, raiseWake, A, why, AT));
  const first = (await open()) ?? 0;
  await database.db
    .transaction()
    .execute((tx) => closeReviewRow(tx, first, 'judged', ['capability:transfers'], AT));
  const second = (await open()) ?? 0;
  const recoverable = {
    currency: currency('usd'),
    shortfallMinor: 1_234,
    claimsMinor: 0,
    pendingMinor: 0,
    availableMinor: 0,
    reversibleMinor: 50_000,
    transfers: 2,
    moreTransfers: true,
    bankDebit: 'bank_errored',
  };
  await database.db
    .transaction()
    .execute((tx) => recordReviewLook(tx, second, { findings: [REJECTED], recoverable: [recoverable] }, AT));

  const list = await read('/reviews');
  expect(list).toContain('acct_A');
  expect(list).toContain('rejected');
  const page = await read('/reviews/acct_A');
  for (const words of [
    'disabled_reason rejected.fraud',
    'Stripe takes the rejection back',
    'ana (odd sales)',
    '12.34 USD',
    'at least 500.00 USD',
    'bank errored',
    'Earlier reviews',
  ]) {
    expect(page).toContain(words);
  }
  const twin = await get('/api/v1/reviews/acct_A');
  expect(JSON.parse(twin.body)).toMatchObject({
    row: { number: second, account: A },
    earlier: [{ number: first }],
  });
  const redirected = await get('/workflows/review%3Aacct_A');
  expect(redirected.headers.location).toBe('/reviews/acct_A');
});
