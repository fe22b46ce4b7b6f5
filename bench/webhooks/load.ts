import { connect } from 'node:net';
import Stripe from 'stripe';

const { webhooks } = new Stripe('sk_test_bench');
const ANSWER = '{"received":true}';

/** Signed requests as they go over the wire, each an event of its own. One in twenty is about one of 20 disputes. */
export function signedRequests(round: string, path: string, secret: string, count: number): Buffer[] {
  return Array.from({ length: count }, (_, n) =>
    signed(path, secret, `evt_${round}_${n}`, n % 20 === 0 ? ofDispute(`dp_${(n / 20) % 20}`) : ofPayout(n)),
  );
}

/** The same, each about a dispute of its own. */
export function disputeRequests(round: string, secret: string, count: number): Buffer[] {
  return Array.from({ length: count }, (_, n) =>
    signed('/stripe', secret, `evt_${round}_${n}`, ofDispute(`dp_${round}x${n}`)),
  );
}

const ofDispute = (id: string): object => ({
  type: 'charge.dispute.updated',
  data: { object: { id, object: 'dispute' } },
});

const ofPayout = (n: number): object => ({
  type: 'payout.paid',
  account: `acct_${n % 500}`,
  data: { object: { id: `po_${n}`, amount: 500 } },
});

function signed(path: string, secret: string, id: string, about: object): Buffer {
  const event = { id, object: 'event', livemode: false, created: 1_790_000_000, ...about };
  const payload = JSON.stringify({ ...event, padding: 'x'.repeat(1_500) });
  const header = webhooks.generateTestHeaderString({ payload, secret });
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nStripe-Signature: ${header}\r\n` +
      `Content-Length: ${Buffer.byteLength(payload)}\r\n\r\n${payload}`,
  );
}

/**
 * Sends them over `connections` at a time, each waiting for its answer, and gives the acknowledged ones a second. The
 * sender is as cheap as it can be, for it runs on the same processors.
 */
export async function acknowledgedPerSecond(
  address: string,
  requests: readonly Buffer[],
  connections: number,
): Promise<number> {
  const { hostname, port } = new URL(address);
  let next = 0;
  const line = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      socket.setNoDelay(true);
      const send = (): void => {
        const request = requests[next];
        next += 1;
        if (request === undefined) socket.end(resolve);
        else socket.write(request);
      };
      let heard = '';
      socket.on('data', (data) => {
        heard += data.toString('latin1');
        if (!heard.endsWith(ANSWER)) return;
        if (!heard.startsWith('HTTP/1.1 200')) return reject(new Error(`not acknowledged: ${heard}`));
        heard = '';
        send();
      });
      socket.on('error', reject);
      socket.on('connect', send);
    });
  const began = performance.now();
  await Promise.all(Array.from({ length: connections }, line));
  return (requests.length * 1_000) / (performance.now() - began);
}
