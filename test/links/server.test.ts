import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { DAY_MS, HOUR_MS, WALL_CLOCK } from '../../src/domain/clock';
import { accountId } from '../../src/domain/ids';
import type { LinkPurpose } from '../../src/domain/links';
import { createLinkServer, mintLink } from '../../src/links';
import { createSimulator, type Simulator } from '../../src/simulator';
import { insertLinks } from '../../src/store/links';
import { createStripeClient } from '../../src/stripe/client';
import { freshDatabase, type FreshDatabase } from '../support/postgres';

const START = Date.parse('2026-03-02T10:00:00Z');
const PUBLIC = 'https://money.ridge.example';
const keys = [{ id: 'one', key: randomBytes(32) }];

let fresh: FreshDatabase;
let simulator: Simulator;
let app: FastifyInstance;
let nowMs: number;
/** Of account links that were asked for. */
let asked: unknown[];

beforeAll(async () => {
  fresh = await freshDatabase();
  simulator = await createSimulator({ time: { kind: 'manual', startMs: START }, webhooks: [] });
});
afterAll(async () => {
  await simulator.close();
  await fresh.close();
});
beforeEach(async () => {
  nowMs = START;
  asked = [];
  await fresh.db.deleteFrom('links').execute();
  await fresh.db.deleteFrom('notices').execute();
  app = await serverOn(simulator.port);
});

/** A server with limits of its own; whoever asks is told apart by `x-forwarded-for`. */
async function serverOn(stripePort: number): Promise<FastifyInstance> {
  const stripe = createStripeClient({
    key: 'sk_test_links',
    host: simulator.host,
    port: stripePort,
    protocol: 'http',
    requestsPerSecond: 1_000,
  });
  const create = stripe.accountLinks.create.bind(stripe.accountLinks);
  stripe.accountLinks.create = (params, requestOptions) => {
    asked.push(params);
    return create(params, requestOptions);
  };
  return createLinkServer({
    db: fresh.db,
    stripe,
    clock: WALL_CLOCK,
    wallNow: () => nowMs,
    keys,
    publicUrl: PUBLIC,
    platform: 'Ridge Market',
    proxies: ['127.0.0.1'],
  });
}

const seller = (type: 'standard' | 'express' | 'custom') =>
  accountId(simulator.world.acts.createSeller({ country: 'US', type }));

/** An address that was given out now, as a path. */
async function given(purpose: LinkPurpose, account = seller('express')): Promise<string> {
  const link = { purpose, account, madeFor: 'notice:1' };
  const { url, row } = mintLink({ publicUrl: PUBLIC, keys, expiresAfterWallMs: 14 * DAY_MS }, link, nowMs);
  await insertLinks(fresh.db, [row]);
  return url.slice(PUBLIC.length);
}

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
const fieldOf = (body: string) => /<h1>(.*?)<\/h1>/.exec(body)?.[1];
const row = () => fresh.db.selectFrom('links').selectAll().executeTakeFirstOrThrow();

