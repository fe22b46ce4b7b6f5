import { connect } from 'node:net';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { openDatabase } from '../../src/store/database';
import { createWebhookServer } from '../../src/webhooks';
import { freshDatabase, type FreshDatabase } from '../support/postgres';
import { eventBody, signed } from './sign';

const NOW = 1_790_000_000_000;
const SECRETS = { platform: ['whsec_platform_old', 'whsec_platform_new'], connect: ['whsec_connect'] };

let database: FreshDatabase;
let app: FastifyInstance;

beforeAll(async () => {
  database = await freshDatabase();
  app = createWebhookServer({ db: database.db, secrets: SECRETS, wallNow: () => NOW });
});
afterAll(async () => {
  await app.close();
  await database.close();
});
beforeEach(async () => {
  await sql`truncate events cascade`.execute(database.db);
});

const post = (payload: string | Buffer, header: string | null, url = '/stripe') =>
  app.inject({
    method: 'POST',
    url,
    payload,
    headers: {
      'content-type': 'application/json',
      ...(header === null ? {} : { 'stripe-signature': header }),
    },
  });

const deliver = (payload: string, secret = 'whsec_platform_new', url = '/stripe') =>
  post(payload, signed(payload, secret, NOW), url);

const stored = () => database.db.selectFrom('events').selectAll().orderBy('seq').execute();

describe('a signed event', () => {
  it('is stored whole before it is acknowledged', async () => {
    const body = eventBody('evt_1');
    const answer = await deliver(body);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ received: true });
    expect(await stored()).toMatchObject([
      {
        source: 'platform',
        event_id: 'evt_1',
        type: 'charge.dispute.created',
        account: null,
        object_id: 'dp_1',
        livemode: false,
        body,
        created_clock: 1_790_000_000_000,
        deliveries: 1,
        state: 'new',
      },
    ]);
  });

  it('of a connected account carries it', async () => {
    await deliver(eventBody('evt_1', { account: 'acct_1' }), 'whsec_connect', '/stripe/connect');
    expect(await stored()).toMatchObject([{ source: 'connect', account: 'acct_1' }]);
  });

  it('that comes twenty times, one by one or all at once, is one row that counts them', async () => {
    const body = eventBody('evt_1');
    for (let time = 0; time < 10; time += 1) await deliver(body);
    const answers = await Promise.all(Array.from({ length: 10 }, () => deliver(body)));
    expect(answers.map((answer) => answer.statusCode)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(await stored()).toMatchObject([{ event_id: 'evt_1', deliveries: 20 }]);
  });

  it('is a row of its own on each endpoint', async () => {
    await deliver(eventBody('evt_1'));
    await deliver(eventBody('evt_1'), 'whsec_connect', '/stripe/connect');
    expect(await stored()).toHaveLength(2);
  });

  it('among hundreds at once is stored, each with its own body', async () => {
    const bodies = Array.from({ length: 300 }, (_, index) => eventBody(`evt_${index}`, { n: index }));
    await Promise.all(bodies.map((body) => deliver(body)));
    expect(new Set((await stored()).map((row) => row.body))).toEqual(new Set(bodies));
  });

  it('signed with the old or the new secret is accepted while both are active', async () => {
    expect((await deliver(eventBody('evt_1'), 'whsec_platform_old')).statusCode).toBe(200);
    expect((await deliver(eventBody('evt_2'), 'whsec_platform_new')).statusCode).toBe(200);
  });

  it.each([
    [
      'without created, livemode and account',
      JSON.stringify({ id: 'evt_1', type: 'x.y', data: { object: {} } }),
      'x.y',
    ],
    [
      'with nulls',
      '{"id":"evt_1","type":"a.b","created":null,"livemode":null,"data":null,"request":"req_1"}',
      'a.b',
    ],
    ['with an id of another kind', '{"id":"we_1_2","type":"a.b","data":{"object":{"id":7}}}', 'a.b'],
    ['without id and type', '{"hello":"there"}', 'unnamed'],
    ['with an instant out of this world', '{"id":"evt_1","type":"a.b","created":1e300}', 'a.b'],
    ['with a NUL in its strings', '{"id":"evt_\\u0000","type":"a\\u0000b"}', 'unnamed'],
    ['that is an array', '[1,2]', 'malformed'],
    ['that is empty', '', 'malformed'],
    ['that is cut off', '{"id":"evt_1","ty', 'malformed'],
    ['with a bare NUL', '\0', 'malformed'],
  ])('is never refused for its shape: %s', async (_, body, type) => {
    expect((await deliver(body)).statusCode).toBe(200);
    expect((await deliver(body)).statusCode).toBe(200);
    expect(await stored()).toMatchObject([{ type, deliveries: 2, body: body.replace('\0', '\uFFFD') }]);
  });

  it('is accepted where its bytes are no UTF-8', async () => {
    const raw = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    const v1 = createHmac('sha256', 'whsec_platform_new')
      .update(`${NOW / 1_000}.`)
      .update(raw)
      .digest('hex');
    expect((await post(raw, `t=${NOW / 1_000},v1=${v1}`)).statusCode).toBe(200);
    expect(await stored()).toMatchObject([{ type: 'malformed' }]);
  });
});

