import { type AuditFinding, platformFinding } from './finding';

export interface EndpointSeen {
  readonly id: string;
  readonly url: string;
  /** For events of connected accounts; Stripe names the application of such an endpoint. */
  readonly connect: boolean;
  readonly enabled: boolean;
  /** Null: the account's default. */
  readonly apiVersion: string | null;
  readonly events: readonly string[];
}

export interface WebhooksSeen {
  readonly endpoints: readonly EndpointSeen[];
  readonly needed: { readonly platform: readonly string[]; readonly connect: readonly string[] };
  /** How many signing secrets are configured here, by side; null where the run that receives makes its own. */
  readonly secrets: { readonly platform: number; readonly connect: number } | null;
  /** The version that Recoup's client reads with. */
  readonly pinnedVersion: string;
  /** Events of late that Stripe could not deliver to every endpoint; null where they could not be read. */
  readonly undelivered: number | null;
  /** Rows that the inbox has set aside. */
  readonly setAside: number;
}

/** Without these a loss is noticed when the sweep comes round, not when it happens. */
const URGENT =
  /^(charge\.dispute\.|account\.updated$|capability\.updated$|payout\.(failed|paid)$|transfer\.reversed$|balance\.available$)/;

type Side = 'platform' | 'connect';
const SIDES: { readonly [S in Side]: string } = {
  platform: "the platform's own events",
  connect: 'events of connected accounts',
};

export function webhookFindings(seen: WebhooksSeen): readonly AuditFinding[] {
  return [
    ...sideFindings(seen, 'platform'),
    ...sideFindings(seen, 'connect'),
    ...seen.endpoints.filter(({ enabled }) => !enabled).map(disabled),
    ...secretFindings(seen),
    ...backlogFindings(seen),
  ];
}

/** The endpoint that comes closest counts: those of other systems bring Recoup nothing. */
function sideFindings(seen: WebhooksSeen, side: Side): readonly AuditFinding[] {
  const needed = seen.needed[side];
  const candidates = seen.endpoints
    .filter(({ connect, enabled }) => enabled && connect === (side === 'connect'))
    .map((endpoint) => ({ endpoint, missing: needed.filter((type) => !covers(endpoint.events, type)) }))
    .sort((a, b) => a.missing.length - b.missing.length);
  const [best] = candidates;
  if (best === undefined) return [nowhere(side, needed)];
  const { endpoint, missing } = best;
  const name = `${endpoint.id} (${endpoint.url})`;
  const urgent = missing.filter((type) => URGENT.test(type));
  const later = missing.filter((type) => !URGENT.test(type));
  return [
    ...missingFindings(name, side, 'hard', urgent),
    ...missingFindings(name, side, 'soft', later),
    ...(missing.length > 0 ? [] : [complete(name, side, needed)]),
    ...versionFindings(endpoint, name, seen.pinnedVersion),
  ];
}

/** Stripe takes all types, a family or a single one. */
function covers(events: readonly string[], type: string): boolean {
  return events.some(
    (one) => one === '*' || one === type || (one.endsWith('.*') && type.startsWith(one.slice(0, -1))),
  );
}

const nowhere = (side: Side, needed: readonly string[]): AuditFinding =>
  platformFinding({
    check: 'webhooks',
    severity: 'hard',
    what: `no enabled endpoint gets ${SIDES[side]}`,
    saw: 'none',
    do: `Create one in Stripe's Dashboard (Developers, Webhooks${side === 'connect' ? ', listening to events on connected accounts' : ''}), to Recoup's ${side === 'connect' ? '/stripe/connect' : '/stripe'}, with: ${needed.join(', ')}.`,
  });

function missingFindings(
  name: string,
  side: Side,
  severity: 'hard' | 'soft',
  missing: readonly string[],
): readonly AuditFinding[] {
  if (missing.length === 0) return [];
  const late =
    severity === 'hard'
      ? `${SIDES[side]} are not sent that say when money is lost or an account slides`
      : `${SIDES[side]} are not sent that Recoup would rather hear than look for`;
  return [
    platformFinding({
      check: 'webhooks',
      severity,
      what: late,
      saw: `${name} lacks ${missing.join(', ')}`,
      do: `Add them to the endpoint's events. Until then the sweep finds what happened, hours later.`,
    }),
  ];
}

const complete = (name: string, side: Side, needed: readonly string[]): AuditFinding =>
  platformFinding({
    check: 'webhooks',
    severity: 'info',
    what: `${SIDES[side]} are sent, all ${needed.length} that Recoup needs`,
    saw: name,
    do: null,
  });

function versionFindings(endpoint: EndpointSeen, name: string, pinned: string): readonly AuditFinding[] {
  if (endpoint.apiVersion === pinned) return [];
  return [
    platformFinding({
      check: 'webhooks',
      severity: 'soft',
      what: 'an endpoint renders events in another API version than Recoup reads with',
      saw: `${name} has ${endpoint.apiVersion ?? "the account's default"}, Recoup ${pinned}`,
      do: `Recoup takes only ids from an event and reads the object itself, so nothing is lost. Handlers of your own beside it may differ: make the endpoint anew with api_version ${pinned} when they are ready.`,
    }),
  ];
}

const disabled = ({ id, url }: EndpointSeen): AuditFinding =>
  platformFinding({
    check: 'webhooks',
    severity: 'soft',
    what: 'an endpoint is disabled',
    saw: `${id} (${url})`,
    do: 'Stripe disables an endpoint that fails for days. Enable it again once its receiver answers, or delete it.',
  });

function secretFindings({ secrets, endpoints }: WebhooksSeen): readonly AuditFinding[] {
  if (secrets === null) return [];
  const sides: readonly (readonly [Side, string])[] = [
    ['platform', 'STRIPE_WEBHOOK_SECRETS'],
    ['connect', 'STRIPE_CONNECT_WEBHOOK_SECRETS'],
  ];
  return sides.flatMap(([side, setting]) => {
    const isExpected = endpoints.some(({ connect, enabled }) => enabled && connect === (side === 'connect'));
    if (!isExpected || secrets[side] > 0) return [];
    return [
      platformFinding({
        check: 'webhooks',
        severity: 'soft' as const,
        what: `no signing secret is set here for ${SIDES[side]}`,
        saw: `${setting} is not set`,
        do: `Set ${setting} where the receiver runs (it may be another environment than this one): without it every event is refused.`,
      }),
    ];
  });
}

function backlogFindings({ undelivered, setAside }: WebhooksSeen): readonly AuditFinding[] {
  return [
    ...(undelivered === null || undelivered === 0
      ? []
      : [
          platformFinding({
            check: 'webhooks',
            severity: 'soft' as const,
            what: 'Stripe has events of the last two days that an endpoint did not take',
            saw: undelivered >= 100 ? '100 or more' : String(undelivered),
            do: "Look at the endpoint's failed deliveries in Stripe's Dashboard. The sweep has put them into the inbox, or does with its next run.",
          }),
        ]),
    ...(setAside === 0
      ? []
      : [
          platformFinding({
            check: 'webhooks',
            severity: 'soft' as const,
            what: 'the inbox has set events aside that could not be routed',
            saw: String(setAside),
            do: 'bin/recoup attention names each, with its reason and what to do.',
          }),
        ]),
  ];
}
