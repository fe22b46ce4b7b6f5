import type { FlowStatus } from '../../../src/activities/sweep/flow-status';
import type { SweepDeps } from '../../../src/activities/sweep/deps';
import { WALL_CLOCK } from '../../../src/domain/clock';
import { defaultPolicy } from '../../../src/policy-file';
import type { Database } from '../../../src/store/database';
import { raiseWake } from '../../../src/store/wakes';
import type { Running } from '../../simulator/http/support/simulator';

/** What a sweep works with: the real store and client, by the simulator's clock, and no Temporal. */
export function sweepDeps(
  db: Database,
  running: Running,
  flows: { readonly [workflowId: string]: FlowStatus } = {},
): SweepDeps {
  return {
    db,
    stripe: running.stripe,
    policy: defaultPolicy(),
    clock: WALL_CLOCK,
    wallNow: () => running.simulator.world.nowMs,
    raiseWake,
    settleUnknown: () => Promise.resolve(0),
    flowStatus: async (workflowId) => flows[workflowId] ?? 'running',
  };
}

/** Targets that are due to look again. */
export async function woken(db: Database): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('wakes')
    .select('target')
    .whereRef('number', '>', 'sent')
    .orderBy('target')
    .execute();
  return rows.map((row) => row.target);
}

/** Whoever was woken has looked. */
export async function allLooked(db: Database): Promise<void> {
  await db
    .updateTable('wakes')
    .set((row) => ({ sent: row.ref('number') }))
    .execute();
}
