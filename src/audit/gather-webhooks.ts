import { DAY_MS } from '../domain/clock';
import type { AuditFinding } from '../domain/audit/finding';
import { type EndpointSeen, webhookFindings } from '../domain/audit/webhooks';
import { countSetAside } from '../store/audit-reads';
import { STRIPE_API_VERSION } from '../stripe/client';
import { CONNECT_EVENTS, PLATFORM_EVENTS } from '../stripe/webhook-events';
import { type AuditDeps, readOr } from './deps';

const PAGE = 100;
const UNDELIVERED_SINCE_MS = 2 * DAY_MS;

/** Every endpoint of the platform against what Recoup needs to be sent, and what was not delivered of late. */
export async function auditWebhooks(deps: AuditDeps): Promise<readonly AuditFinding[]> {
  const { stripe, db, secrets, now } = deps;
  deps.onProgress('webhook endpoints');
  const listed = await readOr('Webhook endpoints', () =>
    stripe.webhookEndpoints.list({ limit: PAGE }).autoPagingToArray({ limit: 1_000 }),
  );
  if (!listed.ok) return [listed.finding];
  const undelivered = await readOr('Events', () =>
    stripe.events.list({
      limit: PAGE,
      delivery_success: false,
      created: { gte: Math.floor((now().clockMs - UNDELIVERED_SINCE_MS) / 1_000) },
      types: [...PLATFORM_EVENTS],
    }),
  );
  return [
    ...webhookFindings({
      endpoints: listed.value.map((endpoint): EndpointSeen => ({
        id: endpoint.id,
        url: endpoint.url,
        connect: endpoint.application !== null,
        enabled: endpoint.status === 'enabled',
        apiVersion: endpoint.api_version,
        events: endpoint.enabled_events,
      })),
      needed: { platform: PLATFORM_EVENTS, connect: CONNECT_EVENTS },
      secrets,
      pinnedVersion: STRIPE_API_VERSION,
      undelivered: undelivered.ok ? undelivered.value.data.length : null,
      setAside: await countSetAside(db),
    }),
    ...(undelivered.ok ? [] : [undelivered.finding]),
  ];
}
