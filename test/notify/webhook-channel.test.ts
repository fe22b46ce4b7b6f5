import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { NotDelivered } from '../../src/notify/channel';
import { signedHeaders } from '../../src/notify/standard-webhooks';
import { deliverByWebhook } from '../../src/notify/webhook-channel';
import { REMINDER } from '../support/message';

const secretOf = (byte: number): string => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;
const NEW = secretOf(1);
const OLD = secretOf(2);
const OTHER = secretOf(3);

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let origin: string;
let received: Received[];
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  received = [];
  answer = (response) => response.writeHead(204).end();
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      answer(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const secrets = [
  { name: 'crm', secret: NEW },
  { name: 'crm', secret: OLD },
  { name: 'app', secret: OTHER },
];

const post = (timeoutMs = 5_000): Promise<void> =>
  deliverByWebhook({ secrets, wallNow: Date.now, timeoutMs }, REMINDER, {
    url: `${origin}/recoup`,
    secret: 'crm',
  });

const refusal = (timeoutMs?: number): Promise<unknown> =>
  post(timeoutMs).then(
    () => 'delivered',
    (error: unknown) => error,
  );

const verified = ({ headers, body }: Received, secret: string): unknown =>
  new Webhook(secret).verify(body, headers as Record<string, string>);

describe('what is posted', () => {
  test('has ids, amounts, the template and the words', async () => {
    await post();
    expect(received).toMatchObject([{ path: '/recoup', headers: { 'content-type': 'application/json' } }]);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      type: 'notice.rung',
      timestamp: '2026-03-02T10:00:00.000Z',
      data: {
        notice: 12,
        template: 'rung',
        role: 'seller',
        level: 0,
        about: 'case:7',
        account: 'acct_1',
        figures: REMINDER.figures,
        words: REMINDER.words,
      },
    });
  });

  test.each([
    ['new', NEW],
    ['old', OLD],
  ])('is verified by the %s of two secrets, by the library of the specification', async (_which, secret) => {
    await post();
    const [one] = received;
    if (one === undefined) throw new Error('nothing was received');
    expect(verified(one, secret)).toMatchObject({ type: 'notice.rung' });
  });

  test('is not signed by a secret of another name, nor good after a change', async () => {
    await post();
    const [one] = received;
    if (one === undefined) throw new Error('nothing was received');
    expect(() => verified(one, OTHER)).toThrow('No matching signature');
    expect(() => verified({ ...one, body: one.body.replace('500', '501') }, NEW)).toThrow(
      'No matching signature',
    );
  });

  test('has the same id at every attempt', async () => {
    await post();
    await post();
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual([REMINDER.id, REMINDER.id]);
  });
});

test('signatures are those of the specification’s own library', () => {
  const at = new Date(1_614_265_330_000);
  const body = '{"test": 2432232314}';
  const headers = signedHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', at.getTime(), body, [NEW]);
  expect(headers['webhook-signature']).toBe(new Webhook(NEW).sign('msg_p5jXN8AQM9LWM0D4loKWxJek', at, body));
  expect(headers['webhook-timestamp']).toBe('1614265330');
});

describe('the answer', () => {
  test.each([200, 201, 299])('%i: it is delivered', async (status) => {
    answer = (response) => response.writeHead(status).end('thanks');
    await expect(post()).resolves.toBeUndefined();
  });

  test('410: nobody wants notices there any more', async () => {
    answer = (response) => response.writeHead(410).end();
    expect(await refusal()).toMatchObject({ prospect: 'never' });
  });

  test.each([400, 401, 404, 409, 500, 503])('%i: another attempt is made later', async (status) => {
    answer = (response) => response.writeHead(status).end();
    const error = await refusal();
    expect(error).toBeInstanceOf(NotDelivered);
    expect(error).toMatchObject({ prospect: 'later', retryAfterMs: null });
  });

  test('429: another attempt is made when it says', async () => {
    answer = (response) => response.writeHead(429, { 'retry-after': '120' }).end();
    expect(await refusal()).toMatchObject({ prospect: 'later', retryAfterMs: 120_000 });
  });

  test('a redirect is not followed: the policy says where notices go', async () => {
    answer = (response) => response.writeHead(307, { location: `${origin}/elsewhere` }).end();
    expect(await refusal()).toMatchObject({ prospect: 'later' });
    expect(received.map(({ path }) => path)).toEqual(['/recoup']);
  });

  test('without an end is not waited for', async () => {
    answer = (response) => {
      response.writeHead(200);
      response.write('a'.repeat(100_000));
    };
    await expect(post()).resolves.toBeUndefined();
  });

  test('that does not come is given up, and other notices are not tried there for now', async () => {
    answer = () => undefined;
    const error = await refusal(50);
    expect(error).toMatchObject({ prospect: 'silent' });
    expect((error as NotDelivered).message).toContain('too long');
  });

  test('of nobody: the same, and only the host is named', async () => {
    await new Promise((resolve) => server.close(resolve));
    const error = await refusal();
    expect(error).toMatchObject({ prospect: 'silent' });
    expect((error as NotDelivered).message).toContain('ECONNREFUSED');
    expect((error as NotDelivered).message).not.toContain('/recoup');
  });
});
