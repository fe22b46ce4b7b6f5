import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { digestActivities } from '../../src/activities/digest';
import { createConsole } from '../../src/console';
import { DAY_MS, WALL_CLOCK } from '../../src/domain/clock';
import { defaultPolicy } from '../../src/policy-file';
import { fillDay } from '../support/digest-day';
import { DATE, WRITTEN_MS } from '../support/digest-day-time';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

let database: FreshDatabase;
let app: FastifyInstance;
beforeAll(async () => {
  database = await freshDatabase();
  app = await createConsole({
    db: database.db,
    clock: WALL_CLOCK,
    wallNow: () => WRITTEN_MS,
    temporalUiUrl: null,
    temporalReachable: () => Promise.resolve(true),
  });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const get = (url: string) => app.inject({ url, headers: { host: 'localhost:3000' } });
const read = async (url: string): Promise<string> =>
  (await get(url)).body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('the digests', () => {
  test('say what will appear where there is none', async () => {
    expect(await read('/digests')).toContain('No digest yet.');
  });

  test('are listed day by day, and a quiet one is one line', async () => {
    const digests = digestActivities({
      db: database.db,
      policy: defaultPolicy(),
      clock: WALL_CLOCK,
      wallNow: () => WRITTEN_MS - DAY_MS,
    });
    await digests.writeDigest('2026-03-01');
    expect(await read('/digests')).toContain('2026-03-01 nothing happened');
    expect(await read('/digests/2026-03-01')).toContain('Nothing happened on 2026-03-01');
  });

  test('show a day part by part, and lead from what was withheld to its decision', async () => {
    await fillDay(database.db);
    const policy = defaultPolicy();
    await digestActivities({
      db: database.db,
      policy,
      clock: WALL_CLOCK,
      wallNow: () => WRITTEN_MS,
    }).writeDigest(DATE);
    const text = await read(`/digests/${DATE}`);
    expect(text).toContain('give back (3 times) dispute:dp_1 45.00 USD a check before it failed');
    expect(text).toContain('sales USD 10.30 USD 2');
    const { body } = await get(`/digests/${DATE}`);
    const to = /href="(\/decisions\/dec_\d+)"/.exec(body)?.[1] ?? '';
    const decision = await read(to);
    expect(decision).toContain('Verdict held');
    expect(decision).toContain('capability transfers is pending');
  });

  test('have a twin for programs', async () => {
    expect((await get(`/api/v1/digests/${DATE}`)).json()).toMatchObject({ date: DATE, schemaVersion: 1 });
  });

  test.each(['/digests/2026-03-09', '/digests/yesterday', '/decisions/dec_999999'])(
    'there is nothing at %s',
    async (url) => {
      expect((await get(url)).statusCode).toBe(404);
    },
  );
});
