import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hashOfToken } from './token';
import { sendPage } from './send-page';
import { tooManyPage } from './pages/trouble';

/** Requests a minute. An address may be a whole office behind one router; a token belongs to one seller. */
const LIMITS = { address: 120, token: 20, asked: 6 } as const;
const WINDOW_MS = 60_000;

/** What a browser, a proxy or a search engine must not do with these pages, and how often anybody may ask. */
export async function guard(app: FastifyInstance, publicUrl: string): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ['data:'],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: publicUrl.startsWith('https:'),
    xFrameOptions: { action: 'deny' },
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow, noarchive' });
  });
  await app.register(rateLimit, { global: false });
  // Without a key of its own it is the visitor's address, of IPv6 the network.
  const limited = (max: number, keyGenerator?: (request: FastifyRequest) => string) => {
    const check = app.createRateLimit({
      max,
      timeWindow: WINDOW_MS,
      ...(keyGenerator === undefined ? {} : { keyGenerator }),
    });
    return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
      const limit = await check(request);
      if (limit.isAllowed || !limit.isExceeded) return undefined;
      return sendPage(reply.header('retry-after', limit.ttlInSeconds), 429, tooManyPage());
    };
  };
  const perAddress = limited(LIMITS.address);
  const perToken = limited(LIMITS.token, (request) => hashOfToken(tokenOf(request)));
  const perAsking = limited(LIMITS.asked);
  app.addHook('onRequest', async (request, reply) => {
    if (isProbe(request)) return;
    if ((await perAddress(request, reply)) !== undefined) return;
    if (tokenOf(request) !== '' && (await perToken(request, reply)) !== undefined) return;
    if (request.method === 'POST') await perAsking(request, reply);
  });
}

const isProbe = ({ url }: FastifyRequest): boolean => url === '/healthz' || url === '/readyz';

const tokenOf = ({ params }: FastifyRequest): string =>
  typeof params === 'object' && params !== null && 'token' in params ? String(params.token) : '';
