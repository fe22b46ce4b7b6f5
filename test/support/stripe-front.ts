import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Simulator } from '../../src/simulator';

const DENIED = {
  error: {
    type: 'invalid_request_error',
    message: 'The provided key does not have the required permissions for this endpoint.',
  },
};

/** Stands in front of a simulator: keeps a list of what was called, and plays a restricted key. */
export interface StripeFront {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** `GET /v1/balance`, in the order of arrival. */
  readonly calls: readonly string[];
  /** Refuses these paths from now on, as Stripe does where a restricted key lacks the right. */
  deny(paths: RegExp): void;
  close(): Promise<void>;
}

export async function stripeFront({ host, port }: Simulator): Promise<StripeFront> {
  const calls: string[] = [];
  let denied: RegExp | null = null;
  const server = http.createServer((request, response) => {
    const { method = 'GET', url: path = '/', headers } = request;
    calls.push(`${method} ${path.replace(/\?.*/, '')}`);
    if (denied?.test(path) === true) {
      response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify(DENIED));
      return;
    }
    const onward = http.request({ host, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as AddressInfo;
  return {
    host: '127.0.0.1',
    port: own,
    url: `http://127.0.0.1:${own}`,
    calls,
    deny: (paths) => {
      denied = paths;
    },
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}
