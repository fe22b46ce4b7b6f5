import http from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';

export interface Receiver {
  readonly url: string;
  readonly secret: string;
  /** Verified events, in the order of their arrival. */
  readonly events: Stripe.Event[];
  /** Deliveries whose signature did not fit. */
  readonly rejected: string[];
  /** Raw headers of each delivery. */
  readonly headers: http.IncomingHttpHeaders[];
  /** What it answers from now on to verified deliveries. Default 200. */
  status: number;
  close(): Promise<void>;
}

const stripe = new Stripe('sk_test_receiver');

/** A webhook receiver that verifies signatures with Stripe's own client. */
export async function startReceiver(secret: string): Promise<Receiver> {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      receiver.headers.push(request.headers);
      try {
        const event = stripe.webhooks.constructEvent(body, request.headers['stripe-signature'] ?? '', secret);
        if (receiver.status < 300) receiver.events.push(event);
        response.writeHead(receiver.status);
      } catch {
        receiver.rejected.push(body);
        response.writeHead(400);
      }
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/stripe`,
    secret,
    events: [],
    rejected: [],
    headers: [],
    status: 200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