describe('what is refused, and stores nothing', () => {
  it.each([
    ['a bad signature', 'whsec_wrong', NOW, 'signature_invalid'],
    ["the other endpoint's secret", 'whsec_connect', NOW, 'signature_invalid'],
    ['a stale time stamp', 'whsec_platform_new', NOW - 301_000, 'timestamp_stale'],
    ['a future time stamp', 'whsec_platform_new', NOW + 301_000, 'timestamp_future'],
  ])('%s: 400', async (_, secret, wallMs, code) => {
    const body = eventBody('evt_1');
    const answer = await post(body, signed(body, secret, wallMs));
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ error: { code, message: expect.any(String) } });
    expect(await stored()).toEqual([]);
  });

  it('no signature: 400', async () => {
    expect((await post(eventBody('evt_1'), null)).json()).toMatchObject({
      error: { code: 'signature_missing' },
    });
  });

  it('a changed body: 400', async () => {
    const answer = await post(eventBody('evt_2'), signed(eventBody('evt_1'), 'whsec_platform_new', NOW));
    expect(answer.statusCode).toBe(400);
  });

  it('an oversized body: 413, also where it is signed', async () => {
    const answer = await deliver(eventBody('evt_1', { padding: 'x'.repeat(1_100_000) }));
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ error: { code: 'body_too_large' } });
  });

  it('another path or method: 404', async () => {
    expect((await app.inject({ method: 'GET', url: '/stripe' })).statusCode).toBe(404);
    expect((await deliver(eventBody('evt_1'), 'whsec_platform_new', '/other')).statusCode).toBe(404);
  });
});

describe('an inbox that is not available', () => {
  it('is told as 503, so that Stripe sends it again, and is named by readyz', async () => {
    const away = openDatabase('postgres://nobody@127.0.0.1:1/none');
    const lonely = createWebhookServer({
      db: away,
      secrets: { ...SECRETS, connect: [] },
      wallNow: () => NOW,
    });
    try {
      const body = eventBody('evt_1');
      const headers = { 'stripe-signature': signed(body, 'whsec_platform_new', NOW) };
      const answer = await lonely.inject({ method: 'POST', url: '/stripe', payload: body, headers });
      expect(answer.statusCode).toBe(503);
      expect(answer.json()).toMatchObject({ error: { code: 'not_stored' } });

      const ready = await lonely.inject('/readyz');
      expect(ready.statusCode).toBe(503);
      expect(ready.json()).toMatchObject({
        ready: false,
        needs: {
          database: expect.stringContaining('not reachable'),
          connectSecret: expect.stringContaining('not set'),
        },
      });
      expect((await lonely.inject('/healthz')).statusCode).toBe(200);
      const noSecret = await lonely.inject({
        method: 'POST',
        url: '/stripe/connect',
        payload: body,
        headers,
      });
      expect(noSecret.json()).toMatchObject({ error: { code: 'no_secret' } });
    } finally {
      await lonely.close();
      await away.destroy();
    }
  });

  it('does not take its neighbours along: one row that cannot be stored fails alone', async () => {
    await sql`alter table events add constraint no_poison check (type <> 'poison')`.execute(database.db);
    try {
      const bodies = ['a.b', 'poison', 'c.d'].map((type, index) => eventBody(`evt_${index}`, { type }));
      const answers = await Promise.all(bodies.map((body) => deliver(body)));
      expect(answers.map((answer) => answer.statusCode)).toEqual([200, 503, 200]);
      expect((await stored()).map((row) => row.type).sort()).toEqual(['a.b', 'c.d']);
    } finally {
      await sql`alter table events drop constraint no_poison`.execute(database.db);
    }
  });

  it('with asynchronous commit is not ready', async () => {
    const withCommit = (level: string) => {
      const db = openDatabase(`${database.url}?options=-c%20synchronous_commit%3D${level}`);
      return { db, server: createWebhookServer({ db, secrets: SECRETS, wallNow: () => NOW }) };
    };
    const loose = withCommit('off');
    const durable = withCommit('on');
    try {
      expect((await loose.server.inject('/readyz')).json()).toMatchObject({
        needs: { database: expect.stringContaining('synchronous_commit') },
      });
      expect((await durable.server.inject('/readyz')).json()).toMatchObject({
        ready: true,
        needs: { database: 'met' },
      });
    } finally {
      for (const { server, db } of [loose, durable]) {
        await server.close();
        await db.destroy();
      }
    }
  });
});

describe('over the wire', () => {
  it('receives a webhook, and closes a connection whose headers never end', async () => {
    const server = createWebhookServer({ db: database.db, secrets: SECRETS, wallNow: () => NOW });
    const address = await server.listen({ host: '127.0.0.1', port: 0 });
    try {
      const body = eventBody('evt_wire');
      const answer = await fetch(`${address}/stripe`, {
        method: 'POST',
        body,
        headers: { 'stripe-signature': signed(body, 'whsec_platform_new', NOW) },
      });
      expect(answer.status).toBe(200);
      expect(await stored()).toMatchObject([{ event_id: 'evt_wire' }]);

      const { port } = new URL(address);
      const ended = await new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), '127.0.0.1');
        let heard = '';
        socket.on('data', (data) => (heard += data.toString()));
        socket.on('close', () => resolve(heard));
        socket.on('error', reject);
        socket.write('POST /stripe HTTP/1.1\r\nHost: recoup\r\nX-Slow: ');
      });
      expect(ended).toContain('408');
    } finally {
      await server.close();
    }
  }, 20_000);

  it('caps connections and the time that a request may take', async () => {
    const server = createWebhookServer({ db: database.db, secrets: SECRETS, wallNow: () => NOW });
    await server.ready();
    expect(server.server.maxConnections).toBeGreaterThan(0);
    expect(server.server.requestTimeout).toBe(10_000);
    expect(server.server.headersTimeout).toBe(5_000);
    await server.close();
  });
});
