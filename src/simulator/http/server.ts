import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { State } from '../state';
import type { ApiAnswer } from './answer';
import { answerCall } from './answer-call';
import type { ApiRequest } from './call';
import { answerControl, type ControlAnswer, type ControlRequest } from './control';
import type { RateLimit } from './rate-limit';

const BODY_LIMIT_BYTES = 1_000_000;

/** The HTTP server: Stripe's API below /v1, health, and the simulator's own controls below /_simulator. */
export function createServer(state: State, rateLimit: RateLimit | undefined): http.Server {
  const server = http.createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000 },
    (request, response) => {
      handle(state, rateLimit, request, response).catch((error: unknown) => {
        state.defect(error instanceof Error ? error : new Error(String(error)));
        response.destroy();
      });
    },
  );
  // Longer than the client's agents keep idle sockets, or a reused one may be closed under a request.
  server.keepAliveTimeout = 65_000;
  return server;
}

async function handle(
  state: State,
  rateLimit: RateLimit | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const body = await readBody(request);
  if (body === undefined) {
    writeControl(response, {
      status: 413,
      body: { error: `The body is longer than ${BODY_LIMIT_BYTES} bytes: send less.` },
    });
    response.once('finish', () => request.destroy());
    return;
  }
  if (url.pathname.startsWith('/v1/')) {
    state.catchUp();
    sendApiAnswer(response, answerCall(state, rateLimit, apiRequest(request, url, body)));
  } else {
    writeControl(response, await answerControl(state, controlRequest(request, url, body)));
  }
}

function apiRequest(request: IncomingMessage, url: URL, body: string): ApiRequest {
  const method = request.method ?? 'GET';
  return {
    method,
    pathname: url.pathname,
    form: method === 'GET' || method === 'DELETE' ? url.search.slice(1) : body,
    headers: {
      authorization: request.headers.authorization,
      account: header(request, 'stripe-account'),
      version: header(request, 'stripe-version'),
      idempotencyKey: header(request, 'idempotency-key'),
    },
  };
}

function controlRequest(request: IncomingMessage, url: URL, body: string): ControlRequest {
  return {
    method: request.method ?? 'GET',
    pathname: url.pathname,
    query: url.searchParams,
    contentType: header(request, 'content-type') ?? '',
    body,
    fromLoopback: isLoopback(request.socket.remoteAddress ?? ''),
  };
}

function sendApiAnswer(response: ServerResponse, answer: ApiAnswer): void {
  const send = (): void => {
    answer.done?.();
    if (answer.lost) {
      // Broken off behind the head: a connection that closes before it, the client tries again by itself, unseen.
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 1_000 });
      response.write(' ', () => response.destroy());
      return;
    }
    response.writeHead(answer.status, {
      ...answer.headers,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(answer.body),
    });
    response.end(answer.body);
  };
  if (answer.delayMs === undefined) send();
  else setTimeout(send, answer.delayMs);
}

function writeControl(response: ServerResponse, answer: ControlAnswer): void {
  response.writeHead(answer.status, { 'Content-Type': 'application/json' });
  response.end(`${JSON.stringify(answer.body, null, 2)}\n`);
}

/** The whole body as text, or undefined where it is too long. */
function readBody(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > BODY_LIMIT_BYTES) resolve(undefined);
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.once('error', reject);
  });
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Whether a peer's address is this machine itself. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