describe('a link to Stripe', () => {
  test.each([
    ['express', /^https:\/\/connect\.stripe\.com\/express\//],
    ['custom', /^https:\/\/connect\.stripe\.com\/setup\//],
    ['standard', /^https:\/\/dashboard\.stripe\.com$/],
  ] as const)('leads a seller with an account of kind %s where it can be mended', async (type, place) => {
    const { statusCode, headers } = await get(await given('onboarding', seller(type)));
    expect({ statusCode, location: headers.location }).toEqual({
      statusCode: 303,
      location: expect.stringMatching(place),
    });
    expect(headers['cache-control']).toBe('no-store');
  });

  test.each([
    ['nothing is asked for', [], 'account_update'],
    ['something is due', ['company.tax_id'], 'account_onboarding'],
  ] as const)('of the platform’s own kind asks for what is missing: %s', async (_when, due, type) => {
    const account = seller('custom');
    if (due.length > 0) simulator.world.acts.setRequirements(account, { currentlyDue: [...due] });
    const path = await given('onboarding', account);
    await get(path);
    expect(asked).toMatchObject([
      { account, type, return_url: `${PUBLIC}/done`, refresh_url: `${PUBLIC}${path}` },
    ]);
  });

  test('asks who never finished the first onboarding to do so', async () => {
    const account = accountId(
      simulator.world.acts.createSeller({ country: 'US', type: 'express', detailsSubmitted: false }),
    );
    expect((await get(await given('onboarding', account))).statusCode).toBe(303);
    expect(asked).toMatchObject([{ account, type: 'account_onboarding' }]);
  });

  test('opens once, and the second time tells what to do', async () => {
    const path = await given('onboarding');
    expect((await get(path)).statusCode).toBe(303);
    const again = await get(path);
    expect(again.statusCode).toBe(410);
    expect(again.body).toContain('Send me a fresh link');
    expect(again.headers.location).toBeUndefined();
    expect((await row()).used_at).toBe(START);
  });

  test('of two clicks at once opens for one', async () => {
    const path = await given('onboarding');
    const answers = await Promise.all([get(path), get(path), get(path)]);
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([303, 410, 410]);
  });

  test.each([
    ['a HEAD', () => ({ method: 'HEAD' as const, headers: {} }), 200],
    ['a prefetch', () => ({ headers: { 'sec-purpose': 'prefetch;prerender' } }), 503],
    ['an older prefetch', () => ({ headers: { purpose: 'prefetch' } }), 503],
    ['a prefetch of Firefox', () => ({ headers: { 'x-moz': 'prefetch' } }), 503],
  ])('is not used up by %s', async (_what, request, status) => {
    const path = await given('onboarding');
    expect((await app.inject({ url: path, ...request() })).statusCode).toBe(status);
    expect((await row()).used_at).toBeNull();
    expect((await get(path)).statusCode).toBe(303);
  });

  test('works no more once it is too old or was taken back', async () => {
    const old = await given('onboarding');
    nowMs += 14 * DAY_MS;
    expect((await get(old)).statusCode).toBe(410);
    const revoked = await given('onboarding');
    await fresh.db
      .updateTable('links')
      .set({ revoked_at: new Date(nowMs), revoked_by: 'ana' })
      .execute();
    expect((await get(revoked)).statusCode).toBe(410);
  });

  test('that was signed here and given out elsewhere opens nothing', async () => {
    const path = await given('onboarding');
    await fresh.db.deleteFrom('links').execute();
    expect((await get(path)).statusCode).toBe(410);
    expect((await app.inject({ method: 'POST', url: `${path}/fresh` })).statusCode).toBe(202);
    expect(await fresh.db.selectFrom('notices').selectAll().execute()).toEqual([]);
  });

  test('works again after Stripe did not answer', async () => {
    const path = await given('onboarding');
    const away = await serverOn(1);
    const answer = await away.inject({ url: path });
    expect({ status: answer.statusCode, title: fieldOf(answer.body) }).toEqual({
      status: 503,
      title: 'Stripe does not answer at the moment',
    });
    expect((await get(path)).statusCode).toBe(303);
  });

  test('shows a page where Stripe makes none for this account', async () => {
    const account = seller('express');
    const path = await given('onboarding', account);
    simulator.world.acts.deauthorize(account);
    const answer = await get(path);
    expect({ status: answer.statusCode, title: fieldOf(answer.body) }).toEqual({
      status: 502,
      title: 'Your account cannot be opened from here',
    });
    expect(answer.body).not.toMatch(/stack|Error|acct_/);
    expect((await row()).used_at).toBeNull();
  });
});

describe('a fresh link', () => {
  const ask = (path: string, address = '203.0.113.7') =>
    app.inject({
      method: 'POST',
      url: `${path}/fresh`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': address },
      payload: '',
    });
  const queued = () => fresh.db.selectFrom('notices').selectAll().orderBy('notice_id').execute();

  test('is sent to the seller, once an hour however often it is asked for', async () => {
    const account = seller('express');
    const path = await given('onboarding', account);
    await get(path);
    expect((await ask(path)).statusCode).toBe(202);
    expect((await ask(path)).statusCode).toBe(202);
    expect(await queued()).toMatchObject([
      {
        audience: 'seller',
        account,
        template: 'freshLink',
        params: { purpose: 'onboarding' },
        send_at: START,
      },
    ]);
    nowMs += HOUR_MS;
    await ask(path);
    expect(await queued()).toHaveLength(2);
  });

  test('is sent five times a day at most', async () => {
    const path = await given('statement');
    for (let hour = 0; hour < 9; hour += 1) {
      await ask(path);
      nowMs += HOUR_MS;
    }
    expect(await queued()).toHaveLength(5);
  });

  test('is promised to everybody in the same words, and sent for no address that was altered', async () => {
    const path = await given('onboarding');
    const altered = `${path.slice(0, -2)}xx`;
    const [honest, other] = [await ask(path), await ask(altered, '203.0.113.8')];
    expect(other.body).toBe(honest.body);
    expect(other.statusCode).toBe(honest.statusCode);
    expect(await queued()).toHaveLength(1);
  });

  test('is offered on every page about a link that does not work', async () => {
    const path = await given('onboarding');
    await get(path);
    for (const url of [path, `${path}x`, '/l/a.b.c']) {
      const { body } = await get(url);
      expect(body).toContain(`action="${url}/fresh"`);
      expect(body).not.toContain('acct_');
    }
  });
});

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
    if (method !== 'HEAD') expect(fieldOf(answer.body)).toMatch(/\w{3}/);
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
    const path = await given('onboarding');
    expect((await get(path.replace('/l/', '/s/'))).statusCode).toBe(404);
    expect((await get((await given('statement')).replace('/s/', '/l/'))).statusCode).toBe(404);
    expect((await get(path)).statusCode).toBe(303);
  });
});

test('nobody may ask without end: neither from one address, nor for one link from many', async () => {
  const path = await given('statement');
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
  for (const url of [await given('statement'), '/l/garbage', '/nothing', '/done']) {
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
  const path = await given('statement');
  const stripe = createStripeClient({ key: 'sk_test_links', requestsPerSecond: 1 });
  const options = {
    stripe,
    clock: WALL_CLOCK,
    wallNow: () => nowMs,
    keys,
    publicUrl: PUBLIC,
    platform: 'Ridge Market',
  };
  const server = await createLinkServer({ ...options, db: other.db });
  await other.close();
  const answer = await server.inject({ url: path });
  expect({ status: answer.statusCode, title: fieldOf(answer.body) }).toEqual({
    status: 500,
    title: 'This page cannot be shown at the moment',
  });
  expect((await server.inject({ url: '/readyz' })).statusCode).toBe(503);
});
