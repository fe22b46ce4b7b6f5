import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { createConsole } from '../../src/console';
import { WALL_CLOCK } from '../../src/domain/clock';
import { openDatabase } from '../../src/store/database';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

let database: FreshDatabase;
let app: FastifyInstance;
beforeAll(async () => {
  database = await freshDatabase();
  app = await consoleOn(database.db);
});
afterAll(async () => {
  await app.close();
  await database.close();
});
beforeEach(async () => {
  await sql`truncate refunds`.execute(database.db);
});

const consoleOn = (db: FreshDatabase['db']) =>
  createConsole({
    db,
    clock: WALL_CLOCK,
    wallNow: () => Date.UTC(2027, 0, 4),
    temporalUiUrl: null,
    temporalReachable: () => Promise.resolve(true),
  });

const HEADERS = { host: 'localhost:3000', 'content-type': 'application/json' };
const WISH = { charge: 'ch_1', amountMinor: 1250, currency: 'usd', by: 'ana' };

async function post(
  payload: unknown,
  headers: Record<string, string> = { 'idempotency-key': 'key-1' },
  from = app,
) {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const all = { ...HEADERS, ...headers };
  const answer = await from.inject({ method: 'POST', url: '/api/v1/refunds', payload: body, headers: all });
  return { status: answer.statusCode, headers: answer.headers, text: answer.body };
}

const rows = () => database.db.selectFrom('refunds').selectAll().execute();

describe('POST /api/v1/refunds', () => {
  test('asks once for each key and says where to look', async () => {
    const first = await post(WISH);
    expect(first.status).toBe(202);
    const { refund } = JSON.parse(first.text) as { readonly refund: string };
    expect(first.headers.location).toBe(`/api/v1/refunds/${refund}`);
    const again = await post({ by: 'ben', currency: 'USD', amountMinor: 1250, charge: 'ch_1', reason: null });
    expect(again.status).toBe(200);
    expect(JSON.parse(again.text)).toMatchObject({ refund, workflow: `refund:${refund}`, state: 'known' });
    expect(await rows()).toMatchObject([{ subject: refund, requested_by: 'ana', amount_minor: 1250 }]);
    const wake = await database.db.selectFrom('wakes').select(['target', 'number']).execute();
    expect(wake).toEqual([{ target: `refund:${refund}`, number: 1 }]);

    const page = await app.inject({ url: `/refunds/${refund}`, headers: HEADERS });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('12.50');
    const list = await app.inject({ url: '/refunds', headers: HEADERS });
    expect(list.body).toContain(refund);
    const twin = await app.inject({ url: `/api/v1/refunds/${refund}`, headers: HEADERS });
    expect(JSON.parse(twin.body)).toMatchObject({ row: { charge_id: 'ch_1', state: 'open' } });
  });

  test('the same key with another wish is refused, and the first stands', async () => {
    await post(WISH);
    const other = await post({ ...WISH, amountMinor: 1251 });
    expect(other.status).toBe(409);
    expect(other.text).toContain('Nothing was asked for');
    expect(await rows()).toMatchObject([{ amount_minor: 1250 }]);
  });

  test('many at once with one key are one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(WISH, { 'idempotency-key': 'k' })),
    );
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(await rows()).toHaveLength(1);
  });

  test.each([
    ['no key', WISH, {}, 400, 'Idempotency-Key'],
    ['an empty key', WISH, { 'idempotency-key': ' ' }, 400, 'Idempotency-Key'],
    ['a key that is too long', WISH, { 'idempotency-key': 'k'.repeat(256) }, 400, 'longer than 255'],
    [
      'no JSON',
      'charge=ch_1',
      { 'idempotency-key': 'k', 'content-type': 'text/plain' },
      415,
      'application/json',
    ],
    [
      'a form',
      'charge=ch_1',
      { 'idempotency-key': 'k', 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'JSON',
    ],
    ['half a JSON', '{"charge":', { 'idempotency-key': 'k' }, 400, 'bad_request'],
    ['a list', [], { 'idempotency-key': 'k' }, 400, 'expected object'],
    ['nobody who asks', { ...WISH, by: '' }, { 'idempotency-key': 'k' }, 400, 'by'],
    ['no charge', { by: 'ana' }, { 'idempotency-key': 'k' }, 400, 'charge'],
    ['a payment intent', { ...WISH, charge: 'pi_1' }, { 'idempotency-key': 'k' }, 400, 'ch_'],
    ['half an amount', { ...WISH, amountMinor: 12.5 }, { 'idempotency-key': 'k' }, 400, 'amountMinor'],
    ['an amount as text', { ...WISH, amountMinor: '12' }, { 'idempotency-key': 'k' }, 400, 'amountMinor'],
    ['nothing', { ...WISH, amountMinor: 0 }, { 'idempotency-key': 'k' }, 400, 'amountMinor'],
    [
      'an amount alone',
      { charge: 'ch_1', by: 'ana', amountMinor: 5 },
      { 'idempotency-key': 'k' },
      400,
      'belong together',
    ],
    ['an unknown field', { ...WISH, amount: 5 }, { 'idempotency-key': 'k' }, 400, 'amount'],
    ['an unknown reason', { ...WISH, reason: 'spite' }, { 'idempotency-key': 'k' }, 400, 'reason'],
    ['too much', { ...WISH, by: 'x'.repeat(20_000) }, { 'idempotency-key': 'k' }, 413, 'bad_request'],
  ])('%s is refused in words and asks for nothing', async (_what, payload, headers, status, words) => {
    const answer = await post(payload, headers);
    expect(answer.text).toContain(words);
    expect(answer.status).toBe(status);
    expect(await rows()).toEqual([]);
  });

  test.each([
    ['cross-site', 403],
    ['same-site', 403],
    ['same-origin', 202],
    ['none', 202],
  ])('a browser that says %s is answered %d', async (site, status) => {
    const answer = await post(WISH, { 'idempotency-key': 'k', 'sec-fetch-site': site });
    expect(answer.status).toBe(status);
  });

  test('a name of elsewhere that was pointed here is turned away', async () => {
    const answer = await post(WISH, { 'idempotency-key': 'k', host: 'shop.example' });
    expect(answer.status).toBe(421);
    expect(await rows()).toEqual([]);
  });

  test('without the database it says that it is not known, and what to do', async () => {
    const away = openDatabase('postgres://nobody@127.0.0.1:1/none', 1);
    const shut = await consoleOn(away);
    const answer = await post(WISH, { 'idempotency-key': 'k' }, shut);
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('same Idempotency-Key');
    await shut.close();
    await away.destroy();
  });
});
