import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import { EncryptionCodec } from '../../src/temporal/codec';
import { createCodecServer } from '../../src/temporal/codec-server';

const UI = 'http://127.0.0.1:8233';
const codec = new EncryptionCodec([{ id: 'one', key: randomBytes(32) }]);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const PLAIN = { metadata: { encoding: base64('json/plain') }, data: base64('{"account":"acct_1"}') };

describe('the codec server', () => {
  const app = createCodecServer({ codec, uiOrigin: UI });
  afterAll(() => app.close());
  const post = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url,
      headers: { host: '127.0.0.1:8234', 'content-type': 'application/json', ...headers },
      payload: JSON.stringify(payload),
    });

  test('decrypts what it encrypted, as Temporal’s UI and command line ask', async () => {
    const sealed = (await post('/encode', { payloads: [PLAIN] })).json<{ payloads: (typeof PLAIN)[] }>();
    expect(sealed.payloads[0]?.metadata.encoding).toBe(base64('binary/encrypted'));
    const opened = await post('/decode', sealed, { origin: UI });
    expect(opened.json()).toEqual({ payloads: [PLAIN] });
    expect(opened.headers['access-control-allow-origin']).toBe(UI);
  });

  test('tells a browser that the UI’s pages may ask', async () => {
    const { statusCode, headers } = await app.inject({
      method: 'OPTIONS',
      url: '/decode',
      headers: { host: 'localhost:8234', origin: UI },
    });
    expect(statusCode).toBe(204);
    expect(headers).toMatchObject({ 'access-control-allow-headers': expect.stringContaining('x-namespace') });
  });

  test.each([
    ['a page elsewhere', { origin: 'https://evil.example' }, 403],
    ['a name that points here', { host: 'evil.example:8234' }, 421],
  ])('answers nothing to %s', async (_who, headers, status) => {
    const { statusCode, payload } = await post('/decode', { payloads: [PLAIN] }, headers);
    expect(statusCode).toBe(status);
    expect(payload).not.toContain(PLAIN.data);
  });

  test.each([
    ['no payloads', {}, 400, 'not payloads'],
    ['what is no base64', { payloads: [{ data: '%' }] }, 400, 'not payloads'],
    [
      'a payload of another key',
      {
        payloads: [
          {
            metadata: { encoding: base64('binary/encrypted'), 'encryption-key-id': base64('two') },
            data: base64('x'),
          },
        ],
      },
      422,
      'encrypted with the key \\"two\\"',
    ],
  ])('says what is wrong with %s', async (_what, body, status, message) => {
    const { statusCode, payload } = await post('/decode', body);
    expect(statusCode).toBe(status);
    expect(payload).toContain(message);
  });
});
