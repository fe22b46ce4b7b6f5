import { createLinkServer, type LinkSettings } from '../links';
import { forGood } from './needs';
import { openStore } from './open-store';
import { openStripe, type StripeSettings } from './open-stripe';
import type { ProcessContext } from './run-process';

export interface LinksProcessOptions {
  readonly databaseUrl: string;
  readonly stripe: StripeSettings;
  readonly issue: Omit<LinkSettings, 'expiresAfterWallMs'>;
  /** As sellers know the platform. */
  readonly platformName: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly proxies: readonly string[];
}

const CONNECTIONS = 8;

/** Brings up what answers the addresses in letters to sellers. It needs the database and Stripe, and not Temporal. */
export async function bringUpLinks(context: ProcessContext, options: LinksProcessOptions): Promise<void> {
  const { needs, log, closers, metrics } = context;
  needs.declare('database', 'schema', 'stripe', 'links');
  const db = await openStore(context, options.databaseUrl, CONNECTIONS);
  const { stripe, clock } = await openStripe(context, db, options.stripe);
  const server = await createLinkServer({
    db,
    stripe,
    clock,
    wallNow: Date.now,
    ...options.issue,
    platform: options.platformName,
    proxies: options.proxies,
    log: log.child({ part: 'links' }),
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = ROUTES[request.routeOptions.url ?? ''] ?? 'other';
    if (route !== 'probe') metrics.count('recoup_links_total', { route, status: String(reply.statusCode) });
  });
  closers.add('the links of sellers', () => server.close());
  const address = await server.listen(options.listen);
  needs.watch('links', forGood);
  log.info({ links: address }, 'the links of sellers are answered');
}

/** Never the address itself: its token opens a seller's page. */
const ROUTES: Readonly<Record<string, string>> = {
  '/l/:token': 'link',
  '/s/:token': 'statement',
  '/l/:token/fresh': 'fresh',
  '/s/:token/fresh': 'fresh',
  '/healthz': 'probe',
  '/readyz': 'probe',
};
