import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { DAY_MS, HOUR_MS } from '../../src/domain/clock';
import { accountId } from '../../src/domain/ids';
import { LinkSite, LINKS_PUBLIC, LINKS_START, titleOf } from '../support/link-site';

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
const row = () => site.db.selectFrom('links').selectAll().executeTakeFirstOrThrow();

describe('a link to Stripe', () => {
  test.each([
    ['express', /^https:\/\/connect\.stripe\.com\/express\//],
    ['custom', /^https:\/\/connect\.stripe\.com\/setup\//],
    ['standard', /^https:\/\/dashboard\.stripe\.com$/],
  ] as const)('leads a seller with an account of kind %s where it can be mended', async (type, place) => {
    const { statusCode, headers } = await get(await site.given('onboarding', site.seller(type)));
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
    const account = site.seller('custom');
    if (due.length > 0) site.simulator.world.acts.setRequirements(account, { currentlyDue: [...due] });
    const path = await site.given('onboarding', account);
    await get(path);
    expect(site.asked).toMatchObject([
      { account, type, return_url: `${LINKS_PUBLIC}/done`, refresh_url: `${LINKS_PUBLIC}${path}` },
    ]);
  });

  test('asks who never finished the first onboarding to do so', async () => {
    const account = accountId(
      site.simulator.world.acts.createSeller({ country: 'US', type: 'express', detailsSubmitted: false }),
    );
    expect((await get(await site.given('onboarding', account))).statusCode).toBe(303);
    expect(site.asked).toMatchObject([{ account, type: 'account_onboarding' }]);
  });

  test('opens once, and the second time tells what to do', async () => {
    const path = await site.given('onboarding');
    expect((await get(path)).statusCode).toBe(303);
    const again = await get(path);
    expect(again.statusCode).toBe(410);
    expect(again.body).toContain('Send me a fresh link');
    expect(again.headers.location).toBeUndefined();
    expect((await row()).used_at).toBe(LINKS_START);
  });

  test('of two clicks at once opens for one', async () => {
    const path = await site.given('onboarding');
    const answers = await Promise.all([get(path), get(path), get(path)]);
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([303, 410, 410]);
  });

  test.each([
    ['a HEAD', () => ({ method: 'HEAD' as const, headers: {} }), 200],
    ['a prefetch', () => ({ headers: { 'sec-purpose': 'prefetch;prerender' } }), 503],
    ['an older prefetch', () => ({ headers: { purpose: 'prefetch' } }), 503],
    ['a prefetch of Firefox', () => ({ headers: { 'x-moz': 'prefetch' } }), 503],
  ])('is not used up by %s', async (_what, request, status) => {
    const path = await site.given('onboarding');
    expect((await app.inject({ url: path, ...request() })).statusCode).toBe(status);
    expect((await row()).used_at).toBeNull();
    expect((await get(path)).statusCode).toBe(303);
  });

  test('works no more once it is too old or was taken back', async () => {
    const old = await site.given('onboarding');
    site.nowMs += 14 * DAY_MS;
    expect((await get(old)).statusCode).toBe(410);
    const revoked = await site.given('onboarding');
    await site.db
      .updateTable('links')
      .set({ revoked_at: new Date(site.nowMs), revoked_by: 'ana' })
      .execute();
    expect((await get(revoked)).statusCode).toBe(410);
  });

  test('that was signed here and given out elsewhere opens nothing', async () => {
    const path = await site.given('onboarding');
    await site.db.deleteFrom('links').execute();
    expect((await get(path)).statusCode).toBe(410);
    expect((await app.inject({ method: 'POST', url: `${path}/fresh` })).statusCode).toBe(202);
    expect(await site.db.selectFrom('notices').selectAll().execute()).toEqual([]);
  });

  test('works again after Stripe did not answer', async () => {
    const path = await site.given('onboarding');
    const away = await site.server({ stripePort: 1 });
    const answer = await away.inject({ url: path });
    expect({ status: answer.statusCode, title: titleOf(answer.body) }).toEqual({
      status: 503,
      title: 'Stripe does not answer at the moment',
    });
    expect((await get(path)).statusCode).toBe(303);
  });

  test('shows a page where Stripe makes none for this account', async () => {
    const account = site.seller('express');
    const path = await site.given('onboarding', account);
    site.simulator.world.acts.deauthorize(account);
    const answer = await get(path);
    expect({ status: answer.statusCode, title: titleOf(answer.body) }).toEqual({
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
  const queued = () => site.db.selectFrom('notices').selectAll().orderBy('notice_id').execute();

  test('is sent to the seller, once an hour however often it is asked for', async () => {
    const account = site.seller('express');
    const path = await site.given('onboarding', account);
    await get(path);
    expect((await ask(path)).statusCode).toBe(202);
    expect((await ask(path)).statusCode).toBe(202);
    expect(await queued()).toMatchObject([
      {
        audience: 'seller',
        account,
        template: 'freshLink',
        params: { purpose: 'onboarding' },
        send_at: LINKS_START,
      },
    ]);
    site.nowMs += HOUR_MS;
    await ask(path);
    expect(await queued()).toHaveLength(2);
  });

  test('is sent five times a day at most', async () => {
    const path = await site.given('statement');
    for (let hour = 0; hour < 9; hour += 1) {
      await ask(path);
      site.nowMs += HOUR_MS;
    }
    expect(await queued()).toHaveLength(5);
  });

  test('is promised to everybody in the same words, and sent for no address that was altered', async () => {
    const path = await site.given('onboarding');
    const altered = `${path.slice(0, -2)}xx`;
    const [honest, other] = [await ask(path), await ask(altered, '203.0.113.8')];
    expect(other.body).toBe(honest.body);
    expect(other.statusCode).toBe(honest.statusCode);
    expect(await queued()).toHaveLength(1);
  });

  test('is offered on every page about a link that does not work', async () => {
    const path = await site.given('onboarding');
    await get(path);
    for (const url of [path, `${path}x`, '/l/a.b.c']) {
      const { body } = await get(url);
      expect(body).toContain(`action="${url}/fresh"`);
      expect(body).not.toContain('acct_');
    }
  });
});
