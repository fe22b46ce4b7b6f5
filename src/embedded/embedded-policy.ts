import type { Policy } from '../domain/policy/policy';
import { sealPolicy } from '../policy-file';

/** A quarter of an hour between looks would be months of a clock whose days last seconds. */
const LOOK_GAP_WALL_MS = 1_000;
/** Nor may decisions stand on what was known of an account months of that clock ago. */
const FACTS_MAX_AGE_WALL_MS = 2_000;

/** A policy with what wall time means to a scaled clock. */
export function scaledPolicy(policy: Policy): Policy {
  return sealPolicy({ ...policy, lookGapWallMs: LOOK_GAP_WALL_MS, factsMaxAgeWallMs: FACTS_MAX_AGE_WALL_MS });
}
