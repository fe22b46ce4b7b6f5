import type { Policy } from '../domain/policy/policy';
import { loadPolicy, sealPolicy } from '../policy-file';

/** A quarter of an hour between looks would be months of a clock whose days last seconds. */
const LOOK_GAP_WALL_MS = 1_000;

/** The policy of the file with what wall time means to a scaled clock. */
export function embeddedPolicy(file: string): Policy {
  return sealPolicy({ ...loadPolicy(file), lookGapWallMs: LOOK_GAP_WALL_MS });
}
