import { stripeObject } from './blank';
import type { Account } from './objects';
import type { StripeObject } from './port';

/** Stripe's Capability: what an account may do, as an object of its own. One never asked for is `unrequested`. */
export function capabilityObject(account: Account, name: string): StripeObject {
  const status = account.capabilities[name];
  return stripeObject('capability', {
    id: name,
    object: 'capability',
    account: account.id,
    requested: status !== undefined,
    requested_at: status === undefined ? null : account['created'],
    status: status ?? 'unrequested',
  });
}
