import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type Stripe from 'stripe';
import type { Clock } from '../domain/clock';
import type { Database } from '../store/database';
import { guard } from './guard';
import { donePage, failedPage, noPage, wrongMethodPage } from './pages/trouble';
import { addLinkRoutes } from './routes';
import { sendPage } from './send-page';
import type { KeyRing } from './token';

export interface LinkServerOptions {
  readonly db: Database;
  readonly stripe: Stripe;
  readonly clock: Clock;
  /** Wall time, epoch ms. */
  readonly wallNow: () => number;
  readonly keys: KeyRing;
  /** Where sellers reach this server, without a slash at its end. */
  readonly publicUrl: string;
  /** As its sellers know it. */
  readonly platform: string;
  /** Addresses and subnets of proxies that are believed about whom they speak for. */
  readonly proxies?: readonly string[];
  readonly log?: FastifyBaseLogger;
}

const BODY_LIMIT_BYTES = 1_024;
const CONNECTION_CAP = 512;
/** Longer ones cannot be tokens, and get a page all the same. */
const LONGEST_PARAM = 4_096;

/**
 * What sellers open from their letters, on the open internet: links that lead to Stripe (`/l`), and statements (`/s`).
 * It needs the database, and Stripe for the moment of a click; it moves no money.
 */
export async function createLinkServer(options: LinkServerOptions): Promise<FastifyInstance> {
  const { db, log, proxies = [] } = options;
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    http: { headersTimeout: 5_000, connectionsCheckingInterval: 2_000 },
    // A HEAD is no click: it has routes of its own.
    exposeHeadRoutes: false,
    trustProxy: proxies.length === 0 ? false : [...proxies],
    routerOptions: { maxParamLength: LONGEST_PARAM },
    logController: new LogController({ disableRequestLogging: true }),
    // An address that cannot even be read; hooks do not run for it.
    frameworkErrors: (_error, _request, reply) => {
      void sendPage(reply.header('cache-control', 'no-store'), 404, noPage());
    },
    ...(log === undefined ? {} : { loggerInstance: log }),
  });
  app.server.maxConnections = CONNECTION_CAP;
  app.removeAllContentTypeParsers();
  // Forms here have no fields.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null, null));
  await guard(app, options.publicUrl);
  addLinkRoutes(app, options);
  app.get('/done', (_request, reply) => sendPage(reply, 200, donePage()));
  const style = readFileSync(join(__dirname, 'assets/links.css'));
  app.get('/assets/links.css', (_request, reply) =>
    reply.headers({ 'cache-control': 'public, max-age=3600' }).type('text/css; charset=utf-8').send(style),
  );
  addProbes(app, db);
  addFailures(app);
  return app;
}

function addProbes(app: FastifyInstance, db: Database): void {
  app.get('/healthz', () => ({ alive: true }));
  app.get('/readyz', async (_request, reply) => {
    const database = await sql`select 1`.execute(db).then(
      () => 'met',
      () => 'not reachable',
    );
    return reply
      .status(database === 'met' ? 200 : 503)
      .send({ ready: database === 'met', needs: { database } });
  });
}

function addFailures(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const isAsking = /^\/[ls]\/[^/]+\/fresh$/.test(path);
    if (!isAsking && !/^\/([ls]\/[^/]+|done)$/.test(path)) return sendPage(reply, 404, noPage());
    return sendPage(reply.header('allow', isAsking ? 'POST' : 'GET, HEAD'), 405, wrongMethodPage());
  });
  app.setErrorHandler((error: { statusCode?: number; message: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    // Never its address: the token in it opens a seller's page.
    const route = request.routeOptions.url ?? 'unknown';
    if (status >= 500) request.log.error({ reason: error.message, route }, 'a seller was not answered');
    return sendPage(reply, status, status >= 500 ? failedPage() : noPage());
  });
}
