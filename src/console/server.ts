import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
} from 'fastify';
import { sql } from 'kysely';
import { toClock, type Clock } from '../domain/clock';
import type { Database } from '../store/database';
import { path } from './format';
import { guard } from './guard';
import { page, plainPage } from './layout';
import { PAGES, type PageRoute } from './pages';
import { readHealth } from './queries/health';
import { reachability } from './reachability';
import { addPayoutApi } from './payout-api';
import { addRefundApi } from './refund-api';
import type { View } from './view';

export interface ConsoleOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** Wall time, epoch ms. */
  readonly wallNow: () => number;
  /** Address of the Temporal UI, for links; null where there is none. */
  readonly temporalUiUrl: string | null;
  readonly namespace?: string;
  /** Asks Temporal for a sign of life; false and an error mean the same. */
  readonly temporalReachable: () => Promise<boolean>;
  /** Whoever asks must give it (HTTP Basic, any user name). Default: nobody need, and only this machine may ask. */
  readonly password?: string | null;
  readonly log?: FastifyBaseLogger;
}

/** The pages for the people who run Recoup, from the store alone and for this machine alone; and asking for refunds. */
export async function createConsole(options: ConsoleOptions): Promise<FastifyInstance> {
  const { db, log } = options;
  const app = Fastify({
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    http: { headersTimeout: 5_000 },
    routerOptions: { maxParamLength: 500 },
    logController: new LogController({ disableRequestLogging: true }),
    ...(log === undefined ? {} : { loggerInstance: log }),
  });
  await guard(app, options.password ?? null);
  const temporalReachable = reachability(options.temporalReachable, options.wallNow);
  const viewNow = async (): Promise<View> => {
    const nowMs = options.wallNow();
    return {
      clock: options.clock,
      nowMs,
      clockNowMs: toClock(options.clock, nowMs),
      health: await readHealth(db),
      temporalReachable: await temporalReachable(),
      temporalUiUrl: options.temporalUiUrl?.replace(/\/+$/, '') ?? null,
      namespace: options.namespace ?? 'default',
    };
  };
  for (const route of PAGES) addPage(app, db, route, viewNow);
  addRefundApi(app, options);
  addPayoutApi(app, options);
  addWorkflowLinks(app, db);
  addAssets(app);
  addProbes(app, db, temporalReachable);
  addFailures(app);
  return app;
}

type ByName = { readonly Params: { readonly name?: string } };

function addPage(app: FastifyInstance, db: Database, route: PageRoute, viewNow: () => Promise<View>): void {
  app.get<ByName>(route.path, async ({ params: { name = '' } }, reply) => {
    const view = await viewNow();
    const loaded = await route.load(db, name, view);
    if (loaded === null) return notFound(reply, `There is nothing called "${name}" here.`);
    return sendHtml(reply, 200, page(view, route.current, route.title(name), loaded.body).markup);
  });
  app.get<ByName>(`/api/v1${route.apiPath ?? route.path}`, async ({ params: { name = '' } }, reply) => {
    const loaded = await route.load(db, name, await viewNow());
    return (
      loaded?.data ??
      reply.status(404).send({ error: { code: 'not_found', message: `nothing is called "${name}"` } })
    );
  });
}

/** Events and notices name workflows; a case's page goes by its number. */
function addWorkflowLinks(app: FastifyInstance, db: Database): void {
  app.get<ByName>('/workflows/:name', async ({ params: { name = '' } }, reply) => {
    const dispute = /^dispute:(.+)$/.exec(name)?.[1];
    if (dispute !== undefined) return reply.redirect(path('disputes', dispute));
    if (/^(payout|dry)-run:/.test(name)) return reply.redirect(path('payouts', name));
    const refund = /^refund:(.+)$/.exec(name)?.[1];
    if (refund !== undefined) return reply.redirect(path('refunds', refund));
    const reviewed = /^review:(.+)$/.exec(name)?.[1];
    if (reviewed !== undefined) return reply.redirect(path('reviews', reviewed));
    const found = await db
      .selectFrom('cases')
      .select('number')
      .where('workflow_id', '=', name)
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (found === undefined) return notFound(reply, `No case was opened for ${name}: nothing was owed.`);
    return reply.redirect(path('cases', found.number));
  });
}

function addAssets(app: FastifyInstance): void {
  const types = { 'style.css': 'text/css; charset=utf-8', 'refresh.js': 'text/javascript; charset=utf-8' };
  for (const [name, type] of Object.entries(types)) {
    const content = readFileSync(join(__dirname, 'assets', name));
    app.get(`/assets/${name}`, (_request, reply) => reply.type(type).send(content));
  }
}

function addProbes(app: FastifyInstance, db: Database, temporalReachable: () => Promise<boolean>): void {
  app.get('/healthz', () => ({ alive: true }));
  app.get('/readyz', async (_request, reply) => {
    const database = await sql`select 1`.execute(db).then(
      () => 'met',
      (error: unknown) => `not reachable: ${error instanceof Error ? error.message : String(error)}`,
    );
    // Pages come from the store alone: without Temporal they are still right, and say so.
    const temporal = (await temporalReachable()) ? 'met' : 'not reachable';
    return reply
      .status(database === 'met' ? 200 : 503)
      .send({ ready: database === 'met', needs: { database }, wishes: { temporal } });
  });
}

function addFailures(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) =>
    notFound(reply, `There is no page at ${request.url.split('?')[0]}.`),
  );
  app.setErrorHandler((error: { statusCode?: number; message: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    request.log.error({ reason: error.message, url: request.url }, 'a page could not be shown');
    const isApi = request.url.startsWith('/api/');
    const message =
      'The database did not answer, or not as expected. Nothing is lost: see the log, and try again.';
    if (isApi) return reply.status(status).send({ error: { code: 'not_shown', message } });
    return sendHtml(reply, status, plainPage('This page could not be shown', message).markup);
  });
}

const sendHtml = (reply: FastifyReply, status: number, markup: string): FastifyReply =>
  reply.status(status).type('text/html; charset=utf-8').send(markup);

const notFound = (reply: FastifyReply, message: string): FastifyReply =>
  sendHtml(reply, 404, plainPage('Not found', message).markup);
