import http from 'node:http';
import https from 'node:https';

/** Sends one delivery and answers with the receiver's HTTP status. Rejects where there was no answer. */
export type Transport = (
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
) => Promise<number>;

/** Stripe expects an answer quickly; this is the wall time after which an attempt has failed. */
const ATTEMPT_TIMEOUT_MS = 10_000;

/** Delivery over HTTP, with connections kept. `close` ends them. */
export function httpTransport(): { send: Transport; close(): void } {
  const plain = new http.Agent({ keepAlive: true, maxSockets: 32 });
  const secure = new https.Agent({ keepAlive: true, maxSockets: 32 });
  const send: Transport = (url, body, headers) =>
    new Promise((resolve, reject) => {
      const target = new URL(url);
      const isSecure = target.protocol === 'https:';
      const options = {
        method: 'POST',
        headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
        timeout: ATTEMPT_TIMEOUT_MS,
        agent: isSecure ? secure : plain,
      };
      const request = (isSecure ? https : http).request(target, options, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
        response.once('error', reject);
      });
      request.once('timeout', () => request.destroy(new Error(`no answer within ${ATTEMPT_TIMEOUT_MS} ms`)));
      request.once('error', reject);
      request.end(body);
    });
  return {
    send,
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}
