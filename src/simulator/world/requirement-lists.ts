import type { JsonObject } from './port';

/** An account of which nothing is asked. */
export function noRequirements(): JsonObject {
  return {
    alternatives: [],
    current_deadline: null,
    currently_due: [],
    disabled_reason: null,
    errors: [],
    eventually_due: [],
    past_due: [],
    pending_verification: [],
  };
}
