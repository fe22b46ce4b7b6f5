import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { LinkSite, titleOf } from '../support/link-site';
import { freshDatabase } from '../support/postgres';

let site: LinkSite;
let app: FastifyInstance;
beforeAll(async () => {
  site = await LinkSite.open();
});
afterAll(() => site.close());
beforeEach(async () => {
  await site.reset();
  app = await site.server();
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

describe('what is no link of ours', () => {
  test.each([
    ['GET', '/l/garbage', 404],
    ['GET', '/s/garbage', 404],
    ['GET', '/l/%E0%A4%A', 404],
    ['GET', '/l/%3Cscript%3Ealert(1)%3C%2Fscript%3E', 404],
    ['HEAD', '/l/garbage', 404],
    ['GET', '/l/', 404],
    ['GET', '/', 404],
    ['GET', '/.env', 404],
    ['POST', '/l/garbage', 405],
    ['PUT', '/l/garbage', 405],
    ['DELETE', '/s/garbage', 405],
    ['GET', '/l/garbage/fresh', 405],
    ['POST', '/l/garbage/fresh', 202],
    ['POST', '/done', 405],
    ['POST', '/elsewhere', 404],
  ] as const)('%s %s gets a page with %i', async (method, url, status) => {
    const answer = await app.inject({ method, url });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toContain('text/html');
    if (method !== 'HEAD') expect(titleOf(answer.body)).toMatch(/\w{3}/);
    expect(answer.body).not.toMatch(/<script|at \w+ \(|FST_|Error:/);
  });

  test.each([3_000, 9_000])('an address of %i characters gets a page', async (length) => {
    const answer = await get(`/l/${'a'.repeat(length)}`);
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('text/html');
  });

  test('a body that is too long gets a page', async () => {
    const answer = await app.inject({ method: 'POST', url: '/l/x/fresh', payload: 'a'.repeat(5_000) });
    expect(answer.statusCode).toBe(413);
    expect(answer.headers['content-type']).toContain('text/html');
  });

  test('a link to Stripe does not open a statement, nor the reverse', async () => {
    const path = await site.given('onboarding');
    expect((await get(path.replace('/l/', '/s/'))).statusCode).toBe(404);
    expect((await get((await site.given('statement')).replace('/s/', '/l/'))).statusCode).toBe(404);
    expect((await get(path)).statusCode).toBe(303);
  });
});

test('nobody may ask without end: neither from one address, nor for one link from many', async () => {
  const path = await site.given('statement');
  const statuses: number[] = [];
  for (let index = 0; index < 22; index += 1) {
    const { statusCode, headers } = await get(path, { 'x-forwarded-for': `203.0.113.${index}` });
    statuses.push(statusCode);
    if (statusCode === 429) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  }
  expect(statuses).toEqual([...Array<number>(20).fill(200), 429, 429]);
  const fromOne: number[] = [];
  for (let index = 0; index < 122; index += 1)
    fromOne.push((await get(`/l/other${index}`, { 'x-forwarded-for': '198.51.100.1' })).statusCode);
  expect(fromOne.filter((status) => status === 429)).toHaveLength(2);
  expect((await get('/healthz', { 'x-forwarded-for': '198.51.100.1' })).statusCode).toBe(200);
});

test('pages load nothing from elsewhere, and are kept and found by nobody', async () => {
  for (const url of [await site.given('statement'), '/l/garbage', '/nothing', '/done']) {
    const { headers } = await get(url);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': expect.stringContaining('noindex'),
      'strict-transport-security': expect.stringContaining('max-age'),
      'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
    });
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
  }
  expect((await get('/assets/links.css')).headers['content-type']).toContain('text/css');
  expect((await get('/readyz')).json()).toEqual({ ready: true, needs: { database: 'met' } });
});

test('while the database is away a seller sees a page, and what is ready says so', async () => {
  const other = await freshDatabase();
  const path = await site.given('statement');
  const server = await site.server({ db: other.db });
  await other.close();
  const answer = await server.inject({ url: path });
  expect({ status: answer.statusCode, title: titleOf(answer.body) }).toEqual({
    status: 500,
    title: 'This page cannot be shown at the moment',
  });
  expect((await server.inject({ url: '/readyz' })).statusCode).toBe(503);
});
