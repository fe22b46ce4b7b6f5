import { networkInterfaces } from 'node:os';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createConsole } from '../../src/console';
import { WALL_CLOCK } from '../../src/domain/clock';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const PASSWORD = 'open-sesame:with-a-colon-é';

describe('a console with a password', () => {
  let database: FreshDatabase;
  let app: FastifyInstance;
  let port: number;
  beforeAll(async () => {
    database = await freshDatabase();
    app = await createConsole({
      db: database.db,
      clock: WALL_CLOCK,
      wallNow: Date.now,
      temporalUiUrl: null,
      temporalReachable: () => Promise.resolve(true),
      password: PASSWORD,
    });
    await app.listen({ host: '0.0.0.0', port: 0 });
    ({ port } = app.server.address() as AddressInfo);
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const get = (path: string, authorization?: string) =>
    app.inject({ url: path, headers: authorization === undefined ? {} : { authorization } });

  test.each([
    ['nothing', undefined],
    ['another password', basic('ana:open-sesame')],
    ['an empty one', basic('ana:')],
    ['only its beginning', basic(`ana:${PASSWORD.slice(0, -1)}`)],
    ['what is no Basic', `Bearer ${PASSWORD}`],
    ['what is no base64', 'Basic %%%'],
  ])('turns away who gives %s, and says how to come in', async (_what, authorization) => {
    for (const path of ['/', '/api/v1/cases', '/assets/style.css', '/nowhere']) {
      const { statusCode, headers, payload } = await get(path, authorization);
      expect(statusCode).toBe(401);
      expect(headers['www-authenticate']).toContain('Basic');
      expect(payload).not.toContain(PASSWORD);
    }
  });

  test('lets in who gives it, with any user name, and nobody keeps the pages', async () => {
    for (const user of ['', 'ana']) {
      const { statusCode, headers } = await get('/', basic(`${user}:${PASSWORD}`));
      expect(statusCode).toBe(200);
      expect(headers['cache-control']).toBe('no-store');
    }
  });

  test('answers the probes without it', async () => {
    expect((await get('/healthz')).statusCode).toBe(200);
    expect((await get('/readyz')).statusCode).toBe(200);
  });

  test('shows over the network, and changes nothing there', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter((one) => one.family === 'IPv4' && !one.internal);
    for (const { address } of others) {
      const ask = (method: string) =>
        fetch(`http://${address}:${port}/`, { method, headers: { authorization: basic(`ana:${PASSWORD}`) } });
      expect((await ask('GET')).status).toBe(200);
      expect((await ask('POST')).status).toBe(403);
    }
    const local = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { authorization: basic(`ana:${PASSWORD}`) },
    });
    expect(local.status).toBe(404);
  });
});
