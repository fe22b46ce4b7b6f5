import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createConsole, listenOnLoopback } from '../../src/console';
import { WALL_CLOCK } from '../../src/domain/clock';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

let fresh: FreshDatabase;
const opened: FastifyInstance[] = [];

beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(async () => {
  await Promise.all(opened.map((app) => app.close()));
  await fresh.close();
});

async function open(): Promise<FastifyInstance> {
  const app = await createConsole({
    db: fresh.db,
    clock: WALL_CLOCK,
    wallNow: Date.now,
    temporalUiUrl: null,
    temporalReachable: () => Promise.resolve(false),
  });
  opened.push(app);
  return app;
}

describe('nobody signs in, so only this machine is served', () => {
  test.each(['0.0.0.0', '::', '192.168.1.20', 'example.com', ''])('%p is refused', async (host) => {
    await expect(listenOnLoopback(await open(), { host, port: 0 })).rejects.toThrow('does not listen on');
  });

  test.each(['127.0.0.1', 'localhost'])('%s is served', async (host) => {
    const url = await listenOnLoopback(await open(), { host, port: 0 });
    expect((await fetch(url)).status).toBe(200);
  });

  test('bound to every address all the same, it turns away who comes by another one', async () => {
    const app = await open();
    await app.listen({ host: '0.0.0.0', port: 0 });
    const address = app.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    const others = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter((one) => one.family === 'IPv4' && !one.internal);
    for (const other of others) {
      const response = await fetch(`http://${other.address}:${port}/healthz`);
      expect(response.status).toBe(403);
    }
  });
});

describe('a page elsewhere that points its own name here (DNS rebinding)', () => {
  test.each([
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1:3000',
    'local host',
  ])('Host %p is turned away', async (host) => {
    const response = await (await open()).inject({ url: '/', headers: { host } });
    expect(response.statusCode).toBe(421);
    expect(response.body).not.toContain('Needs a person');
  });

  test.each(['localhost:3000', '127.0.0.1', 'LOCALHOST', '[::1]:3000'])(
    'Host %p is answered',
    async (host) => {
      expect((await (await open()).inject({ url: '/', headers: { host } })).statusCode).toBe(200);
    },
  );
});

test('pages forbid scripts and frames of others, and are not kept', async () => {
  const { headers } = await (await open()).inject({ url: '/', headers: { host: 'localhost' } });
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['content-security-policy']).not.toContain('unsafe');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['cache-control']).toBe('no-store');
});

test('nothing can be changed: only reading is offered', async () => {
  const app = await open();
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    const response = await app.inject({ method, url: '/cases/1', headers: { host: 'localhost' } });
    expect(response.statusCode).toBe(404);
  }
});
