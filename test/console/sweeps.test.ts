import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createConsole } from '../../src/console';
import { HOUR_MS, WALL_CLOCK } from '../../src/domain/clock';
import { NOTHING_SWEPT, SWEEP_PARTS, type SweepResult } from '../../src/domain/sweep/parts';
import { closeSweep, openSweep } from '../../src/store/sweeps';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const AT_MS = Date.UTC(2027, 0, 4, 12, 10);

let database: FreshDatabase;
let app: FastifyInstance;
let nowMs = AT_MS;
beforeAll(async () => {
  database = await freshDatabase();
  app = await createConsole({
    db: database.db,
    clock: WALL_CLOCK,
    wallNow: () => nowMs,
    temporalUiUrl: null,
    temporalReachable: () => Promise.resolve(true),
  });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

async function read(url: string): Promise<string> {
  const response = await app.inject({ url, headers: { host: 'localhost:3000' } });
  expect(response.statusCode).toBe(200);
  return response.body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

async function swept(failed: string | null): Promise<void> {
  const parts = SWEEP_PARTS.map((part) => [part, { ...NOTHING_SWEPT, failed: null }]);
  const result = { ...Object.fromEntries(parts), events: { read: 4, found: 1, calls: 2, failed } };
  const at = { wallMs: nowMs, clockMs: nowMs };
  const number = await openSweep(database.db, at);
  await database.db.transaction().execute((tx) => closeSweep(tx, number, result as SweepResult, at));
}

describe('the sweeps', () => {
  test('say what will appear where none has been', async () => {
    const text = await read('/sweeps');
    expect(text).toContain('No sweep has ended yet.');
    expect(text).toContain('Last sweep none yet');
  });

  test('show the latest part by part, and every page says how long ago it was', async () => {
    await swept(null);
    nowMs += HOUR_MS / 2;
    const text = await read('/sweeps');
    expect(text).toContain('undelivered events 4 1 2 none');
    expect(text).toMatch(/Sweep Began .* 1 4 Jan 2027, 12:10 4 1 2 done/);
    expect(await read('/')).toContain('Last sweep 30 min ago');
  });

  test('say loudly which part failed, and that sweeps stay away', async () => {
    await swept('forbidden');
    expect(await read('/')).toContain('Last sweep 0 s ago parts that failed: 1');
    const text = await read('/sweeps');
    expect(text).toContain('undelivered events 4 1 2 forbidden');
    expect(text).toContain(`1 of ${SWEEP_PARTS.length} parts failed`);

    await swept(null);
    const tone = async () =>
      /<div class="(\w+)">\s*<dt>Last sweep/.exec(
        (await app.inject({ url: '/', headers: { host: 'localhost:3000' } })).body,
      )?.[1];
    expect(await tone()).toBe('good');
    nowMs += 3 * HOUR_MS;
    expect(await tone()).toBe('bad');
  });

  test('have a JSON twin', async () => {
    const { body } = await app.inject({ url: '/api/v1/sweeps', headers: { host: 'localhost:3000' } });
    expect(JSON.parse(body).sweeps[0]).toMatchObject({ number: 3, result: { events: { read: 4 } } });
  });
});
