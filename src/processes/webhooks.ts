import { createWebhookServer, type WebhookServerOptions } from '../webhooks';
import { openStore } from './open-store';
import { MET, type NeedStates } from './needs';
import type { ProcessContext } from './run-process';

export interface WebhooksProcessOptions {
  readonly databaseUrl: string;
  readonly secrets: WebhookServerOptions['secrets'];
  readonly listen: { readonly host: string; readonly port: number };
}

const CONNECTIONS = 8;
const ENDPOINTS: ReadonlySet<string> = new Set(['/stripe', '/stripe/connect']);

/** Brings up the receiver. It needs the database and the secrets, and neither Stripe nor Temporal. */
export async function bringUpWebhooks(
  context: ProcessContext,
  options: WebhooksProcessOptions,
): Promise<void> {
  const { needs, log, closers, metrics } = context;
  needs.declare('database', 'schema', 'receiver');
  const db = await openStore(context, options.databaseUrl, CONNECTIONS);
  const receiver = createWebhookServer({
    db,
    secrets: options.secrets,
    wallNow: Date.now,
    log: log.child({ part: 'webhooks' }),
  });
  receiver.addHook('onResponse', async (request, reply) => {
    const path = request.routeOptions.url ?? 'other';
    if (path === '/healthz' || path === '/readyz') return;
    const endpoint = ENDPOINTS.has(path) ? path : 'other';
    metrics.count('recoup_webhooks_total', { endpoint, status: String(reply.statusCode) });
  });
  const address = await receiver.listen(options.listen);
  closers.add('the receiver of webhooks', () => receiver.close());
  needs.watch('receiver', async () => {
    const { needs: own } = (await receiver.inject('/readyz')).json<{ needs: NeedStates }>();
    const unmet = Object.entries(own).filter(([, state]) => state !== MET);
    return unmet.length === 0 ? MET : unmet.map(([name, state]) => `${name}: ${state}`).join('; ');
  });
  log.info({ webhooks: address }, 'the receiver listens');
}
