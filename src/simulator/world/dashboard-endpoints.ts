import { API_VERSION } from '../api/overrides';
import type { Core } from './core';
import type { StripeObject } from './port';

/** An endpoint that somebody set up in the Dashboard: the API lists it like one of its own. */
export interface DashboardEndpoint {
  readonly id: string;
  readonly url: string;
  /** True: events of connected accounts. */
  readonly connect: boolean;
  readonly enabledEvents: readonly string[];
}

const KIND = 'webhook_endpoint';
const PREFIX = 'we_configured_';

export const dashboardEndpointId = (place: number): string => `${PREFIX}${place}`;

/** Shows those of this run, which may answer elsewhere than those of the last one; one that was disabled stays so. */
export function showDashboardEndpoints(core: Core, endpoints: readonly DashboardEndpoint[]): void {
  const wanted = new Set(endpoints.map(({ id }) => id));
  for (const { id = '' } of core.list<StripeObject>(core.platformId, KIND)) {
    if (id.startsWith(PREFIX) && !wanted.has(id)) core.store.remove(id);
  }
  for (const { id, url, connect, enabledEvents } of endpoints) {
    const fields = { url, enabled_events: enabledEvents, application: connect ? 'ca_platform' : null };
    if (core.get(id, KIND) !== null) core.change(id, fields);
    else
      core.add<StripeObject & { id: string }>(core.platformId, KIND, id, {
        ...fields,
        api_version: API_VERSION,
        description: null,
        metadata: {},
        status: 'enabled',
      });
  }
}
