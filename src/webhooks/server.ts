import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
} from 'fastify';
import { sql } from 'kysely';
import type { Database } from '../store/database';
import { readEnvelope } from './envelope';
import { createInboxWriter } from './inbox-writer';
import { checkSignature } from './signature';

const BODY_LIMIT_BYTES = 1_048_576;
const STORE_TIMEOUT_MS = 8_000;
const CONNECTION_CAP = 1_024;

export interface WebhookServerOptions {
  readonly db: Database;
  /** Active signing secrets of the platform's endpoint and of the Connect endpoint. */
  readonly secrets: { readonly platform: readonly string[]; readonly connect: readonly string[] };
  /** Epoch ms; signatures are judged by wall time. */
  readonly wallNow: () => number;
  readonly log?: FastifyBaseLogger;
}

/**
 * Receives Stripe's webhooks on `/stripe` and `/stripe/connect`: verifies the raw bytes, stores the event, and only
 * then answers 200. What the event means is the relay's affair: once signed, nothing is refused for its shape.
 */
export function createWebhookServer({ db, secrets, wallNow, log }: WebhookServerOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    keepAliveTimeout: 75_000,
    http: { headersTimeout: 5_000, connectionsCheckingInterval: 2_000 },
    logController: new LogController({ disableRequestLogging: true }),
    ...(log === undefined ? {} : { loggerInstance: log }),
  });
  app.server.maxConnections = CONNECTION_CAP;
  const inbox = createInboxWriter(db, STORE_TIMEOUT_MS);

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.setErrorHandler((error: { statusCode?: number; message: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status === 413)
      return refuse(reply, 413, 'body_too_large', `a body has at most ${BODY_LIMIT_BYTES} bytes`);
    if (status >= 500) request.log.error({ reason: error.message }, 'a webhook was not handled');
    return refuse(
      reply,
      status,
      'request_failed',
      status >= 500 ? 'not handled; send it again' : error.message,
    );
  });
  app.setNotFoundHandler((_request, reply) =>
    refuse(reply, 404, 'not_found', 'webhooks are received by POST on /stripe and /stripe/connect'),
  );

  const receive = (path: string, source: 'platform' | 'connect'): void => {
    app.post(path, async (request, reply) => {
      if (secrets[source].length === 0) {
        return refuse(
          reply,
          503,
          'no_secret',
          `this endpoint has no signing secret: set ${SECRET_SETTING[source]}`,
        );
      }
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const header = request.headers['stripe-signature'];
      const signature = Array.isArray(header) ? header.join(',') : header;
      const check = checkSignature(body, signature, secrets[source], wallNow());
      if (!check.ok) {
        request.log.warn({ code: check.code, endpoint: path }, 'webhook refused');
        return refuse(reply, 400, check.code, check.message);
      }
      try {
        await inbox.store(readEnvelope(source, body));
      } catch (error) {
        request.log.error(
          { reason: error instanceof Error ? error.message : 'unknown' },
          'webhook not stored',
        );
        return refuse(reply, 503, 'not_stored', 'the inbox is not available; Stripe sends it again');
      }
      return RECEIVED;
    });
  };
  receive('/stripe', 'platform');
  receive('/stripe/connect', 'connect');

  app.get('/healthz', () => ({ alive: true }));
  app.get('/readyz', async (_request, reply) => {
    const needs = {
      database: await databaseNeed(db),
      platformSecret: secretNeed(secrets, 'platform'),
      connectSecret: secretNeed(secrets, 'connect'),
    };
    const ready = Object.values(needs).every((need) => need === 'met');
    return reply.status(ready ? 200 : 503).send({ ready, needs });
  });
  return app;
}

const RECEIVED = { received: true };
const SECRET_SETTING = {
  platform: 'STRIPE_WEBHOOK_SECRETS',
  connect: 'STRIPE_CONNECT_WEBHOOK_SECRETS',
} as const;

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.status(status).send({ error: { code, message } });
}

function secretNeed(secrets: WebhookServerOptions['secrets'], source: 'platform' | 'connect'): string {
  return secrets[source].length > 0 ? 'met' : `${SECRET_SETTING[source]} is not set`;
}

/** An answer that is lost by a power cut was no acknowledgement, so asynchronous commit is no way to run this. */
async function databaseNeed(db: Database): Promise<string> {
  try {
    const { rows } = await sql<{
      level: string;
    }>`select current_setting('synchronous_commit') as level`.execute(db);
    return rows[0]?.level === 'off' ? 'synchronous_commit is off: switch it on for this database' : 'met';
  } catch (error) {
    return `not reachable: ${error instanceof Error ? error.message : String(error)}`;
  }
}
