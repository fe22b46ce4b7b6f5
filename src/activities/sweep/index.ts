import { momentAt } from '../../domain/clock';
import type { SweepResult } from '../../domain/sweep/parts';
import { runSweep, type SweepActivities } from '../../domain/sweep/sweep';
import { openSweep } from '../../store/sweeps';
import type { SweepDeps } from './deps';
import { endSweep } from './end-sweep';
import { sweepSlice } from './slice';

export function sweepActivities(deps: SweepDeps): SweepActivities {
  return {
    beginSweep: () => openSweep(deps.db, momentAt(deps.clock, deps.wallNow())),
    sweepSlice: (part) => sweepSlice(deps, part),
    endSweep: (number, result) => endSweep(deps, number, result),
  };
}

/** One whole sweep without Temporal: nothing is tried again, and a part that fails is named in the result. */
export function sweepOnce(deps: SweepDeps): Promise<SweepResult> {
  return runSweep(sweepActivities(deps), () => false);
}
