import { callerAccount } from '../accounts';
import type { Operation, StripeEvent, StripeObject, World } from '../port';
import { all, fail, held, mergeMetadata, missing, required, text, within } from './read';
import type { JsonObject } from '../port';

const MOST_TYPES = 20;
const KEPT_SECONDS = 30 * 86_400;

export const eventOperations = {
  'GET /v1/events': {
    kind: 'list',
    run: (world, caller, _path, params) => {
      const types = params['types'] as readonly string[] | undefined;
      const type = text(params, 'type');
      if (types !== undefined && type !== null)
        fail(400, null, 'You may pass either type or types, but not both.', 'types');
      if (types !== undefined && types.length > MOST_TYPES)
        fail(400, null, `You may pass up to ${MOST_TYPES} types.`, 'types');
      const wanted = types ?? (type === null ? null : [type]);
      const delivered = params['delivery_success'];
      return within(all<StripeEvent>(world, caller, 'event'), params, 'created').filter(
        (event) =>
          isKept(world, event) &&
          (wanted === null || wanted.some((pattern) => matches(pattern, event.type))) &&
          (typeof delivered !== 'boolean' || delivered === wasDelivered(world, event.id)),
      );
    },
  },
  'GET /v1/events/{id}': {
    kind: 'one',
    run: (world, caller, path) => {
      const event = held<StripeEvent>(world, caller, 'event', path['id'] ?? '');
      return isKept(world, event) ? event : missing('event', event.id);
    },
  },
  'GET /v1/webhook_endpoints': {
    kind: 'list',
    run: (world, caller) => all<StripeObject>(world, caller, 'webhook_endpoint').map(withoutSecret),
  },
  'GET /v1/webhook_endpoints/{webhook_endpoint}': {
    kind: 'one',
    run: (world, caller, path) =>
      withoutSecret(held<StripeObject>(world, caller, 'webhook_endpoint', path['webhook_endpoint'] ?? '')),
  },
  'POST /v1/webhook_endpoints': {
    kind: 'one',
    run: (world, caller, _path, params) => {
      const { core } = world;
      const id = core.newId('we');
      const secret = `whsec_${core.newId('s').slice(2)}`;
      core.setNote('endpoint', id, { secret, connect: params['connect'] === true });
      return core.add<StripeObject & { id: string }>(callerAccount(core, caller), 'webhook_endpoint', id, {
        api_version: text(params, 'api_version'),
        application: params['connect'] === true ? 'ca_platform' : null,
        description: text(params, 'description'),
        enabled_events: params['enabled_events'] ?? ['*'],
        metadata: mergeMetadata({}, params),
        secret,
        status: 'enabled',
        url: required(params, 'url'),
      });
    },
  },
  'POST /v1/webhook_endpoints/{webhook_endpoint}': {
    kind: 'one',
    run: (world, caller, path, params) => {
      const before = held<StripeObject & { id: string }>(
        world,
        caller,
        'webhook_endpoint',
        path['webhook_endpoint'] ?? '',
      );
      const disabled = params['disabled'];
      return withoutSecret(
        world.core.change<StripeObject>(before.id, {
          ...(params['url'] === undefined ? {} : { url: required(params, 'url') }),
          ...(params['enabled_events'] === undefined ? {} : { enabled_events: params['enabled_events'] }),
          ...(typeof disabled === 'boolean' ? { status: disabled ? 'disabled' : 'enabled' } : {}),
          metadata: mergeMetadata((before['metadata'] as JsonObject) ?? {}, params),
        }),
      );
    },
  },
  'DELETE /v1/webhook_endpoints/{webhook_endpoint}': {
    kind: 'one',
    run: (world, caller, path) => {
      const { id } = held<StripeObject & { id: string }>(
        world,
        caller,
        'webhook_endpoint',
        path['webhook_endpoint'] ?? '',
      );
      world.core.store.remove(id);
      world.core.removeNote('endpoint', id);
      return { id, object: 'webhook_endpoint', deleted: true };
    },
  },
} satisfies Readonly<Record<string, Operation>>;

const isKept = (world: World, event: StripeEvent): boolean =>
  event.created >= world.core.nowSeconds - KEPT_SECONDS;

/** An event without an endpoint has nothing to fail. */
function wasDelivered(world: World, event: string): boolean {
  const state = world.core.note<{ state: string }>('delivery', event)?.state;
  return state === undefined || state === 'succeeded';
}

function matches(pattern: string, type: string): boolean {
  return (
    pattern === type || pattern === '*' || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)))
  );
}

/** Stripe shows an endpoint's secret once, when it is created. */
function withoutSecret(endpoint: StripeObject): StripeObject {
  const { secret: _, ...rest } = endpoint;
  return rest;
}
