import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toClock } from '../domain/clock';
import type { LinkPurpose } from '../domain/links';
import { assertNever } from '../domain/never';
import { giveLinkBack, useLink, viewLink } from '../store/links';
import { askForFresh } from './fresh';
import { statementPage } from './pages/statement';
import {
  askedPage,
  brokenPage,
  gonePage,
  prefetchPage,
  stripeAwayPage,
  stripeRefusesPage,
} from './pages/trouble';
import { readStatement } from './read-statement';
import { sendPage } from './send-page';
import type { LinkServerOptions } from './server';
import { leadToStripe } from './stripe-link';
import { hashOfToken, read } from './token';

interface ByToken {
  readonly Params: { readonly token: string };
}

type Open = (token: string, reply: FastifyReply) => Promise<FastifyReply>;

export function addLinkRoutes(app: FastifyInstance, options: LinkServerOptions): void {
  addLink(app, options, 'l', 'onboarding', (token, reply) => lead(options, token, reply));
  addLink(app, options, 's', 'statement', (token, reply) => showStatement(options, token, reply));
}

/** What all links have in common: only one that was signed here for this purpose comes as far as the store. */
function addLink(
  app: FastifyInstance,
  { db, clock, keys, wallNow }: LinkServerOptions,
  path: 'l' | 's',
  purpose: LinkPurpose,
  open: Open,
): void {
  const claimsOf = (token: string) => {
    const claims = read(keys, token);
    return claims?.purpose === purpose ? claims : null;
  };
  app.head<ByToken>(`/${path}/:token`, ({ params: { token } }, reply) =>
    reply
      .status(claimsOf(token) === null ? 404 : 200)
      .type('text/html; charset=utf-8')
      .send(),
  );
  app.get<ByToken>(`/${path}/:token`, async (request, reply) => {
    const { token } = request.params;
    const claims = claimsOf(token);
    if (claims === null) return sendPage(reply, 404, brokenPage(freshPath(path, token)));
    if (isPrefetch(request)) return sendPage(reply, 503, prefetchPage());
    if (claims.expiresAtMs <= wallNow()) return gone(reply, path, token);
    return open(token, reply);
  });
  app.post<ByToken>(`/${path}/:token/fresh`, async (request, reply) => {
    const { token } = request.params;
    const claims = claimsOf(token);
    if (claims !== null) {
      const isQueued = await askForFresh(db, clock, token, claims, wallNow());
      request.log.info({ account: claims.account, purpose, isQueued }, 'a fresh link was asked for');
    }
    return sendPage(reply, 202, askedPage());
  });
}

const freshPath = (path: 'l' | 's', token: string): string => `/${path}/${encodeURIComponent(token)}/fresh`;

const gone = (reply: FastifyReply, path: 'l' | 's', token: string): FastifyReply =>
  sendPage(reply, 410, gonePage(freshPath(path, token)));

/** A browser that reads ahead has not been clicked; told 503, it asks again when it is. */
function isPrefetch({ headers }: FastifyRequest): boolean {
  return ['purpose', 'sec-purpose', 'x-purpose', 'x-moz'].some((name) =>
    /prefetch|prerender|preview/i.test(String(headers[name] ?? '')),
  );
}

async function lead(options: LinkServerOptions, token: string, reply: FastifyReply): Promise<FastifyReply> {
  const { db, stripe, wallNow, publicUrl } = options;
  const hash = hashOfToken(token);
  const opened = await useLink(db, hash, wallNow());
  if (opened.kind === 'gone') return gone(reply, 'l', token);
  const { account } = opened;
  const ways = { returnUrl: `${publicUrl}/done`, refreshUrl: `${publicUrl}/l/${token}` };
  const led = await leadToStripe(stripe, account, ways).catch(async (error: unknown) => {
    await giveLinkBack(db, hash);
    throw error;
  });
  if (led.kind !== 'at') await giveLinkBack(db, hash);
  switch (led.kind) {
    case 'at':
      return reply.redirect(led.url, 303);
    case 'unavailable':
      reply.log.warn({ account }, 'Stripe does not answer: a seller was not led there');
      return sendPage(reply.header('retry-after', 60), 503, stripeAwayPage());
    case 'refused':
      reply.log.error({ account, code: led.code }, 'Stripe makes no link: a seller was not led there');
      return sendPage(reply, 502, stripeRefusesPage());
    default:
      return assertNever(led);
  }
}

async function showStatement(
  { db, clock, platform, wallNow }: LinkServerOptions,
  token: string,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const wallMs = wallNow();
  const opened = await viewLink(db, hashOfToken(token), wallMs);
  if (opened.kind === 'gone') return gone(reply, 's', token);
  const statement = await readStatement(db, opened.account);
  return sendPage(reply, 200, statementPage(statement, { platform, nowMs: toClock(clock, wallMs) }));
}
