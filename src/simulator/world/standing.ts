import { updateAccount } from './accounts';
import { capabilityObject } from './capability-object';
import type { Core } from './core';
import { record } from './economic-book';
import type { Account } from './objects';
import type { JsonObject } from './port';

export type CapabilityState = 'active' | 'inactive' | 'pending';

/** What Stripe decided about an account; what it shows of it follows from this and from the requirements. */
interface Standing extends JsonObject {
  /** As they would be if nothing shut the account. */
  readonly capabilities: Readonly<Record<string, CapabilityState>>;
  readonly rejected: { readonly reason: string; readonly pausesPayouts: boolean } | null;
  /** Another reason of Stripe's to shut it, in Stripe's words. */
  readonly disabledReason: string | null;
}

export interface StandingChange {
  readonly capabilities?: Readonly<Record<string, CapabilityState>>;
  readonly rejected?: Standing['rejected'];
  readonly disabledReason?: string | null;
  readonly requirements?: JsonObject;
  readonly futureRequirements?: JsonObject;
}

/** Changes what Stripe decided or asks, and shows what follows; silently: without an event, as Stripe sometimes does. */
export function changeStanding(
  core: Core,
  id: string,
  change: StandingChange,
  options: { readonly silently?: boolean } = {},
): Account {
  const before = core.need<Account>(id, 'account');
  const {
    requirements = before.requirements,
    futureRequirements = before.future_requirements,
    ...decided
  } = change;
  const standing = { ...standingOf(core, before), ...decided };
  core.setNote('standing', id, standing);
  const patch = shown(standing, requirements, futureRequirements);
  if (options.silently === true) return core.change<Account>(id, patch);
  const after = updateAccount(core, id, patch);
  for (const [name, status] of Object.entries(after.capabilities)) {
    if (before.capabilities[name] !== status)
      core.emit(id, 'capability.updated', capabilityObject(after, name), {
        status: before.capabilities[name] ?? 'unrequested',
      });
  }
  return after;
}

/** One capability, whatever the others do. */
export function setCapability(
  core: Core,
  id: string,
  name: string,
  status: CapabilityState,
  options: { readonly silently?: boolean } = {},
): Account {
  const { capabilities } = standingOf(core, core.need<Account>(id, 'account'));
  return changeStanding(core, id, { capabilities: { ...capabilities, [name]: status } }, options);
}

/** Shuts an account: no money in, and no payouts unless they are left on. A rejection stands until it is undone. */
export function rejectAccount(core: Core, id: string, reason: string, pausesPayouts = true): Account {
  const before = core.need<Account>(id, 'account');
  if (standingOf(core, before).rejected !== null) return before;
  record(core, { what: 'reachable', account: id, yes: false });
  return changeStanding(core, id, { rejected: { reason, pausesPayouts } });
}

/** Undoes a rejection; whatever else restricts the account goes on doing so. */
export function unrejectAccount(core: Core, id: string): Account {
  record(core, { what: 'reachable', account: id, yes: true });
  return changeStanding(core, id, { rejected: null });
}

function standingOf(core: Core, account: Account): Standing {
  return (
    core.note<Standing>('standing', account.id) ?? {
      capabilities: account.capabilities,
      rejected: null,
      disabledReason: null,
    }
  );
}

/** A capability that slides changes no boolean of the account; a disabled reason does. */
function shown(standing: Standing, requirements: JsonObject, futureRequirements: JsonObject): JsonObject {
  const { capabilities, rejected } = standing;
  const isPastDue = Array.isArray(requirements['past_due']) && requirements['past_due'].length > 0;
  const reason = rejected?.reason ?? standing.disabledReason ?? (isPastDue ? 'requirements.past_due' : null);
  const shut = rejected !== null || isPastDue;
  return {
    capabilities: shut
      ? Object.fromEntries(Object.keys(capabilities).map((name) => [name, 'inactive']))
      : capabilities,
    charges_enabled: reason === null,
    future_requirements: futureRequirements,
    payouts_enabled: reason === null || (rejected !== null && !rejected.pausesPayouts && !isPastDue),
    requirements: { ...requirements, disabled_reason: reason },
  };
}
