import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createConsole } from '../../src/console';
import { WALL_CLOCK } from '../../src/domain/clock';
import { readRunId } from '../../src/domain/payout/run-id';
import { createPayoutBench, type PayoutBench } from '../activities/payout/bench';

let bench: PayoutBench;
let app: FastifyInstance;
beforeEach(async () => {
  bench = await createPayoutBench();
  bench.simulator.world.acts.topUpPlatform(100_000, 'eur');
  app = await createConsole({
    db: bench.fresh.db,
    clock: WALL_CLOCK,
    wallNow: bench.deps.wallNow,
    temporalUiUrl: null,
    temporalReachable: () => Promise.resolve(true),
  });
});
afterEach(async () => {
  await app.close();
  await bench.close();
});

const HEADERS = { host: 'localhost:3000', 'content-type': 'application/json', 'idempotency-key': 'k1' };

async function post(payload: object, headers: Record<string, string> = {}) {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/payout-runs',
    payload: JSON.stringify(payload),
    headers: { ...HEADERS, ...headers },
  });
  return { status: answer.statusCode, location: answer.headers.location, body: answer.json<Answer>() };
}

interface Answer {
  readonly runs?: readonly string[];
  readonly state?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

async function read(url: string): Promise<string> {
  const response = await app.inject({ url, headers: { host: 'localhost:3000' } });
  expect(response.statusCode).toBe(200);
  return response.body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

const runs = () => bench.fresh.db.selectFrom('payout_runs').select('run').execute();
const WISH = { mode: 'transfer', date: '2026-11-23', by: 'ana' };

describe('POST /api/v1/payout-runs', () => {
  test('asks once for each key, as a list or as CSV, and says where to look', async () => {
    const anna = await bench.seller();
    const earnings = [
      {
        account: anna,
        amountMinor: 1_500,
        currency: 'eur',
        charges: [{ charge: 'ch_1', amountMinor: 1_500 }],
      },
    ];
    const first = await post({ ...WISH, earnings });
    expect(first).toMatchObject({
      status: 202,
      location: '/api/v1/payout-runs/payout-run%3A2026-11-23%3Aeur%3Atransfer',
      body: { runs: ['payout-run:2026-11-23:eur:transfer'], state: 'asked' },
    });
    const csv = `account,amount,currency,charges\n${anna},1500,eur,ch_1=1500\n`;
    expect(await post({ ...WISH, by: 'ben', earnings })).toMatchObject({
      status: 200,
      body: { state: 'known' },
    });
    expect(await post({ ...WISH, date: '2026-11-24', csv }, { 'idempotency-key': 'k2' })).toMatchObject({
      status: 422,
      body: { error: { code: 'charge_paid' } },
    });
    expect(await runs()).toHaveLength(1);
  });

  test.each([
    ['no key', {}, { 'idempotency-key': ' ' }, 400, 'no_key', 'Idempotency-Key is missing'],
    ['another site', {}, { 'sec-fetch-site': 'cross-site' }, 403, 'other_site', 'another site'],
    ['no JSON', {}, { 'content-type': 'text/csv' }, 415, 'not_json', 'Send JSON'],
    ['no mode', { mode: undefined }, {}, 400, 'bad_request', 'mode'],
    ['nobody', { by: ' ' }, {}, 400, 'bad_request', 'by'],
    ['neither list nor CSV', {}, {}, 400, 'bad_request', 'one of the two'],
    [
      'a day that is none',
      { date: '2026-02-30', earnings: [{ account: 'acct_1', amountMinor: 5, currency: 'eur' }] },
      {},
      422,
      'bad_date',
      '2026-11-23',
    ],
    ['an empty list', { earnings: [] }, {}, 422, 'bad_earnings', 'at least one line'],
    [
      'malformed CSV',
      { csv: 'account,amount,currency\nbob,1.5,eur' },
      {},
      422,
      'bad_earnings',
      'line 2, column amount',
    ],
    ['nobody to pay out', { mode: 'payout', currency: 'eur' }, {}, 422, 'nothing_to_pay', 'paid out by hand'],
    [
      'an account that nobody knows',
      { earnings: [{ account: 'acct_x', amountMinor: 5, currency: 'eur' }] },
      {},
      422,
      'unknown_account',
      'acct_x (line 1)',
    ],
  ])('refuses %s', async (_what, more, headers, status, code, message) => {
    const answer = await post({ ...WISH, ...more }, headers as Record<string, string>);
    expect(answer).toMatchObject({
      status,
      body: { error: { code, message: expect.stringContaining(message) } },
    });
    expect(await runs()).toEqual([]);
  });

  test('refuses a day that was run, and another wish under the same key', async () => {
    const anna = await bench.seller();
    const earnings = [{ account: anna, amountMinor: 1_500, currency: 'eur' }];
    await post({ ...WISH, earnings });
    expect(await post({ ...WISH, earnings }, { 'idempotency-key': 'k2' })).toMatchObject({
      status: 409,
      body: { error: { code: 'already_run' } },
    });
    expect(await post({ ...WISH, dryRun: true, earnings })).toMatchObject({
      status: 409,
      body: { error: { code: 'key_used' } },
    });
  });
});

describe('the pages of payout runs', () => {
  test('say what will appear where there is none', async () => {
    expect(await read('/payouts')).toContain('Nobody was paid by a run yet');
  });

  test('show a run with its sums, and each line with what was kept back and why', async () => {
    const [anna, ben] = [await bench.seller(), await bench.seller()];
    bench.simulator.world.acts.setCapability(ben, 'transfers', 'pending');
    await bench.look(ben);
    const run = await bench.ask([`${anna},1500,eur,`, `${ben},30000,eur,`]);
    await bench.work(run);
    expect(await read('/payouts')).toContain(`${run} 2026-11-23 ana done`);
    const text = await read(`/payouts/${encodeURIComponent(run)}`);
    expect(text).toMatch(/paid 1 15\.00 EUR 15\.00 EUR/);
    expect(text).toMatch(/held 300\.00 EUR 300\.00 EUR .*transfers/);
    const twin = await app.inject({
      url: `/api/v1/payout-runs/${encodeURIComponent(readRunId(run))}`,
      headers: { host: 'localhost:3000' },
    });
    expect(twin.json()).toMatchObject({
      run: { status: 'done' },
      lines: [{ status: 'paid' }, { status: 'held' }],
    });
  });
});
